from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import PX_PER_M, stick_run

from midstance.errors import NotEnoughDataError
from midstance.metrics.recording import FAR_BIAS, NEAR_BIAS, Recording
from midstance.schema.tracks import FILLED

TORSO_PX = 0.5 * PX_PER_M


def recording_of(run, tracks=None):
    return Recording.of(run.tracks if tracks is None else tracks, run.events, run.scene)


def with_noise(run, sd_px, seed=0):
    rng = np.random.default_rng(seed)
    shape = run.tracks["position"].shape
    noisy = run.tracks["position"] + rng.normal(0, sd_px, shape)
    return run._replace(tracks=run.tracks.assign(position=noisy))


@pytest.mark.parametrize("sd_px", [0.5, 3.0])
def test_noise_of_every_point_is_found(side_run, sd_px):
    recording = recording_of(with_noise(side_run, sd_px))
    for name in ("left_hip", "right_knee", "left_heel", "left_wrist", "nose"):
        assert np.median(recording.noise_px[name]) == pytest.approx(sd_px, rel=0.2)


def test_a_short_recording_is_given_a_usual_noise(side_run):
    short = side_run.tracks.isel(time=slice(0, 25))
    noise = recording_of(side_run, short).noise_px["left_knee"]
    assert np.median(noise) == pytest.approx(0.015 * TORSO_PX, rel=0.1)


def test_the_systematic_error_is_larger_on_the_far_leg(side_run):
    by_network = side_run.tracks.copy(deep=True)
    del by_network.attrs["keypoint_bias"]
    bias = recording_of(side_run, by_network).bias_px
    assert bias["left_knee"] == pytest.approx(NEAR_BIAS["knee"] * TORSO_PX, rel=0.1)
    assert bias["right_knee"] == pytest.approx(FAR_BIAS["knee"] * TORSO_PX, rel=0.1)


def test_exact_tracks_have_no_systematic_error(side_run):
    assert set(recording_of(side_run).bias_px.values()) == {0.0}


@pytest.mark.parametrize(("gap_s", "is_read"), [(0.02, True), (0.2, False)])
def test_short_filled_gaps_are_noisier_and_long_ones_not_read(side_run, gap_s, is_read):
    noisy = with_noise(side_run, 1.0)
    time = noisy.tracks["time"]
    in_gap = (time > 2.0) & (time < 2.0 + gap_s)
    knee = noisy.tracks["keypoint"] == "left_knee"
    observed = noisy.tracks["observed"].where(~(in_gap & knee), FILLED)
    recording = recording_of(noisy, noisy.tracks.assign(observed=observed))
    inside = in_gap.to_numpy()
    assert np.isfinite(recording.points_px["left_knee"][inside]).all() == is_read
    noise = recording.noise_px["left_knee"]
    assert noise[inside].min() == pytest.approx(2 * noise[~inside].max())


def test_the_middle_of_the_body_leaves_out_a_side_that_is_hardly_seen(side_run):
    assert recording_of(side_run).both("hip") == ("left_hip", "right_hip")
    position = side_run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": "right_hip", "time": position["time"] < 3.0}] = np.nan
    seen = recording_of(side_run, side_run.tracks.assign(position=position))
    assert seen.both("hip") == ("left_hip",)


@pytest.mark.parametrize(("view", "short"), [("left", 0.0), ("rear", 0.06)])
def test_length_of_the_leg_does_not_shrink_much_when_it_is_bent(view, short):
    run = stick_run(view)
    length_px, sd_px = recording_of(run).leg_px()
    truth_px = PX_PER_M * (run.sticks.thigh_m + run.sticks.shank_m)
    assert length_px == pytest.approx(truth_px, rel=0.003 + short)
    assert sd_px == 0.0


def test_without_shoulders_the_thigh_tells_the_size_of_the_body(side_run):
    names = side_run.tracks["keypoint"].to_numpy()
    legs = [name for name in names if "shoulder" not in name]
    tracks = side_run.tracks.sel(keypoint=legs)
    tracks = tracks.assign_attrs(keypoint_bias=1.0)
    bias = recording_of(side_run, tracks).bias_px["left_knee"]
    truth_px = NEAR_BIAS["knee"] * 1.2 * 0.44 * PX_PER_M
    assert bias == pytest.approx(truth_px, rel=0.01)


def test_a_signal_carries_the_noise_of_its_points(side_run):
    recording = recording_of(with_noise(side_run, 2.0))
    signal = recording.signal(lambda hip, knee: (hip + knee)[:, 0], ("left_hip",) * 2)
    assert np.median(signal.noise) == pytest.approx(2.0 * np.sqrt(2), rel=0.25)
    assert signal.shared.max() == 0.0


def test_from_behind_both_legs_are_near(rear_run):
    tracks = rear_run.tracks.assign_attrs(keypoint_bias=1.0)
    scene = replace(rear_run.scene, view="rear")
    bias = Recording.of(tracks, rear_run.events, scene).bias_px
    assert bias["left_knee"] == bias["right_knee"]


def test_a_leg_never_seen_whole_has_no_length(side_run):
    position = side_run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": ["left_hip", "right_knee"]}] = np.nan
    recording = recording_of(side_run, side_run.tracks.assign(position=position))
    with pytest.raises(NotEnoughDataError, match="seen whole"):
        recording.leg_px()


@pytest.mark.parametrize(("lasts_s", "is_read"), [(0.02, True), (0.2, False)])
def test_toes_put_elsewhere_are_guessed_for_a_moment_only(lasts_s, is_read):
    run = stick_run("left")
    time = run.tracks["time"]
    wrong = (time > 2.0) & (time < 2.0 + lasts_s)
    toe = run.tracks["keypoint"] == "left_foot_index"
    tracks = run.tracks.assign(
        position=run.tracks["position"] + 60.0 * (wrong & toe).astype(float)
    )
    found = recording_of(run, tracks).points_px
    truth = recording_of(run).points_px
    inside = wrong.to_numpy()
    for name in ("left_heel", "left_foot_index"):
        assert found[name][~inside] == pytest.approx(truth[name][~inside])
        assert np.isfinite(found[name][inside]).all() == is_read
        if is_read:
            assert found[name][inside] == pytest.approx(truth[name][inside], abs=1.0)


def test_a_foot_that_never_keeps_its_shape_is_read_as_it_is():
    run = stick_run("left")
    longer = 40.0 * (run.tracks["time"] % 1.0 < 0.4)
    toe = run.tracks["keypoint"] == "left_foot_index"
    tracks = run.tracks.assign(position=run.tracks["position"] + longer * toe)
    assert np.isfinite(recording_of(run, tracks).points_px["left_foot_index"]).all()
