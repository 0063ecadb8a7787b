import pytest
from pydantic import ValidationError

from midstance.web.sharing.models import ShareWish


@pytest.mark.parametrize("days", [0, 366, -1])
def test_a_link_lasts_a_day_to_a_year(days):
    with pytest.raises(ValidationError):
        ShareWish(days=days)
