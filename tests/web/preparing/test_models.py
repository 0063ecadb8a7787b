import pytest
from pydantic import ValidationError

from midstance.web.preparing.models import NewUploadFacts, PresetFacts


def test_a_preset_has_a_name():
    assert PresetFacts(name="treadmill 2, side").settings.subject is None
    for wrong in ("", "  ", "x" * 81):
        with pytest.raises(ValidationError):
            PresetFacts(name=wrong)


def test_a_video_has_a_size():
    with pytest.raises(ValidationError):
        NewUploadFacts(name="a.mp4", n_bytes=-1)
