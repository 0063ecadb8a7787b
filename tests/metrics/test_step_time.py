import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)


def test_unequal_steps_are_told_apart_by_the_foot_that_opens_them():
    run = stick_run("left", Sticks(stride_s=0.7, right_phase=0.45))
    assert values_of("step_time", run, "left") == pytest.approx(315.0)
    assert values_of("step_time", run, "right") == pytest.approx(385.0)


def test_uncertainty_is_that_of_both_contacts():
    rows = rows_of("step_time", stick_run("left", Sticks(event_sd_s=0.006)))
    # A quarter of the variance is that of both feet, and cancels.
    assert rows["uncertainty"].to_numpy() == pytest.approx(6.0 * np.sqrt(2 * 0.75))
    shared = 6.0 * np.sqrt(2 * 0.25)
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(shared)
