"""Which class a pose belongs to, by the labelled poses that are most like it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.exercises.poses.embedding import Pair, PoseEmbedding, as_points, mirror
from midstance.exercises.poses.estimators import Estimator

_LEAST_KNOWN = 0.5
"""Share of the vectors that must be known to say anything about a pose."""


@dataclass(eq=False)
class NearestPoses(Estimator):
    """Two-stage k-NN on embedded landmarks.

    From all samples those with the smallest largest difference are kept: one joint
    elsewhere is enough to be another pose. Of these, the nearest by mean difference
    vote [1]_. The pose and its mirror image are both tried, the nearer one counts.

    Parameters
    ----------
    n_kept
        How many samples the largest difference keeps.
    n_voting
        How many of these vote.
    weights
        How much x, y and z count; see `PoseEmbedding`.
    pairs
        Between which joints the vectors go; see `PoseEmbedding`.
    with_mirror
        Whether the mirror image of a pose is the same pose.

    Attributes
    ----------
    classes_
        Names of the classes, sorted; the columns of `predict_proba`.

    References
    ----------
    .. [1] V. Bazarevsky, I. Grishchenko, *On-device pose classification and
       repetition counting*, MediaPipe documentation, 2020. Here the mirror image
       exchanges left and right too, as a mirror does, and vectors of landmarks that
       are not known are left out of both differences.

    """

    _kind: ClassVar[str] = "classifier"
    _estimator_type: ClassVar[str] = "classifier"

    n_kept: int = 30
    n_voting: int = 10
    weights: tuple[float, float, float] = (1.0, 1.0, 0.0)
    pairs: tuple[Pair, ...] | None = None
    with_mirror: bool = True

    def fit(self, X: ArrayLike, y: Sequence[str] | NDArray[Any]) -> Self:  # noqa: N803
        """Take over the samples.

        Parameters
        ----------
        X
            Landmarks, shape (n_samples, 33 or 25, 3) or flattened.
        y
            Their classes.

        Raises
        ------
        ConfigError
            If the numbers of neighbours are not above 0 and in order.
        NotEnoughDataError
            If there are no samples, or not one class for each.

        """
        if not 0 < self.n_voting <= self.n_kept:
            raise ConfigError(
                "n_voting must be at least 1 and at most n_kept "
                f"({self.n_kept}), got {self.n_voting}."
            )
        points = as_points(X)
        if not len(points) or len(points) != len(y):
            raise NotEnoughDataError(
                "A class is needed for each of one or more poses, "
                f"got {len(points)} poses and {len(y)} classes."
            )
        self.classes_, self._labels = np.unique(np.asarray(y), return_inverse=True)
        self.n_features_in_ = points[0].size
        self._embedding = PoseEmbedding(self.pairs, self.weights)
        # One row per vector, so that the largest over all rows is found quickly.
        columns = self._embedding.fit_transform(points).astype(np.float32).T
        self._samples = np.ascontiguousarray(columns)
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return the share of the votes for each class.

        Returns
        -------
        numpy.ndarray
            Shape (n_poses, n_classes); NaN for a pose of which less than half of
            the vectors is known.

        """
        poses = self._views(X)
        return np.array([self._votes(views) for views in poses]).reshape(
            len(poses), len(self.classes_)
        )

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803
        """Return the class with the most votes, shape (n_poses,).

        A pose that is hardly known goes to the first class: ask `predict_proba`
        whether it is.
        """
        shares = np.nan_to_num(self.predict_proba(X))
        return np.asarray(self.classes_[shares.argmax(axis=1)])

    def score(self, X: ArrayLike, y: Sequence[str] | NDArray[Any]) -> float:  # noqa: N803
        """Return the share of poses whose class is told right."""
        return float((self.predict(X) == np.asarray(y)).mean())

    def distances(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return how far each pose is from the samples that vote, shape (n_poses,).

        Mean absolute difference, in sizes of the body; NaN as in `predict_proba`.
        """
        means = [self._nearest(views)[1] for views in self._views(X)]
        return np.array([mean.mean() if mean.size else np.nan for mean in means])

    def _views(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        """Return each pose and its mirror image, shape (n_poses, 1 or 2, n)."""
        points = as_points(X)
        views = [points, mirror(points)] if self.with_mirror else [points]
        embedded = [self._embedding.transform(view) for view in views]
        return np.stack(embedded, axis=1).astype(np.float32)

    def _votes(self, views: NDArray[np.float32]) -> NDArray[np.float64]:
        nearest, _ = self._nearest(views)
        if not nearest.size:
            return np.full(len(self.classes_), np.nan)
        counts = np.bincount(self._labels[nearest], minlength=len(self.classes_))
        return np.asarray(counts / nearest.size)

    def _nearest(
        self, views: NDArray[np.float32]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the samples that vote, and how far they are in the mean."""
        is_known = np.isfinite(views).all(axis=0)
        if is_known.mean() < _LEAST_KNOWN:
            return np.empty(0, np.intp), np.empty(0, np.float32)
        samples = self._samples
        if not is_known.all():
            views, samples = views[:, is_known], samples[is_known]
        largest = _least(views, samples, lambda apart: apart.max(axis=0))
        kept = _smallest(largest, self.n_kept)
        mean = _least(views, samples[:, kept], lambda apart: apart.mean(axis=0))
        voting = _smallest(mean, self.n_voting)
        return kept[voting], mean[voting]


def _least(
    views: NDArray[np.float32],
    samples: NDArray[np.float32],
    measure: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Return the distance of the nearest view from each sample.

    A sample with a missing landmark is infinitely far away.
    """
    apart = np.min([measure(np.abs(samples - view[:, None])) for view in views], axis=0)
    return np.where(np.isnan(apart), np.float32(np.inf), apart)


def _smallest(values: NDArray[np.float32], n: int) -> NDArray[np.intp]:
    """Return the places of the `n` smallest values that are finite, smallest first."""
    order = np.argsort(values, kind="stable")[:n]
    return np.asarray(order[np.isfinite(values[order])])
