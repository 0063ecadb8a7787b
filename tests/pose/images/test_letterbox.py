import numpy as np
import pytest

from midstance.pose.images.letterbox import GREY, Letterbox

SIZES = [((1280, 720), (640, 640)), ((720, 1280), (640, 384)), ((333, 77), (320, 320))]


@pytest.mark.parametrize(("image_px", "frame_px"), SIZES)
def test_the_corners_of_the_picture_come_back(image_px, frame_px):
    box = Letterbox.centred(image_px, frame_px)
    corner = np.array(box.corner_px)
    ends = np.stack([corner, corner + box.shown_px])
    assert box.to_picture(ends) == pytest.approx(np.array([(0, 0), image_px]))


@pytest.mark.parametrize(("image_px", "frame_px"), SIZES)
def test_the_picture_touches_two_sides_and_lies_in_the_middle(image_px, frame_px):
    box = Letterbox.centred(image_px, frame_px)
    borders = np.array(frame_px) - box.shown_px
    assert borders.min() == 0
    assert borders - 2 * np.array(box.corner_px) == pytest.approx(borders % 2)


def test_a_white_picture_is_drawn_between_grey_borders():
    white = np.full((100, 200, 3), 255, np.uint8)
    drawn = Letterbox.centred((200, 100), (64, 64)).draw(white)
    assert drawn.shape == (64, 64, 3)
    assert (drawn[16:48] == 255).all()
    assert (drawn[[15, 48]] == GREY).all()


def test_a_picture_of_the_right_size_is_not_changed():
    image = np.random.default_rng(0).integers(0, 255, (32, 64, 3), np.uint8)
    drawn = Letterbox.centred((64, 32), (64, 32)).draw(image)
    assert (drawn == image).all()


def test_a_point_keeps_its_place_when_the_picture_is_drawn():
    image = np.zeros((120, 200, 3), np.uint8)
    image[40:60, 100:140] = 255
    box = Letterbox.centred((200, 120), (100, 100))
    rows, columns = np.nonzero(box.draw(image)[..., 0] > 200)
    middle = np.array([columns.mean(), rows.mean()]) + 0.5
    assert box.to_picture(middle) == pytest.approx([120, 50], abs=0.5)


def test_in_the_corner_only_two_sides_have_borders():
    box = Letterbox.in_corner((200, 100), (64, 64))
    drawn = box.draw(np.full((100, 200, 3), 255, np.uint8))
    assert (drawn[:32] == 255).all()
    assert (drawn[32:] == GREY).all()
    assert box.to_picture(np.array([64.0, 32.0])) == pytest.approx([200, 100])
