import pytest
from pydantic import ValidationError

from midstance.web.pairing.models import PhoneWish


def test_nothing_unknown_is_set_for_the_videos_of_a_phone():
    with pytest.raises(ValidationError, match="Extra inputs"):
        PhoneWish(settings={"hat": 1})
    assert PhoneWish().person_id is None
