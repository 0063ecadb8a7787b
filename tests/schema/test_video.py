import dataclasses

import pytest

from midstance.schema.video import VideoInfo


def test_facts_cannot_be_changed():
    info = VideoInfo("run.mp4", 1280, 720, 59.94, 10.0, 599)
    with pytest.raises(dataclasses.FrozenInstanceError):
        info.rate_hz = 30.0
