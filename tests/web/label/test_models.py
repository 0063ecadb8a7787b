import pytest
from pydantic import ValidationError

from midstance.web.label.models import RepetitionChange


def test_a_change_says_whose_and_when():
    sent = {"action": "change", "individual": "anna", "at_s": 2.0, "end_s": 2.5}
    assert RepetitionChange(**sent).end_s == 2.5
    for wrong in (
        {"action": "double"},
        {"at_s": float("nan")},
        {"side": "middle"},
        {"individual": ""},
        {"count": 3},
    ):
        with pytest.raises(ValidationError):
            RepetitionChange(**sent | wrong)
