"""Boxes and how much they overlap."""

import numpy as np
from numpy.typing import NDArray


def overlap(
    boxes: NDArray[np.floating], box: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return the area shared with `box` over the area covered by both.

    Parameters
    ----------
    boxes
        Shape (n_boxes, 4): left, top, right, bottom.
    box
        Shape (4,).

    Returns
    -------
    numpy.ndarray
        Shape (n_boxes,), 0 (apart) to 1 (the same); 0 where both have no area.

    Examples
    --------
    >>> overlap(np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([1.0, 0.0, 3.0, 2.0]))
    array([0.33333333])

    """
    near = np.maximum(boxes[:, :2], box[:2])
    far = np.minimum(boxes[:, 2:], box[2:])
    shared = np.prod(np.maximum(far - near, 0), axis=1)
    both = _area(boxes) + _area(box[None]) - shared
    return np.asarray(shared / np.where(both > 0, both, 1))


def merge_overlapping(
    boxes: NDArray[np.floating],
    values: NDArray[np.floating],
    scores: NDArray[np.floating],
    threshold: float,
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return one row of `values` for each group of boxes that overlap.

    Weighted non-maximum suppression [1]_: the best box that is left gathers all
    that overlap it by more than `threshold`, and their values are averaged,
    each with its score as its weight.

    Parameters
    ----------
    boxes
        Shape (n_boxes, 4): left, top, right, bottom.
    values
        Shape (n_boxes, ...), what shall be averaged.
    scores
        Shape (n_boxes,), above 0.
    threshold
        Overlap (0 to 1) above which two boxes show the same thing.

    Returns
    -------
    values, scores
        Shapes (n_groups, ...) and (n_groups,), best first; the score is that of
        the best box of the group.

    References
    ----------
    .. [1] V. Bazarevsky et al., *BlazeFace: Sub-millisecond Neural Face
       Detection on Mobile GPUs*, 2019, section 3.4.

    """
    left = np.argsort(-scores, kind="stable")
    merged, best = [], []
    while left.size:
        same = overlap(boxes[left], boxes[left[0]]) > threshold
        same[0] = True
        group = left[same]
        merged.append(np.average(values[group], axis=0, weights=scores[group]))
        best.append(scores[left[0]])
        left = left[~same]
    return np.array(merged).reshape(-1, *values.shape[1:]), np.array(best)


def keep_best(
    boxes: NDArray[np.floating], scores: NDArray[np.floating], threshold: float
) -> NDArray[np.intp]:
    """Return the positions of the boxes that no better box covers, best first.

    Non-maximum suppression: the best box that is left is kept, and all that
    overlap it by more than `threshold` are dropped.

    Parameters
    ----------
    boxes
        Shape (n_boxes, 4): left, top, right, bottom.
    scores
        Shape (n_boxes,).
    threshold
        Overlap (0 to 1) above which two boxes show the same thing.

    Examples
    --------
    >>> boxes = np.array([[0, 0, 2, 2], [0, 0, 2, 3], [5, 5, 6, 6]], float)
    >>> keep_best(boxes, np.array([0.5, 0.9, 0.7]), 0.6)
    array([1, 2])

    """
    left = np.argsort(-scores, kind="stable")
    kept = []
    while left.size:
        kept.append(left[0])
        same = overlap(boxes[left[1:]], boxes[left[0]]) > threshold
        left = left[1:][~same]
    return np.array(kept, np.intp)


def _area(boxes: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1))
