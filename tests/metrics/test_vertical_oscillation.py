from dataclasses import replace

import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)

from midstance.schema.tracks import FILLED


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_it_is_the_height_from_lowest_to_highest(view):
    run = stick_run(view, Sticks(oscillation_m=0.09))
    assert values_of("vertical_oscillation", run) == pytest.approx(9.0, abs=0.01)


def test_a_runner_who_drifts_towards_the_camera_does_not_bounce_more(side_run):
    position = side_run.tracks["position"].copy(deep=True)
    drift_px = 6.0 * (position["time"] - position["time"][0])
    position.loc[{"space": "y"}] = position.sel(space="y") + drift_px
    tracks = side_run.tracks.assign(position=position)
    drifting = values_of("vertical_oscillation", side_run._replace(tracks=tracks))
    assert drifting == pytest.approx(8.0, abs=0.01)


def test_the_scale_is_an_error_that_all_strides_share(side_run):
    scene = replace(side_run.scene, m_per_px_uncertainty=0.04 * side_run.scene.m_per_px)
    rows = rows_of("vertical_oscillation", side_run._replace(scene=scene))
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(0.32, rel=1e-2)


def test_a_filled_gap_at_the_top_costs_that_step(side_run):
    is_hip = side_run.tracks["keypoint"].isin(["left_hip", "right_hip"])
    time = side_run.tracks["time"]
    observed = side_run.tracks["observed"].where(
        ~(is_hip & (time > 1.98) & (time < 2.06)), FILLED
    )
    filled = side_run._replace(tracks=side_run.tracks.assign(observed=observed))
    rows = rows_of("vertical_oscillation", filled).set_index("time_s")
    lost = rows[rows["value"].isna()]
    assert lost.index.tolist() == pytest.approx([1.75])
