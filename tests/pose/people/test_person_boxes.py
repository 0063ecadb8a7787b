import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.people.person_boxes import PersonBoxes, decode_cells

FRAME = np.zeros((320, 640, 3), np.uint8)
INPUT = {"input": (1, 3, 64, 64)}


def boxes_of(path, **settings):
    given = {"threshold": 0.5, "n_threads": 1, **settings}
    return PersonBoxes(path, backend="toy", **given)(FRAME)


def test_final_boxes_are_those_of_people_above_the_threshold(constant_network):
    found = [(1, 2, 11, 22, 0.6), (30, 2, 40, 22, 0.9), (50, 2, 60, 9, 0.9)]
    found += [(20, 2, 25, 22, 0.3)]
    path = constant_network(
        {"dets": np.array([found]), "labels": np.array([[0, 0, 32, 0]])}, inputs=INPUT
    )
    assert boxes_of(path) == pytest.approx(
        np.array([(300, 20, 400, 220), (10, 20, 110, 220)])
    )


def test_a_detector_of_people_alone_gives_no_labels(constant_network):
    path = constant_network({"dets": np.array([[(1, 2, 11, 22, 0.6)]])}, inputs=INPUT)
    assert boxes_of(path) == pytest.approx(np.array([(10, 20, 110, 220)]))


def test_raw_cells_become_boxes(constant_network):
    rows = np.zeros((64 + 16 + 4, 5 + 80))
    # Cell (3, 2) of stride 8: centre half a cell inside, 2 cells wide, 4 high.
    rows[2 * 8 + 3, :6] = 0.5, 0.5, np.log(2), np.log(4), 0.9, 0.8
    rows[2 * 8 + 4, :6] = -0.5, 0.5, np.log(2), np.log(4), 0.9, 0.7
    rows[64 + 5, 4], rows[64 + 5, 5 + 32] = 0.9, 0.9  # a ball
    boxes, scores = decode_cells(rows, (64, 64))
    assert boxes[19] == pytest.approx([20, 4, 36, 36])
    assert scores.max() == pytest.approx(0.72)
    path = constant_network({"output": rows[None]}, inputs=INPUT)
    assert boxes_of(path) == pytest.approx(np.array([(200, 40, 360, 360)]))


def test_nobody_found_is_nobody(constant_network):
    path = constant_network(
        {"dets": np.zeros((1, 3, 5)), "labels": np.zeros((1, 3))}, inputs=INPUT
    )
    assert boxes_of(path).shape == (0, 4)


@pytest.mark.parametrize("name", ["rtmdet-nano.onnx", "yolox_m.onnx"])
def test_the_kind_is_read_from_the_name(constant_network, name):
    path = constant_network({"dets": np.zeros((1, 1, 5))}, inputs=INPUT, name=name)
    detector = PersonBoxes(path, backend="toy", threshold=0.5, n_threads=1)
    assert name.startswith(detector.kind.name)


def test_another_network_is_refused(constant_network):
    path = constant_network({"maps": np.zeros((1, 57, 4, 4))})
    with pytest.raises(WeightsError, match="should be a YOLOX or RTMDet network"):
        boxes_of(path)
