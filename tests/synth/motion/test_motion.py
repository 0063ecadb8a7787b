import numpy as np
import pytest

from midstance.schema.events import SIDES
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.motion import Motion

STEP_S = 1e-6
SOLE = ("sole_heel", "sole_ball", "sole_tip")


def motion_of(**settings) -> Motion:
    return build_motion(RunnerSettings(**settings), duration_s=3.0, seed=4)


def velocity(motion, time_s, name):
    ahead, behind = (motion.at(time_s + shift)[name] for shift in (STEP_S, -STEP_S))
    return (ahead - behind) / (2 * STEP_S)


@pytest.mark.parametrize("speed_m_s", [1.3, 2.5, 6.0])
def test_the_standing_point_moves_exactly_with_the_belt(speed_m_s):
    motion = motion_of(speed_m_s=speed_m_s)
    leg = motion.legs["left"]
    contact, off = leg.stances.contact_s[3:6], leg.stances.off_s[3:6]
    flat = contact + (leg.stances.flat_s + leg.stances.rise_s)[3:6] / 2
    late = off - 0.01
    for time, names in ((flat, SOLE), (late, ("sole_tip",))):
        for name in names:
            moved = velocity(motion, time, f"left_{name}")
            assert moved[:, 0] == pytest.approx(-speed_m_s, abs=1e-6)
            assert moved[:, 1:] == pytest.approx(0.0, abs=1e-6)


def test_overground_the_standing_foot_is_at_rest_and_the_body_travels():
    motion = motion_of(surface="overground", speed_m_s=3.0)
    leg = motion.legs["right"]
    middle = (leg.stances.contact_s + leg.stances.flat_s)[3:6] + 0.01
    assert velocity(motion, middle, "right_sole_ball") == pytest.approx(0, abs=1e-6)
    stride = motion.gait.stride_s
    way = motion.at(2 * stride)["pelvis"] - motion.at(0.0)["pelvis"]
    assert way[0, 0] == pytest.approx(3.0 * 2 * stride, abs=0.05)


@pytest.mark.parametrize("speed_m_s", [1.3, 2.5, 6.0])
def test_no_joint_velocity_jumps_at_contact_or_toe_off(speed_m_s):
    motion = motion_of(speed_m_s=speed_m_s)
    schedule = motion.schedule
    events = np.concatenate((schedule.contact_s[5:9], schedule.off_s[5:9]))
    before, here, after = (motion.at(events + shift) for shift in (-1e-5, 0.0, 1e-5))
    for name, value in here.items():
        if value.shape != (len(events), 3) or "sole" in name:
            continue
        jump = (after[name] - 2 * value + before[name]) / 1e-5
        assert np.abs(jump).max() < 0.02, name


def test_any_time_in_any_order_gives_the_same_pose():
    motion = motion_of()
    forward = motion.at([0.5, 1.25, 2.0])
    backward = motion.at([2.0, 1.25, 0.5])
    for name, value in forward.items():
        assert value == pytest.approx(backward[name][::-1], abs=1e-12), name
    alone = motion.at(1.25)
    assert alone["left_knee"][0] == pytest.approx(forward["left_knee"][1])


def test_an_even_runner_repeats_and_mirrors_after_half_a_stride():
    motion = motion_of(variability=0.0)
    time = np.linspace(0.2, 0.9, 40)
    now, later = motion.at(time), motion.at(time + motion.gait.stride_s / 2)
    for joint in ("hip", "knee", "ankle", "foot_index", "wrist", "shoulder"):
        other = later[f"right_{joint}"] * [1, -1, 1]
        assert now[f"left_{joint}"] == pytest.approx(other, abs=1e-6), joint


def test_rotations_are_rotations_and_stance_is_as_scheduled():
    motion = motion_of()
    time = np.linspace(0.0, 3.0, 301)
    pose = motion.at(time)
    for name in (name for name in pose if name.endswith("rotation")):
        product = pose[name] @ pose[name].transpose(0, 2, 1)
        identity = np.broadcast_to(np.eye(3), product.shape)
        assert product == pytest.approx(identity, abs=1e-12), name
    for side in SIDES:
        steps = motion.schedule.of_side(side)
        on, off = motion.schedule.contact_s[steps], motion.schedule.off_s[steps]
        stands = ((time[:, None] >= on) & (time[:, None] <= off)).any(axis=1)
        assert (pose[f"{side}_is_stance"] == stands).all()
