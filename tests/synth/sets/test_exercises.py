import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import EXERCISES, exercise_pose
from midstance.synth.sets.manner import Manner, draw_manner

BODY = make_body(1.75)
PHASE = np.linspace(0.0, 1.0, 41)
PHASE_NAMES = list(EXERCISES)


def knee_deg(pose, side="left"):
    thigh = pose[f"{side}_knee"] - pose[f"{side}_hip"]
    shank = pose[f"{side}_ankle"] - pose[f"{side}_knee"]
    cosine = np.sum(thigh * shank, axis=1) / BODY.thigh_m / BODY.shank_m
    return np.rad2deg(np.arccos(np.clip(cosine, -1, 1)))


@pytest.mark.parametrize("name", PHASE_NAMES)
def test_bones_keep_their_lengths_for_anybody(name):
    rng = np.random.default_rng(0)
    for _ in range(5):
        pose = exercise_pose(name, BODY, PHASE, manner=draw_manner(rng))
        for start, end, length in (
            ("hip", "knee", BODY.thigh_m),
            ("knee", "ankle", BODY.shank_m),
            ("shoulder", "elbow", BODY.upper_arm_m),
            ("elbow", "wrist", BODY.forearm_m),
        ):
            bone = pose[f"left_{end}"] - pose[f"left_{start}"]
            assert np.linalg.norm(bone, axis=1) == pytest.approx(length, abs=2e-3)


@pytest.mark.parametrize("name", PHASE_NAMES)
def test_nothing_sinks_into_the_ground(name):
    points = landmarks(exercise_pose(name, BODY, PHASE), BODY.scale)
    assert np.isfinite(points).all()
    assert points[..., 2].min() > -0.02


@pytest.mark.parametrize("name", PHASE_NAMES)
def test_a_repetition_ends_where_it_began(name):
    first, last = (exercise_pose(name, BODY, phase) for phase in (0.0, 1.0))
    for part, value in first.items():
        assert last[part] == pytest.approx(value)


@pytest.mark.parametrize("name", PHASE_NAMES)
def test_what_one_phase_gives_does_not_depend_on_the_others(name):
    alone, together = (exercise_pose(name, BODY, p) for p in (0.3, [0.1, 0.3, 0.8]))
    for part, value in alone.items():
        assert together[part][1] == pytest.approx(value[0])


def test_the_joint_that_works_bends_most_in_the_middle():
    for name, wanted_deg in (("squat", 90), ("lunge", 75)):
        bent = knee_deg(exercise_pose(name, BODY, PHASE))
        assert abs(int(bent.argmax()) - 20) <= 1
        assert bent.max() > wanted_deg
        assert bent[0] < 35


def test_a_jump_leaves_the_ground_and_a_squat_does_not():
    for name, rises_m in (("jump", 0.25), ("squat", 0.0)):
        pose = exercise_pose(name, BODY, PHASE)
        assert pose["left_sole_ball"][20, 2] == pytest.approx(rises_m, abs=0.08)
        assert pose["left_is_stance"][20] == (rises_m == 0.0)


def test_fists_and_toes_stay_put_in_a_push_up():
    pose = exercise_pose("push_up", BODY, PHASE)
    for part in ("left_wrist", "right_wrist", "left_sole_tip"):
        assert np.ptp(pose[part], axis=0) == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(pose["shoulder_centre"][:, 2]) > 0.25


def test_the_leading_leg_is_in_front():
    for side, other in (("left", "right"), ("right", "left")):
        pose = exercise_pose("lunge", BODY, 0.5, manner=Manner(leads=side))
        assert pose[f"{side}_ankle"][0, 0] > pose[f"{other}_ankle"][0, 0] + 0.5


def test_unknown_names_are_answered_with_the_known():
    with pytest.raises(ConfigError, match="Unknown exercise 'swim'; choose from"):
        exercise_pose("swim", BODY, 0.0)
    with pytest.raises(ConfigError, match="leads must be 'left' or 'right'"):
        Manner(leads="both")
