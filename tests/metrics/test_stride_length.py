from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)

from midstance.errors import NotEnoughDataError


def test_on_a_treadmill_it_is_speed_times_time(side_run):
    assert values_of("stride_length", side_run) == pytest.approx(3.0 * 0.7)


def test_overground_it_is_the_way_through_the_picture():
    run = stick_run("right", Sticks(speed_m_s=2.0))
    assert values_of("stride_length", run) == pytest.approx(2.0 * 0.7, rel=1e-3)


def test_without_speed_and_scale_it_says_what_to_give(side_run):
    scene = replace(side_run.scene, speed_m_s=np.nan)
    with pytest.raises(NotEnoughDataError, match="--speed-m-s"):
        rows_of("stride_length", side_run._replace(scene=scene))


def test_the_error_of_the_belt_is_shared_by_all_strides(side_run):
    rows = rows_of("stride_length", side_run)
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(0.02 * 3.0 * 0.7)
