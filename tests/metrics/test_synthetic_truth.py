"""Every metric on the synthetic runner, seen exactly, against its exact motion."""

import numpy as np
import pytest

from midstance.kernels.geometry.cameras import rear_camera, side_camera
from midstance.kernels.signals import cycles
from midstance.metrics.base import measure
from midstance.schema.events import SIDES
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import observe

FAR_M = 200.0
SPEED_M_S = 3.0
AT_CONTACT = {
    "knee_flexion_contact": ("knee_flexion", 0.1),
    "hip_flexion_contact": ("hip_flexion", 0.1),
    "tibia_angle_contact": ("shank_angle", 0.1),
    # The two points on the shoe are not rigid to the sole at midstance.
    "dorsiflexion_contact": ("ankle_dorsiflexion", 0.7),
    "foot_strike_angle": ("foot_angle", 0.7),
}
PEAKS = {
    "knee_flexion_swing": ("knee_flexion", 1.0),
    "hip_flexion_peak": ("hip_flexion", 1.0),
    "hip_extension_peak": ("hip_flexion", -1.0),
}


def seen(made, view):
    camera = (
        rear_camera(distance_m=FAR_M)
        if view == "rear"
        else side_camera(view, distance_m=FAR_M)
    )
    tracks = observe(made.tracks, camera).assign_attrs(keypoint_bias=0.0)
    scene = Scene(
        view=view,
        direction={"left": -1, "right": 1}.get(view, 0),
        surface="treadmill",
        m_per_px=1 / camera.px_per_m((0.0, 0.0, 0.9)),
        m_per_px_uncertainty=0.0,
        height_m=1.75,
        mass_kg=70.0,
        speed_m_s=SPEED_M_S,
    )
    return measure(tracks, made.events, {"person-1": scene})[0]


@pytest.fixture(scope="module")
def made():
    settings = RunnerSettings(speed_m_s=SPEED_M_S, step_asymmetry=0.02)
    return run(settings, duration_s=5.0, rate_hz=120.0)


@pytest.fixture(scope="module", params=["left", "right"])
def from_the_side(request, made):
    return seen(made, request.param)


@pytest.fixture(scope="module")
def from_behind(made):
    return seen(made, "rear")


def numbers(measures, metric, side):
    own = measures[(measures["metric"] == metric) & (measures["side"] == side)]
    return own["time_s"].to_numpy(dtype=float), own["value"].to_numpy(dtype=float)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("metric", AT_CONTACT)
def test_angles_at_contact_are_those_of_the_motion(made, from_the_side, metric, side):
    angle, tolerance_deg = AT_CONTACT[metric]
    at_s, values = numbers(from_the_side, metric, side)
    time_s = made.angles["time"].to_numpy()
    curve = made.angles[angle].sel(side=side).to_numpy()
    truth = cycles.Curve(time_s, curve).sample(at_s).value
    assert len(values) > 4
    assert values == pytest.approx(truth, abs=tolerance_deg)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("metric", PEAKS)
def test_peaks_are_those_of_the_motion(made, from_the_side, metric, side):
    angle, sign = PEAKS[metric]
    at_s, values = numbers(from_the_side, metric, side)
    time_s = made.angles["time"].to_numpy()
    curve = sign * made.angles[angle].sel(side=side).to_numpy()
    truth = [curve[(time_s >= t) & (time_s < t + 0.65)].max() for t in at_s]
    assert values == pytest.approx(truth, abs=0.3)


def test_times_are_those_of_the_schedule(made, from_the_side):
    for side in SIDES:
        own = made.events[made.events["side"] == side]
        contact_s = own.query("event == 'initial_contact'")["time_s"].to_numpy()
        off_s = own.query("event == 'toe_off'")["time_s"].to_numpy()
        at_s, contact_ms = numbers(from_the_side, "contact_time", side)
        truth = [1000 * (off_s[off_s > t][0] - t) for t in at_s]
        assert contact_ms == pytest.approx(truth)
        _, strides_ms = numbers(from_the_side, "stride_time", side)
        assert strides_ms == pytest.approx(1000 * np.diff(contact_s))


def test_whole_body_numbers_are_what_was_asked_for(made, from_the_side):
    summary = summarize(from_the_side).set_index(["metric", "side"])["value"]
    gait = made.gait
    assert summary["cadence", "both"] == pytest.approx(gait.cadence_spm, rel=0.02)
    assert summary["trunk_lean", "both"] == pytest.approx(gait.trunk_lean_deg, abs=0.3)
    for side in SIDES:
        length_m = summary["stride_length", side]
        stride_s = summary["stride_time", side] / 1000
        assert length_m == pytest.approx(SPEED_M_S * stride_s, rel=1e-3)


def test_the_foot_lands_as_far_ahead_as_was_asked_for(made, from_the_side):
    for side in SIDES:
        _, values = numbers(from_the_side, "overstride", side)
        assert np.mean(values) == pytest.approx(100 * made.gait.overstride_m, abs=2.5)


def test_oscillation_is_that_of_the_middle_of_the_hips(made, from_the_side):
    hips = made.tracks["position"].sel(
        keypoint=["left_hip", "right_hip"], space="z", individual="person-1"
    )
    height = hips.mean("keypoint").to_numpy()
    time_s = made.tracks["time"].to_numpy()
    for side in SIDES:
        at_s, values = numbers(from_the_side, "vertical_oscillation", side)
        truth = []
        for t in at_s:
            step = height[(time_s >= t) & (time_s <= t + 0.36)]
            truth.append(100 * np.ptp(step))
        assert values == pytest.approx(truth, abs=0.4)


def test_feet_are_as_far_apart_as_in_the_motion(made, from_behind):
    position = made.tracks["position"].sel(space="y", individual="person-1")
    time_s = made.tracks["time"].to_numpy()
    middle = {}
    for side in SIDES:
        own = made.events[made.events["side"] == side]
        contact_s = own.query("event == 'initial_contact'")["time_s"].to_numpy()
        off_s = own.query("event == 'toe_off'")["time_s"].to_numpy()
        at_s = [(t + off_s[off_s > t][0]) / 2 for t in contact_s if (off_s > t).any()]
        ankle = position.sel(keypoint=f"{side}_ankle").to_numpy()
        middle[side] = cycles.Curve(time_s, ankle).sample(np.array(at_s)).value.mean()
    truth_cm = 100 * (middle["left"] - middle["right"])
    for side in SIDES:
        _, values = numbers(from_behind, "step_width", side)
        assert values.mean() == pytest.approx(truth_cm, abs=0.3)


def test_the_pelvis_drops_on_the_swing_side_in_both_stances(from_behind):
    for side in SIDES:
        _, values = numbers(from_behind, "pelvic_drop", side)
        assert (values > 0).all()
