from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from midstance.errors import ConfigError
from midstance.schema.events import SIDES, times_s
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.runner import RunnerSettings, run, tracks_of

EVEN = RunnerSettings(speed_m_s=2.5, cadence_spm=160.0, duty_factor=0.36, variability=0)


@pytest.fixture(scope="module")
def slow():
    return run(RunnerSettings(speed_m_s=2.5), duration_s=12.0, rate_hz=500.0, seed=2)


def mean_cycle(made, angle):
    curves = []
    for side in SIDES:
        contacts = times_s(made.events, side, "initial_contact")
        values = made.angles[angle].sel(side=side).values
        for start, end in pairwise(contacts):
            time = np.linspace(start, end, 101)
            curves.append(np.interp(time, made.angles["time"].values, values))
    return np.mean(curves, axis=0)


def bias_ms(made, event, curve_of, *, window_s):
    """Mean distance from the true event to the crest of a curve."""
    time = made.tracks["time"].values
    distances = []
    for side in SIDES:
        curve = curve_of(made, side)
        for true_s in times_s(made.events, side, event)[1:-1]:
            low, high = true_s + window_s[0], true_s + window_s[1]
            inside = np.flatnonzero((time > low) & (time < high))
            distances.append(time[inside[np.argmax(curve[inside])]] - true_s)
    return 1e3 * np.mean(distances)


def place(made, name, axis):
    chosen = made.tracks["position"].isel(individual=0).sel(keypoint=name, space=axis)
    return chosen.values


def middle(made, axis):
    return (place(made, "left_hip", axis) + place(made, "right_hip", axis)) / 2


def heel_ahead(made, side):
    return place(made, f"{side}_heel", "x") - middle(made, "x")


def sinking(made, side):
    return -np.gradient(middle(made, "z"))


def straight_knee(made, side):
    return -made.angles["knee_flexion"].sel(side=side).values


def toe_is_up(made, side):
    toe = place(made, f"{side}_foot_index", "z")
    return (toe > np.percentile(toe, 5) + 0.025).astype(float)


def test_cadence_and_contact_time_are_as_asked():
    made = run(EVEN, duration_s=6.0)
    contacts = times_s(made.events, "left", "initial_contact")
    offs = times_s(made.events, "left", "toe_off")
    assert np.diff(contacts) == pytest.approx(0.75, abs=1e-9)
    held = offs[offs > contacts[0]][:5] - contacts[:5]
    assert held == pytest.approx(0.36 * 0.75, abs=1e-9)


def test_tracks_are_blazepose_in_metres_at_the_asked_times():
    made = run(EVEN, duration_s=2.0, rate_hz=25.0)
    assert made.tracks["keypoint"].values.tolist() == list(BLAZEPOSE_33.keypoints)
    assert made.tracks["position"].attrs["space_unit"] == "m"
    assert made.tracks["time"].values == pytest.approx(np.arange(51) / 25.0)
    assert made.angles["time"].equals(made.tracks["time"])


def test_the_same_run_at_another_frame_rate():
    slow = run(EVEN, duration_s=2.0, rate_hz=30.0, seed=3)
    fast = run(EVEN, duration_s=2.0, rate_hz=120.0, seed=3)
    every_fourth = fast.tracks["position"].values[::4]
    assert slow.tracks["position"].values == pytest.approx(every_fourth, abs=1e-12)
    assert slow.events.equals(fast.events)


def test_tracks_at_uneven_times_show_the_same_run():
    made = run(EVEN, duration_s=2.0, rate_hz=50.0, seed=3)
    uneven = tracks_of(made.motion, [0.1, 0.14, 1.0], individual="anna")
    chosen = made.tracks["position"].sel(time=[0.1, 0.14, 1.0], method="nearest")
    assert uneven["position"].values == pytest.approx(chosen.values, abs=1e-12)
    assert uneven["individual"].values.tolist() == ["anna"]


def test_a_seed_gives_the_same_run_and_another_seed_another():
    varied = RunnerSettings()
    first, again, other = (run(varied, duration_s=2.0, seed=s) for s in (1, 1, 2))
    assert first.tracks.equals(again.tracks)
    assert not first.events.equals(other.events)


def test_angles_are_those_of_the_joints():
    made = run(RunnerSettings(), duration_s=2.0)
    for side in SIDES:
        hip, knee, ankle = (
            np.stack([place(made, f"{side}_{joint}", axis) for axis in "xyz"], axis=-1)
            for joint in ("hip", "knee", "ankle")
        )
        thigh, shank = knee - hip, ankle - knee
        cosine = (thigh * shank).sum(axis=1)
        cosine /= np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
        in_space = np.rad2deg(np.arccos(cosine))
        in_plane = made.angles["knee_flexion"].sel(side=side).values
        assert in_plane == pytest.approx(in_space, abs=3.0)
    lean = made.angles["trunk_lean"]
    hip = made.angles["hip_flexion"] - made.angles["thigh_angle"]
    assert (hip - lean).values == pytest.approx(0.0, abs=1e-9)


def test_asymmetry_shows_on_its_side():
    asked = RunnerSettings(knee_swing_asymmetry_deg=8.0, variability=0.0)
    made = run(asked, duration_s=3.0, rate_hz=200.0)
    peak = made.angles["knee_flexion"].max("time")
    difference = float(peak.sel(side="right") - peak.sel(side="left"))
    assert difference == pytest.approx(16.0, abs=2.0)


@pytest.mark.parametrize(
    ("angle", "column", "sd", "part"),
    [
        ("hip_flexion", "hip_flex", 1.0, 1.0),
        ("knee_flexion", "knee_flex", 1.5, 1.0),
        ("ankle_dorsiflexion", "ankle_df", 2.0, 0.85),
    ],
)
def test_the_stride_lies_within_the_norm_of_46_runners(
    slow, reference_data, angle, column, sd, part
):
    norm = pd.read_csv(reference_data / "norms" / "running_curves_2.5ms.csv")
    off = (mean_cycle(slow, angle) - norm[f"{column}_mean"]) / norm[f"{column}_sd"]
    assert (np.abs(off) < sd).mean() >= part


@pytest.mark.parametrize("speed_m_s", [2.5, 3.5])
def test_rules_of_thumb_are_as_far_off_as_on_people(speed_m_s):
    settings = RunnerSettings(speed_m_s=speed_m_s)
    made = run(settings, duration_s=8.0, rate_hz=500.0, seed=3)
    contact = {"event": "initial_contact", "window_s": (-0.15, 0.12)}
    off = {"event": "toe_off", "window_s": (-0.08, 0.1)}
    assert -31 < bias_ms(made, curve_of=heel_ahead, **contact) < -22
    assert 26 < bias_ms(made, curve_of=sinking, **contact) < 51
    assert 9 < bias_ms(made, curve_of=toe_is_up, **off) < 33
    assert -11 < bias_ms(made, curve_of=straight_knee, **off) < 24


@pytest.mark.parametrize(
    ("name", "values", "event", "curve_of"),
    [
        ("retraction", (-1.0, 0.0, 1.0), "initial_contact", heel_ahead),
        ("knee_off_rate_deg_s", (-100.0, 0.0, 100.0), "toe_off", straight_knee),
    ],
)
def test_habits_move_the_rules_of_thumb(name, values, event, curve_of):
    biases = [
        bias_ms(
            run(RunnerSettings(**{name: value}), duration_s=4.0, rate_hz=500.0),
            event,
            curve_of,
            window_s=(-0.1, 0.06),
        )
        for value in values
    ]
    assert biases[0] > biases[1] + 3 > biases[2] + 6


def test_impossible_rate_is_refused():
    with pytest.raises(ConfigError, match="rate_hz must be above 0"):
        run(EVEN, rate_hz=0.0)
