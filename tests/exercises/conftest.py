"""A flat figure that squats and does push-ups, with known bottoms."""

import dataclasses

import numpy as np
import pytest

from midstance.exercises.bouts import with_exercises
from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import Turns
from midstance.formats.datasets.pose_samples import PoseSamples
from midstance.schema.bouts import make_bouts
from midstance.schema.skeletons import BLAZEPOSE_33, mirrored
from midstance.schema.tracks import make_tracks

NAMES = BLAZEPOSE_33.keypoints


def _joined(shape):
    """Return all 33 landmarks (m, y up) from the main ones of a side view."""
    points = np.tile(shape["shoulder"] + [0.0, 0.2], (33, 1))
    for name, at in shape.items():
        for side, depth in (("left", 0.02), ("right", -0.02)):
            points[NAMES.index(f"{side}_{name}")] = np.add(at, [depth, 0.0])
    for side in ("left", "right"):
        wrist = points[NAMES.index(f"{side}_wrist")]
        for finger in ("pinky", "index", "thumb"):
            points[NAMES.index(f"{side}_{finger}")] = np.add(wrist, [0.08, 0.0])
        ankle = points[NAMES.index(f"{side}_ankle")]
        points[NAMES.index(f"{side}_heel")] = np.add(ankle, [-0.05, -0.05])
        points[NAMES.index(f"{side}_foot_index")] = np.add(ankle, [0.18, -0.05])
    return points


def _towards(angle_deg, length):
    return length * np.array(
        [np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))]
    )


def squat(depth):
    """Return landmarks for standing (0) to a deep squat (1)."""
    ankle = np.array([0.0, 0.1])
    knee = ankle + _towards(90 - 40 * depth, 0.42)
    hip = knee + _towards(90 + 80 * depth, 0.42)
    shoulder = hip + _towards(88 - 35 * depth, 0.5)
    elbow = shoulder + _towards(-90 + 70 * depth, 0.3)
    wrist = elbow + _towards(-85 + 75 * depth, 0.27)
    return _joined(
        {
            "ankle": ankle,
            "knee": knee,
            "hip": hip,
            "shoulder": shoulder,
            "elbow": elbow,
            "wrist": wrist,
        }
    )


def pushup(depth):
    """Return landmarks for a plank (0) to the bottom of a push-up (1)."""
    ankle = np.array([-1.3, 0.1])
    tilt = 22 - 16 * depth
    knee, hip, shoulder = (ankle + _towards(tilt, r) for r in (0.42, 0.84, 1.34))
    wrist = np.array([0.0, 0.05])
    elbow = (shoulder + wrist) / 2 + [-0.22 * depth, 0.0]
    return _joined(
        {
            "ankle": ankle,
            "knee": knee,
            "hip": hip,
            "shoulder": shoulder,
            "elbow": elbow,
            "wrist": wrist,
        }
    )


@pytest.fixture(scope="session")
def exercise():
    """Make tracks of sets of repetitions: (pose, number, seconds each)."""

    def make(
        sets, *, rate_hz=30.0, size_px=300.0, noise_px=1.0, is_mirrored=False, seed=0
    ):
        rng = np.random.default_rng(seed)
        poses = []
        for pose, n, period_s in sets:
            rest = [0.0] * round(1.2 * rate_hz)
            phase = np.arange(round(n * period_s * rate_hz)) / (period_s * rate_hz)
            depths = [*rest, *((1 - np.cos(2 * np.pi * phase)) / 2), *rest]
            poses += [pose(depth) for depth in depths]
        xy = np.array(poses) * size_px * [-1 if is_mirrored else 1, -1] + [600, 500]
        xy += rng.normal(0, noise_px, xy.shape)
        if is_mirrored:
            xy = xy[:, [NAMES.index(mirrored(name)) for name in NAMES]]
        return make_tracks(
            xy.transpose(0, 2, 1)[..., None],
            np.ones((len(xy), 33, 1)),
            np.arange(len(xy)) / rate_hz,
            keypoints=NAMES,
            attrs={"skeleton": "blazepose-33"},
        )

    return make


@pytest.fixture(scope="session")
def poses():
    """The two poses by name."""
    return {"squats": squat, "pushups": pushup}


@pytest.fixture(scope="session")
def samples(poses):
    """Labelled poses of four recordings, each a little different."""
    rng = np.random.default_rng(1)
    names, classes, points = [], [], []
    for name, pose in poses.items():
        for word, depths in (("up", (0.0, 0.05, 0.1)), ("down", (0.85, 0.93, 1.0))):
            for recording in range(4):
                for k, depth in enumerate(depths):
                    flat = pose(depth) + rng.normal(0, 0.008, (33, 2))
                    names.append(f"clip__{recording}__{name}{k}.jpg")
                    classes.append(f"{name}_{word}")
                    points.append(np.column_stack([flat * [200, -200], np.zeros(33)]))
    return PoseSamples(tuple(names), tuple(classes), np.array(points))


@pytest.fixture
def turns_at():
    """Return the true turns of a performance as a counter would give them."""

    def make(one):
        grid_s = np.arange(0, float(one.tracks["time"][-1]), STEP_S)
        at = np.searchsorted(grid_s, one.turns_s)
        motion = -np.abs(grid_s[:, None] - one.turns_s).min(axis=1)
        return Turns(Stretch(grid_s, motion), at.tolist(), list(one.sides))

    return make


@pytest.fixture
def trained(analyzed, exercise, poses):
    """Somebody who does five squats, two seconds each, then rests."""
    tracks = exercise([(poses["squats"], 5, 2.0), (lambda _: poses["squats"](0), 3, 2)])
    last_s = float(tracks["time"][-1])
    whole = make_bouts([("person-1", 0.0, last_s, "other", "left", 0.8)])
    bouts, repetitions = with_exercises(tracks, whole)
    return dataclasses.replace(
        analyzed, tracks=tracks, bouts=bouts, repetitions=repetitions
    )
