"""Enter and leave thresholds of a class, learned from labelled poses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.exercises.counting.repetitions import Thresholds
from midstance.exercises.poses.pose_knn import NearestPoses

_ENTER, _LEAVE = 0.6, 0.4
_SURE = 0.9
_LEAST_APART = 0.2


def predict_left_out(
    model: NearestPoses,
    points: NDArray[np.floating],
    classes: Sequence[str],
    recordings: Sequence[str],
) -> NDArray[np.float64]:
    """Return probabilities of each sample from the samples of other recordings.

    Parameters
    ----------
    model
        Its settings are used; it stays as it is.
    points, classes, recordings
        One entry per sample. With a single recording each sample is left out alone.

    Returns
    -------
    numpy.ndarray
        Shape (n_samples, n_classes), columns sorted by class.

    """
    names, labels = np.unique(np.asarray(classes), return_inverse=True)
    groups = np.unique(np.asarray(recordings), return_inverse=True)[1]
    if groups.max() == 0:
        groups = np.arange(len(labels))
    result = np.zeros((len(labels), len(names)))
    for group in range(groups.max() + 1):
        out = groups == group
        if out.all():
            continue
        fitted = type(model)(**model.get_params()).fit(points[~out], labels[~out])
        result[np.ix_(out, fitted.classes_)] = fitted.predict_proba(points[out])
    return result


def learn_thresholds(
    probabilities: NDArray[np.floating], classes: Sequence[str]
) -> dict[str, Thresholds]:
    """Return for each class from which probability it is on, and below which off.

    Nine tenths of the samples of the class lie above a high level, nine tenths of
    all others below a low one. The class is on from 0.6 of the way from low to high
    and off below 0.4 of it. Where the two levels are less than 0.2 apart, or in
    the wrong order, the thresholds are the usual 0.6 and 0.4.

    Parameters
    ----------
    probabilities
        Probabilities of samples left out, see `predict_left_out`.
    classes
        Classes of the samples.

    """
    labels = np.asarray(classes)
    learned = {}
    for column, name in enumerate(np.unique(labels).tolist()):
        own = probabilities[labels == name, column]
        others = probabilities[labels != name, column]
        high = float(np.nanquantile(own, 1 - _SURE))
        low = float(np.nanquantile(others, _SURE)) if others.size else 0.0
        apart = high - low
        if apart < _LEAST_APART:
            learned[name] = Thresholds(_ENTER, _LEAVE)
        else:
            learned[name] = Thresholds(low + _ENTER * apart, low + _LEAVE * apart)
    return learned
