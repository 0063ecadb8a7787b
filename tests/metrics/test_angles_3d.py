import numpy as np
import pytest

from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.geometry.rotations import about_x, about_y, about_z
from midstance.metrics.angles_3d import joint_angles_3d
from midstance.schema.skeletons import RUNNING_18, mirrored
from midstance.schema.tracks import paths_of
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

STANDING = {
    "head": (0.0, 0.0, 1.65),
    "neck": (0.0, 0.0, 1.45),
    **{
        f"{side}_{joint}": (x, sign * y, z)
        for side, sign in (("left", 1), ("right", -1))
        for joint, x, y, z in (
            *(("shoulder", 0, 0.18, 1.45), ("elbow", 0, 0.18, 1.15)),
            *(("wrist", 0, 0.18, 0.9), ("hip", 0, 0.09, 0.95)),
            *(("knee", 0, 0.09, 0.5), ("ankle", 0, 0.09, 0.08)),
            *(("heel", -0.05, 0.09, 0.02), ("foot_index", 0.2, 0.09, 0.02)),
        )
    },
}
LEG = ("knee", "ankle", "heel", "foot_index")


def person(**turns):
    """Somebody who stands, with parts turned: joint -> (pivot, rotation)."""
    places = {name: np.array(where, float) for name, where in STANDING.items()}
    for names, pivot, rotation in turns.values():
        centre = places[pivot].copy()
        for name in names:
            places[name] = centre + rotation @ (places[name] - centre)
    return {name: where[None] for name, where in places.items()}


def leg(side, parts=LEG):
    return [f"{side}_{part}" for part in parts]


def test_standing_upright_is_zero_everywhere():
    assert joint_angles_3d(person()).to_numpy() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_thigh_lifted_by_40_is_flexed_by_40(side):
    lifted = person(hip=(leg(side), f"{side}_hip", about_y(np.deg2rad(-40))))
    angles = joint_angles_3d(lifted).iloc[0]
    other = "right" if side == "left" else "left"
    assert angles[f"hip_flexion_{side}"] == pytest.approx(40.0)
    assert angles[f"knee_flexion_{side}"] == pytest.approx(0.0, abs=1e-6)
    assert angles[f"foot_pitch_{side}"] == pytest.approx(40.0)
    assert angles[f"hip_flexion_{other}"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_a_leg_crossing_inwards_is_adducted(side, sign):
    crossed = person(hip=(leg(side), f"{side}_hip", about_x(-sign * np.deg2rad(12))))
    assert joint_angles_3d(crossed)[f"hip_adduction_{side}"][0] == pytest.approx(12.0)


def test_heel_to_the_seat_is_knee_flexion():
    bent = person(knee=(leg("left", LEG[1:]), "left_knee", about_y(np.deg2rad(110))))
    assert joint_angles_3d(bent)["knee_flexion_left"][0] == pytest.approx(110.0)


def test_toes_up_is_dorsiflexion():
    toes = person(
        ankle=(leg("right", LEG[2:]), "right_ankle", about_y(np.deg2rad(-15)))
    )
    assert joint_angles_3d(toes)["ankle_dorsiflexion_right"][0] == pytest.approx(15.0)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_toes_out_is_positive_on_both_sides(side, sign):
    out = person(
        foot=(leg(side, LEG[2:]), f"{side}_ankle", about_z(sign * np.deg2rad(9)))
    )
    assert joint_angles_3d(out)[f"foot_progression_{side}"][0] == pytest.approx(9.0)


def test_a_foot_on_its_toes_points_nowhere():
    steep = person(ankle=(leg("left", LEG[2:]), "left_ankle", about_y(np.deg2rad(75))))
    angles = joint_angles_3d(steep).iloc[0]
    assert np.isnan(angles["foot_progression_left"])
    assert angles["foot_pitch_left"] == pytest.approx(-75.0)


def test_a_person_turned_as_a_whole_keeps_the_angles_of_the_joints():
    bent = person(
        hip=(leg("left"), "left_hip", about_y(-0.7)),
        knee=(leg("left", LEG[1:]), "left_knee", about_y(1.2)),
    )
    turn = about_z(0.8) @ about_x(0.1)
    turned = {name: path @ turn.T for name, path in bent.items()}
    joints = [
        name
        for name in joint_angles_3d(bent)
        if name.startswith(("hip", "knee", "ankle", "shoulder", "elbow"))
    ]
    assert joint_angles_3d(turned)[joints].to_numpy() == pytest.approx(
        joint_angles_3d(bent)[joints].to_numpy()
    )


def test_a_mirror_image_exchanges_left_and_right():
    bent = person(hip=(leg("left"), "left_hip", about_y(-0.7) @ about_x(0.2)))
    mirror = {mirrored(name): path * [1, -1, 1] for name, path in bent.items()}
    own, other = joint_angles_3d(bent), joint_angles_3d(mirror)
    for name in own:
        if name.endswith("_left"):
            right = name.replace("_left", "_right")
            assert other[right][0] == pytest.approx(own[name][0])


def test_the_synthetic_runner_bends_as_it_says():
    made = run(RunnerSettings(step_width_m=0.1), duration_s=1.5, rate_hz=60.0)
    angles = joint_angles_3d(paths_of(to_skeleton(made.tracks, RUNNING_18)))
    for name in ("knee_flexion", "hip_flexion"):
        true = made.angles[name].sel(side="left").to_numpy()
        assert np.median(np.abs(angles[f"{name}_left"] - true)) < 4.0


def test_a_missing_point_is_nan_in_its_angles_alone():
    points = person()
    points["left_heel"] = np.full((1, 3), np.nan)
    angles = joint_angles_3d(points).iloc[0]
    assert np.isnan(angles["ankle_dorsiflexion_left"])
    assert angles["knee_flexion_left"] == pytest.approx(0.0)
