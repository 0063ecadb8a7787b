from dataclasses import replace

import pytest
from tests.metrics.conftest import (
    Sticks,
    reason_of,
    rows_of,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["left", "right"])
def test_it_is_the_way_of_the_hips_by_the_time(view):
    run = stick_run(view, Sticks(speed_m_s=2.0))
    assert values_of("speed", run) == pytest.approx(2.0, rel=1e-3)


def test_the_scale_is_an_error_that_all_strides_share():
    run = stick_run("left", Sticks(speed_m_s=2.0))
    scene = replace(run.scene, m_per_px_uncertainty=0.03 * run.scene.m_per_px)
    rows = rows_of("speed", run._replace(scene=scene))
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(0.06, rel=1e-3)


def test_the_speed_of_a_belt_cannot_be_seen(side_run):
    assert "crosses the picture" in reason_of("speed", side_run)
