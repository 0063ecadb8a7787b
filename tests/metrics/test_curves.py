from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from tests.metrics.conftest import Sticks, phase_of, stick_run

from midstance.errors import NotEnoughDataError
from midstance.metrics.curves import CURVES, angles, joint_angles
from midstance.metrics.recording import Recording

TRUTH = {
    "knee_flexion": lambda s, phase: s.knee_deg(phase),
    "hip_flexion": lambda s, phase: s.thigh_deg(phase) + s.lean_deg,
    "thigh": lambda s, phase: s.thigh_deg(phase),
    "shank": lambda s, phase: s.thigh_deg(phase) - s.knee_deg(phase),
    "foot": lambda s, phase: s.sole_deg(phase),
    "dorsiflexion": lambda s, phase: (
        s.sole_deg(phase) + s.floor_deg - s.thigh_deg(phase) + s.knee_deg(phase)
    ),
    "upper_arm": lambda s, phase: -20.0 - 25.0 * np.cos(2 * np.pi * phase) + s.lean_deg,
}


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("floor_deg", [0.0, 3.0])
def test_every_angle_is_true_at_every_frame(name, side, floor_deg):
    run = stick_run("right", Sticks(floor_deg=floor_deg))
    found = joint_angles(run.tracks, run.events, run.scene)[name].sel(side=side)
    phase = phase_of(run.sticks, side, found["time"].to_numpy())
    truth = TRUTH[name](run.sticks, phase)
    assert found.to_numpy() == pytest.approx(truth, abs=0.05)


@pytest.mark.parametrize("name", CURVES)
def test_the_angles_are_those_that_are_read_with_their_errors(side_run, name):
    found = joint_angles(*side_run[:3], names=[name])
    if name not in found:
        pytest.skip("these keypoints do not give it")
    for side, signal in angles(Recording.of(*side_run[:3]), name):
        assert np.array_equal(
            found[name].sel(side=side).to_numpy(), signal.value, equal_nan=True
        )


def test_angles_above_the_foot_are_read_once_and_not_once_an_error(
    side_run, monkeypatch
):
    monkeypatch.delattr(Recording, "signal")
    found = joint_angles(*side_run[:3], names=["knee_flexion", "trunk_lean"])
    assert set(found) == {"knee_flexion", "trunk_lean"}


def test_from_behind_there_are_no_sagittal_angles(rear_run):
    assert joint_angles(*rear_run[:3]).identical(xr.Dataset())


def test_without_steps_there_are_no_angles(side_run):
    nothing = side_run.events.iloc[:0]
    assert not joint_angles(side_run.tracks, nothing, side_run.scene)


def test_a_network_without_feet_gives_the_angles_above_them(side_run):
    names = side_run.tracks["keypoint"].to_numpy()
    above = [n for n in names if not n.endswith(("heel", "foot_index"))]
    tracks = side_run.tracks.sel(keypoint=above)
    found = joint_angles(tracks, side_run.events, side_run.scene)
    assert set(CURVES) - set(found) == {"foot", "dorsiflexion"}


def test_a_foot_never_seen_flat_leaves_the_other_foot(side_run):
    is_left_off = (side_run.events["side"] == "left") & (
        side_run.events["event"] == "toe_off"
    )
    recording = Recording.of(
        side_run.tracks, side_run.events[~is_left_off], side_run.scene
    )
    assert [side for side, _ in angles(recording, "foot")] == ["right"]


def test_feet_never_seen_flat_are_a_reason(side_run):
    contacts = side_run.events[side_run.events["event"] == "initial_contact"]
    recording = Recording.of(side_run.tracks, contacts, side_run.scene)
    with pytest.raises(NotEnoughDataError, match="never seen flat"):
        angles(recording, "foot")


def test_without_a_floor_line_the_floor_is_level(side_run):
    scene = replace(side_run.scene, floor=None)
    with_floor = joint_angles(*side_run[:3])
    without = joint_angles(side_run.tracks, side_run.events, scene)
    xr.testing.assert_allclose(with_floor, without)
