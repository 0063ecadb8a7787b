"""One person in one frame, as tracking sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from midstance.kernels.images.appearance import N_COLOURS
from midstance.kernels.images.camera_motion import camera_path, is_moving, moved
from midstance.kernels.types import Floats
from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import MIDDLES, Skeleton, mirrored

_LEAST_WEIGHT = 0.05
_STEADY = ("nose", "ear", "shoulder", "hip")
"""Parts of the body that move little against one another."""

_TORSO_PER_BODY = 0.2
"""A trunk bent towards the camera looks short; no torso is below this part of what
head and feet span."""


@dataclass(frozen=True, eq=False)
class Body:
    """One person in one frame.

    Parameters
    ----------
    frame, number
        Which frame, and which of its people.
    time_s
        When.
    xy_px
        Shape (n_keypoints, 2), in the first image when the camera moves.
    weight
        Shape (n_keypoints,): the confidence, a little above 0 at least.
    centre_px
        Middle of the trunk.
    torso_px
        Length of the trunk, in which tracking measures.
    colours
        Shape (n_colours,), see `midstance.kernels.images.appearance`; NaN: not seen.
    build
        Shape (n_points, 2): head and trunk around their middle, in torso lengths.

    """

    frame: int
    number: int
    time_s: float
    xy_px: Floats
    weight: Floats
    centre_px: Floats
    torso_px: float
    colours: Floats
    build: Floats


def make_bodies(
    frames: Sequence[tuple[float, FramePoses]],
    skeleton: Skeleton,
    *,
    size_px: tuple[int, int] | None = None,
    first_frame: int = 0,
) -> list[list[Body]]:
    """Return the people of each frame.

    Parameters
    ----------
    frames
        Time (s) and people.
    skeleton
        Which the poses have.
    size_px
        Width and height of the image; when given, and the camera was followed
        all the time while it moved, places are those in the first image.
    first_frame
        Number of the first frame in the whole video.

    """
    places = _in_first_picture(frames, size_px) if size_px else None
    trunk = trunk_of(skeleton)
    steady = [k for k, name in enumerate(skeleton.keypoints) if name.endswith(_STEADY)]
    return [
        [
            _body((first_frame + k, number), time_s, poses, xy_px, trunk, steady)
            for number, xy_px in enumerate(places[k] if places else poses.xy_px)
            if np.isfinite(xy_px).all(axis=1).any()
        ]
        for k, (time_s, poses) in enumerate(frames)
    ]


def trunk_of(skeleton: Skeleton) -> list[int]:
    """Return the numbers of the left and right shoulder and hip."""
    return [skeleton.keypoints.index(name) for name in MIDDLES["spine"]]


def partners_of(skeleton: Skeleton) -> list[int]:
    """Return for every keypoint the number of the one on the other side.

    Of those in the middle it is their own.
    """
    names = list(skeleton.keypoints)
    return [names.index(mirrored(name)) for name in names]


def _in_first_picture(
    frames: Sequence[tuple[float, FramePoses]], size_px: tuple[int, int]
) -> list[Floats] | None:
    """Return the keypoints of each frame as in the first one; None: as they are."""
    steps = [poses.camera_step for _, poses in frames]
    if len(frames) < 2 or any(step is None for step in steps):
        return None
    known = np.stack([step for step in steps if step is not None])
    times_s = np.array([time_s for time_s, _ in frames])
    if not is_moving(known, times_s, *size_px):
        return None
    path = camera_path(known, *size_px)
    if not np.isfinite(path).all():
        return None
    return [
        moved(poses.xy_px, np.broadcast_to(path[k], (poses.n_people, 3, 3)))
        for k, (_, poses) in enumerate(frames)
    ]


def _body(
    which: tuple[int, int],
    time_s: float,
    poses: FramePoses,
    xy_px: Floats,
    trunk: list[int],
    steady: list[int],
) -> Body:
    frame, number = which
    xy_px = np.asarray(xy_px, dtype=float)
    confidence = np.nan_to_num(poses.confidence[number].astype(float))
    shoulders = _middle(xy_px[trunk[:2]])
    hips = _middle(xy_px[trunk[2:]])
    seen = xy_px[np.isfinite(xy_px).all(axis=1)]
    span_px = float(np.ptp(seen, axis=0).max()) if len(seen) else 1.0
    torso_px = float(np.nan_to_num(np.hypot(*(shoulders - hips))))
    torso_px = max(torso_px, _TORSO_PER_BODY * span_px, 1e-6)
    centre_px = _middle(np.stack([shoulders, hips]))
    if not np.isfinite(centre_px).all() and len(seen):
        centre_px = seen.mean(axis=0)
    colours = (
        np.full(N_COLOURS, np.nan)
        if poses.appearance is None
        else poses.appearance[number].astype(float)
    )
    return Body(
        frame=frame,
        number=number,
        time_s=time_s,
        xy_px=xy_px,
        weight=np.maximum(confidence, _LEAST_WEIGHT),
        centre_px=centre_px,
        torso_px=torso_px,
        colours=colours,
        build=(xy_px[steady] - centre_px) / torso_px,
    )


def _middle(points: Floats) -> Floats:
    """Return the mean of those of two points that are known, NaN when none is."""
    known = points[np.isfinite(points).all(axis=1)]
    return known.mean(axis=0) if len(known) else np.full(2, np.nan)


def alike(expected_px: Floats, found: Body, reach_px: float) -> float:
    """Return how near the keypoints of `found` are to where they are expected, 0 to 1.

    The mean, weighted by confidence, of ``exp(-(d / reach_px) ** 2 / 2)``. It
    follows the object keypoint similarity of COCO, but with one reach for all
    keypoints.
    """
    square = ((found.xy_px - expected_px) ** 2).sum(axis=1)
    known = np.isfinite(square)
    if not known.any():
        return 0.0
    near = np.exp(-square[known] / (2 * reach_px**2))
    return float(np.average(near, weights=found.weight[known]))


def middle_torso_px(bodies: Iterable[Body]) -> float:
    """Return the median torso length of some bodies."""
    return float(np.median([body.torso_px for body in bodies]))
