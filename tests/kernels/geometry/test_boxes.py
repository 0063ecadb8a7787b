import numpy as np
import pytest

from midstance.kernels.geometry.boxes import keep_best, merge_overlapping, overlap

SQUARE = np.array([0.0, 0.0, 2.0, 2.0])


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([0, 0, 2, 2], 1.0),
        ([5, 5, 6, 6], 0.0),
        ([2, 0, 4, 2], 0.0),
        ([0, 0, 1, 1], 0.25),
        ([1, 1, 3, 3], 1 / 7),
    ],
)
def test_overlap_is_the_shared_over_the_covered_area(other, expected):
    found = overlap(np.array([other], float), SQUARE)
    assert found == pytest.approx([expected])


def test_overlap_with_no_boxes_is_empty():
    assert overlap(np.empty((0, 4)), SQUARE).shape == (0,)


def test_boxes_without_area_do_not_overlap():
    point = np.array([1.0, 1.0, 1.0, 1.0])
    assert overlap(point[None], point) == pytest.approx([0.0])


def test_overlapping_boxes_are_averaged_by_their_scores():
    boxes = np.array([SQUARE, SQUARE + 0.1])
    merged, scores = merge_overlapping(
        boxes, np.array([[0.0], [8.0]]), np.array([0.6, 0.2]), 0.3
    )
    assert merged == pytest.approx(np.array([[2.0]]))
    assert scores == pytest.approx([0.6])


def test_boxes_apart_stay_apart_with_the_best_first():
    boxes = np.array([SQUARE, SQUARE + 10])
    merged, scores = merge_overlapping(
        boxes, np.array([[1.0], [2.0]]), np.array([0.5, 0.9]), 0.3
    )
    assert merged[:, 0].tolist() == [2.0, 1.0]
    assert scores.tolist() == [0.9, 0.5]


def test_no_boxes_give_no_groups():
    merged, scores = merge_overlapping(
        np.empty((0, 4)), np.empty((0, 2, 2)), np.empty(0), 0.3
    )
    assert merged.shape == (0, 2, 2)
    assert scores.shape == (0,)


def test_a_box_that_only_a_dropped_box_covers_is_kept():
    boxes = np.array([SQUARE, [0.5, 0, 2.5, 2], [1, 0, 3, 2]])
    assert keep_best(boxes, np.array([0.9, 0.8, 0.7]), 0.5).tolist() == [0, 2]


def test_no_boxes_leave_nothing_to_keep():
    assert keep_best(np.empty((0, 4)), np.empty(0), 0.5).shape == (0,)
