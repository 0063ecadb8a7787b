import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)

from midstance.metrics.rearfoot_strike import strike_pattern


@pytest.mark.parametrize(
    ("angle_deg", "sd_deg", "words"),
    [
        (15.0, 2.0, "rearfoot"),
        (3.0, 1.0, "midfoot"),
        (-8.0, 3.0, "forefoot"),
        (8.0, 3.0, "midfoot or rearfoot"),
        (-1.0, 1.0, "forefoot or midfoot"),
        (3.0, 9.0, "forefoot or midfoot or rearfoot"),
        (7.5, 0.0, "rearfoot"),
        (np.nan, 1.0, "unknown"),
    ],
)
def test_the_grey_zone_is_named(angle_deg, sd_deg, words):
    assert strike_pattern(angle_deg, sd_deg) == words


def test_a_clear_heel_strike_is_sure_and_a_grey_one_is_not():
    clear = stick_run("left", Sticks())
    assert values_of("rearfoot_strike", clear) == pytest.approx(100.0)
    grey = rows_of("rearfoot_strike", stick_run("left", Sticks(event_sd_s=0.02)))
    assert grey["value"].between(50.0, 99.0).all()
    assert (grey["uncertainty"] > 5.0).all()
