import numpy as np

from midstance.drawing.colours import LEFT
from midstance.exercises.live_overlay import live_picture
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import COCO_17

IMAGE = np.full((360, 640, 3), 90, np.uint8)


def drawn(found, **shown):
    facts = {"counts": {"squats": 3}, "classes": {}, "lag_s": 0.12} | shown
    return live_picture(IMAGE, found, COCO_17, **facts)


def person(sure=1.0):
    xy_px = np.random.default_rng(0).uniform(250, 350, (1, 17, 2)).astype(np.float32)
    xy_px[0, COCO_17.keypoints.index("left_wrist")] = 600, 300
    return FramePoses(xy_px, np.full((1, 17), sure, np.float32))


def test_the_picture_itself_stays_and_the_counter_is_on_the_copy():
    seen = drawn(nobody(17))
    assert (IMAGE == 90).all()
    assert (seen[:50, :200] != 90).any()
    assert (seen[:, 400:] == 90).all()


def test_people_are_drawn_where_they_are_in_the_colours_of_their_sides():
    seen = drawn(person())
    assert np.abs(seen[300, 600].astype(int) - LEFT).max() < 30
    assert (drawn(person(sure=0.1))[:, 400:] == 90).all()


def test_classes_are_listed_surest_first_and_the_count_changes_the_picture():
    without, with_classes = drawn(nobody(17)), drawn(nobody(17), classes={"up": 0.9})
    assert (without != with_classes).any()
    assert (without != drawn(nobody(17), counts={"squats": 4})).any()
