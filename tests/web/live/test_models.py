import pytest
from pydantic import ValidationError

from midstance.web.live.models import LiveWish


@pytest.mark.parametrize("wrong", [0, 3, "many"])
def test_one_or_two_are_followed(wrong):
    assert LiveWish().people == 1
    with pytest.raises(ValidationError):
        LiveWish(people=wrong)
