import numpy as np
import pytest

from midstance.pose.images.crops import Square
from midstance.pose.people.blazepose_detector import (
    INPUT_PX,
    anchors,
    decode,
    prepare,
    whole_picture,
)


def outputs(*people):
    """Network outputs for people given as (anchor, hips, top, logit)."""
    values = np.zeros((2254, 12), np.float32)
    logits = np.full(2254, -50, np.float32)
    centres = anchors()
    for anchor, hips, top, logit in people:
        offsets = [np.zeros(2), [0.2, 0.2]]
        offsets += [np.asarray(point) - centres[anchor] for point in (hips, top)]
        values[anchor, :8] = np.concatenate(offsets) * INPUT_PX
        logits[anchor] = logit
    return values, logits


def test_there_is_an_anchor_for_every_box_of_the_network():
    centres = anchors()
    assert centres.shape == (2254, 2)
    assert centres[:2] == pytest.approx(np.full((2, 2), 0.5 / 28))
    assert centres[2] == pytest.approx([1.5 / 28, 0.5 / 28])
    assert centres[-1] == pytest.approx([6.5 / 7, 6.5 / 7])


def test_a_wide_picture_is_shown_whole_between_black_bars():
    white = np.full((100, 200, 3), 255, np.uint8)
    frame = whole_picture(white)
    assert frame == Square(100, 50, 200)
    shown = prepare(white, frame)
    assert shown.shape == (1, 224, 224, 3)
    assert shown[0, 112, 1:-1] == pytest.approx(np.ones((222, 3)))
    assert shown[0, 20] == pytest.approx(-np.ones((224, 3)))


def test_a_square_is_centred_on_the_hips_and_reaches_past_the_head():
    found = decode(
        *outputs((1000, (0.5, 0.5), (0.5, 0.25), 3.0)), Square(100, 50, 200), 0.5
    )
    assert len(found) == 1
    assert found[0].x_px == pytest.approx(100)
    assert found[0].y_px == pytest.approx(50)
    assert found[0].size_px == pytest.approx(1.25 * 2 * 0.25 * 200)
    assert found[0].turn_rad == pytest.approx(0, abs=1e-6)


def test_nobody_is_an_empty_list():
    assert decode(*outputs(), Square(100, 50, 200), 0.5) == []


def test_what_is_below_the_threshold_is_nobody():
    weak = outputs((1000, (0.5, 0.5), (0.5, 0.25), -0.1))
    assert decode(*weak, Square(100, 50, 200), 0.5) == []
    assert len(decode(*weak, Square(100, 50, 200), 0.4)) == 1


def test_boxes_of_one_person_become_one_and_the_surest_person_is_first():
    found = decode(
        *outputs(
            (0, (0.2, 0.5), (0.2, 0.3), 1.0),
            (1, (0.2, 0.5), (0.2, 0.3), 0.5),
            (2253, (0.8, 0.5), (0.8, 0.3), 2.0),
        ),
        Square(0.5, 0.5, 1),
        0.5,
    )
    assert [square.x_px for square in found] == pytest.approx([0.8, 0.2])
