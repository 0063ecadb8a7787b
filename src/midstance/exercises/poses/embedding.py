"""Poses as vectors between joints, so that place, distance and size do not matter."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.errors import ConfigError, SchemaError
from midstance.exercises.poses.estimators import Estimator
from midstance.kernels.types import Floats
from midstance.schema.skeletons import BLAZEPOSE_33, mirrored

Pair = tuple[str, str]

FULL = BLAZEPOSE_33.keypoints
UPPER = BLAZEPOSE_33.keypoints[:25]
"""The landmarks down to the hips: for somebody whose legs are not in the image."""


def _left_and_right(start: str, end: str) -> tuple[Pair, Pair]:
    return (f"left_{start}", f"left_{end}"), (f"right_{start}", f"right_{end}")


MIDDLES = {
    "mid_hip": ("left_hip", "right_hip"),
    "mid_shoulder": ("left_shoulder", "right_shoulder"),
}
ACROSS: tuple[Pair, ...] = (
    ("left_elbow", "right_elbow"),
    ("left_wrist", "right_wrist"),
)
UPPER_PAIRS: tuple[Pair, ...] = (
    ("mid_hip", "mid_shoulder"),
    *_left_and_right("shoulder", "elbow"),
    *_left_and_right("elbow", "wrist"),
    *_left_and_right("shoulder", "wrist"),
    *_left_and_right("hip", "wrist"),
    *_left_and_right("hip", "elbow"),
    *ACROSS,
)
"""As `FULL_PAIRS`, without what needs knees and feet."""
FULL_PAIRS: tuple[Pair, ...] = (
    # The trunk and what is one joint apart.
    ("mid_hip", "mid_shoulder"),
    *_left_and_right("shoulder", "elbow"),
    *_left_and_right("elbow", "wrist"),
    *_left_and_right("hip", "knee"),
    *_left_and_right("knee", "ankle"),
    # Two joints apart.
    *_left_and_right("shoulder", "wrist"),
    *_left_and_right("hip", "ankle"),
    # Four joints apart.
    *_left_and_right("hip", "wrist"),
    # Five joints apart.
    *_left_and_right("shoulder", "ankle"),
    *_left_and_right("ankle", "wrist"),
    # Across the body.
    *ACROSS,
    ("left_knee", "right_knee"),
    ("left_ankle", "right_ankle"),
)
"""Between which joints the vectors go: one, two, four and five joints apart, and
from side to side [1]_."""

TRUNKS_PER_SIZE = 2.5
"""The size of a body, at least, in lengths of its trunk."""
_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


@dataclass(eq=False)
class PoseEmbedding(Estimator):
    """Landmarks to vectors between joints, in sizes of the body.

    The middle of the hips becomes the origin, and the unit is 2.5 trunk lengths in
    the image, or the farthest landmark from the hips if that is more [1]_: a trunk
    that points at the camera looks short. An estimator in the sense of
    scikit-learn: the first step of a pipeline with any classifier.

    Parameters
    ----------
    pairs
        From which joint to which the vectors go; ``mid_hip`` and ``mid_shoulder``
        are known too. None: `FULL_PAIRS`, or `UPPER_PAIRS` for 25 landmarks.
    weights
        How much x, y and z count; an axis that counts 0 is left out. Depth from one
        camera is rough: without it the published samples are told apart better
        than with the 0.2 of [1]_ (``validation/poses.py``).

    References
    ----------
    .. [1] V. Bazarevsky, I. Grishchenko, *On-device pose classification and
       repetition counting*, MediaPipe documentation, 2020. The embedding is
       theirs; a missing landmark here gives a missing vector.

    """

    pairs: tuple[Pair, ...] | None = None
    weights: tuple[float, float, float] = (1.0, 1.0, 0.0)

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:  # noqa: ARG002, N803
        """Return the embedding itself: nothing has to be learned."""
        self.n_features_in_ = as_points(X)[0].size
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return the embedded landmarks.

        Parameters
        ----------
        X
            Shape (n_poses, n_landmarks, 3) or (n_poses, n_landmarks * 3); 33 or 25
            landmarks of BlazePose.

        Returns
        -------
        numpy.ndarray
            Shape (n_poses, n_pairs * n_axes), weighted; NaN where an end of a vector is
            not known, and everywhere when a hip or the trunk is not.

        Raises
        ------
        SchemaError
            If the landmarks have another shape.

        """
        points = normalized(as_points(X))
        weights = np.asarray(self.weights, dtype=float)
        if weights.shape != (3,) or not (weights >= 0).all() or not weights.any():
            raise ConfigError(
                "weights must be three numbers from 0 on for x, y and z, one of them "
                f"above 0, got {self.weights}."
            )
        names = FULL if points.shape[1] == len(FULL) else UPPER
        ends = _ends(points, names)
        pairs = self.pairs
        if pairs is None:
            pairs = FULL_PAIRS if names is FULL else UPPER_PAIRS
        _check(pairs, ends)
        vectors = np.stack([ends[end] - ends[start] for start, end in pairs], axis=1)
        counted = vectors[..., weights > 0] * weights[weights > 0]
        return np.asarray(counted.reshape(len(points), np.prod(counted.shape[1:])))

    def fit_transform(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike | None = None,
    ) -> NDArray[np.float64]:
        """Return `transform` of `X`."""
        return self.fit(X, y).transform(X)


def as_points(X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
    """Return landmarks as shape (n_poses, 33 or 25, 3).

    Raises
    ------
    SchemaError
        If they are neither that nor flattened to it.

    """
    points = np.asarray(X, dtype=float)
    if points.ndim == 2 and points.shape[1] % 3 == 0:
        points = points.reshape(len(points), -1, 3)
    if points.ndim != 3 or points.shape[1] not in (33, 25) or points.shape[2] != 3:
        raise SchemaError(
            "Poses must have shape (n_poses, 33 or 25 landmarks, 3), or each flattened "
            f"to 99 or 75 numbers, got {np.shape(X)}."
        )
    return points


def normalized(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return landmarks from the middle of the hips, in sizes of the body.

    Parameters
    ----------
    points
        Shape (n_poses, n_landmarks, 3). A depth that is unknown everywhere counts
        as 0: a flat image.

    """
    trunk = [FULL.index(name) for name in _TRUNK]
    flat = np.isnan(points[..., 2]).all(axis=1)
    points = points.astype(float, copy=True)
    points[flat, :, 2] = 0.0
    shoulders = points[:, trunk[:2]].mean(axis=1)
    hips = points[:, trunk[2:]].mean(axis=1)
    centred = points - hips[:, None]
    trunk_size = np.hypot(*(shoulders - hips)[:, :2].T)
    reach = np.hypot(centred[..., 0], centred[..., 1])
    farthest = np.where(np.isnan(reach), 0.0, reach).max(axis=1)
    size = np.maximum(TRUNKS_PER_SIZE * trunk_size, farthest)
    return np.asarray(centred / np.where(size > 0, size, np.nan)[:, None, None])


def mirror(points: ArrayLike) -> NDArray[np.float64]:
    """Return what the landmarks would be in a mirror: x turned, sides exchanged."""
    whole = as_points(points)
    names = FULL if whole.shape[1] == len(FULL) else UPPER
    order = [names.index(mirrored(name)) for name in names]
    return np.asarray(whole[:, order] * [-1.0, 1.0, 1.0])


def _ends(points: Floats, names: tuple[str, ...]) -> dict[str, Floats]:
    ends: dict[str, Floats] = {name: points[:, k] for k, name in enumerate(names)}
    for name, (left, right) in MIDDLES.items():
        ends[name] = (ends[left] + ends[right]) / 2
    return ends


def _check(pairs: tuple[Pair, ...], ends: dict[str, Any]) -> None:
    for name in (end for pair in pairs for end in pair):
        if name not in ends:
            raise ConfigError(
                f"The pairs name the joint {name!r}; choose from {sorted(ends)}."
            )
