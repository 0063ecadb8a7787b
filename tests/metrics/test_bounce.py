from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    recording_of,
    rows_of,
    stick_run,
    values_of,
)

from midstance.metrics.base import metrics
from midstance.schema.tracks import FILLED


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_vertical_oscillation_is_the_height_from_lowest_to_highest(view):
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


def test_vertical_oscillation_leg_is_oscillation_by_leg_length(side_run):
    s = side_run.sticks
    truth = 100.0 * s.oscillation_m / (s.thigh_m + s.shank_m)
    values = values_of("vertical_oscillation_leg", side_run)
    assert values == pytest.approx(truth, rel=2e-3)


def test_vertical_ratio_is_oscillation_by_step_length(side_run):
    truth = 100.0 * 0.08 / (3.0 * 0.35)
    assert values_of("vertical_ratio", side_run) == pytest.approx(truth, rel=1e-3)


def test_a_runner_who_is_said_to_cross_the_picture_and_stays_has_no_ratio(side_run):
    scene = replace(side_run.scene, surface="overground")
    run = side_run._replace(scene=scene)
    rows = metrics.get("vertical_ratio").compute(recording_of(run))
    assert not np.isfinite(rows["value"]).any()
