import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)


def test_a_clear_heel_strike_is_sure_and_a_grey_one_is_not():
    clear = stick_run("left", Sticks())
    assert values_of("rearfoot_strike", clear) == pytest.approx(100.0)
    grey = rows_of("rearfoot_strike", stick_run("left", Sticks(event_sd_s=0.02)))
    assert grey["value"].between(50.0, 99.0).all()
    assert (grey["uncertainty"] > 5.0).all()
