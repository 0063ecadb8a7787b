"""People walking through the picture, as a pose network may give them."""

from types import SimpleNamespace

import numpy as np
import pytest

from midstance.kernels.images.appearance import N_COLOURS
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import get_skeleton
from midstance.tracking.body import make_bodies

NAMES = get_skeleton("blazepose-33").keypoints
RATE_HZ = 30.0


def shirt(bin_number):
    """The description of clothes of one colour."""
    colours = np.zeros((2, N_COLOURS // 2), np.float32)
    colours[:, bin_number] = 1.0
    return colours.ravel()


def body(x_px, y_px=300.0, torso_px=100.0, facing=1.0):
    """A standing body with its trunk's middle at a place; 4 torsos tall."""
    height = {"shoulder": -0.5, "hip": 0.5, "knee": 1.4, "ankle": 2.2}
    offsets = []
    for number, name in enumerate(NAMES):
        part = next((height[p] for p in height if p in name), -1 + number / 40)
        ahead = 0.3 * facing if name == "nose" else 0.0
        offsets.append([ahead + (0.1 if "left" in name else -0.1), part])
    return np.array([x_px, y_px]) + torso_px * np.array(offsets)


def frame(*bodies, colours=None, confidence=0.9):
    """The people of a frame, each with the colours of their clothes."""
    if not bodies:
        return nobody(len(NAMES))
    xy_px = np.array(bodies, np.float32)
    return FramePoses(
        xy_px,
        np.full(xy_px.shape[:2], confidence, np.float32),
        appearance=None if colours is None else np.stack(colours),
    )


def timed(frames, rate_hz=RATE_HZ):
    """Frames with their times."""
    return [(k / rate_hz, poses) for k, poses in enumerate(frames)]


def bodies(frames, rate_hz=RATE_HZ):
    """Frames as tracking takes them: people and times."""
    poses = timed(frames, rate_hz)
    people = make_bodies(poses, get_skeleton("blazepose-33"))
    return people, [time_s for time_s, _ in poses]


@pytest.fixture(scope="session")
def scene():
    """Makers of poses: body, frame, timed, bodies, shirt."""
    return SimpleNamespace(
        body=body, frame=frame, timed=timed, bodies=bodies, shirt=shirt
    )
