import numpy as np
import pytest

from midstance.pose.people.top_down import (
    Follower,
    Following,
    blazepose_boxes,
    boxes_around,
    crop_around,
    to_picture,
)
from midstance.weights.published import find_weights

IMAGE = np.zeros((300, 400, 3), np.uint8)
BODY = np.stack([np.linspace(-20, 20, 17), np.linspace(-50, 50, 17)], axis=1)


class Scene:
    """People at known places, seen by a detector and by a network of crops."""

    def __init__(self, *places):
        self.places = [np.array(place, float) for place in places]
        self.n_searches = 0

    def detect(self, image):
        self.n_searches += 1
        bodies = np.array([BODY + place for place in self.places])
        return boxes_around(bodies.reshape(-1, 17, 2))

    def look(self, image, boxes):
        """Find the person nearest to the middle of each box."""
        xy, score = np.zeros((len(boxes), 17, 2)), np.zeros((len(boxes), 17))
        for number, box in enumerate(boxes):
            middle = (box[:2] + box[2:]) / 2
            apart = [np.hypot(*(middle - place)) for place in self.places]
            if apart and min(apart) < 60:
                xy[number] = BODY + self.places[int(np.argmin(apart))]
                score[number] = 0.9
        return xy, score

    def follower(self, n_people=2, search_interval=100):
        settings = Following(n_people, 0.3, 0.1, search_interval)
        return Follower(settings, 17, self.detect, self.look)


def test_people_keep_their_place_in_the_order():
    scene = Scene((100, 100), (250, 120))
    follow = scene.follower()
    for step in range(10):
        found = follow(IMAGE)
        assert found.xy_px[0].mean(axis=0) == pytest.approx([100 + 5 * step, 100])
        assert found.xy_px[1].mean(axis=0) == pytest.approx([250 - 5 * step, 120])
        scene.places[0][0] += 5
        scene.places[1][0] -= 5
    assert scene.n_searches == 1


def test_somebody_lost_is_looked_for_at_once():
    scene = Scene((100, 100))
    follow = scene.follower(n_people=1)
    follow(IMAGE)
    scene.places[0][0] = 300
    assert follow(IMAGE).xy_px[0].mean(axis=0) == pytest.approx([300, 100])
    assert scene.n_searches == 2


def test_newcomers_are_looked_for_at_intervals_and_found_once():
    scene = Scene((100, 100))
    follow = scene.follower(search_interval=4)
    follow(IMAGE)
    scene.places.append(np.array([300.0, 100.0]))
    assert [follow(IMAGE).n_people for _ in range(6)] == [1, 1, 1, 2, 2, 2]


def test_two_boxes_on_one_person_are_one():
    scene = Scene((100, 100), (102, 101))
    assert scene.follower()(IMAGE).n_people == 1


def test_two_people_side_by_side_are_two():
    scene = Scene((100, 100), (125, 100))
    assert scene.follower()(IMAGE).n_people == 2


def test_nobody_found_is_nobody():
    found = Scene().follower()(IMAGE)
    assert found.xy_px.shape == (0, 17, 2)
    assert found.box_px.shape == (0, 4)


def test_a_box_without_a_person_is_nobody():
    scene = Scene((100, 100))
    follow = scene.follower()
    scene.look = lambda image, boxes: (
        np.ones((len(boxes), 17, 2)),
        np.full((len(boxes), 17), 0.2),
    )
    follow._look = scene.look
    assert follow(IMAGE).n_people == 0


def test_the_crop_holds_the_padded_box_in_its_middle():
    box = np.array([10.0, 20.0, 110.0, 60.0])
    left, top, right, bottom = crop_around(box, (192, 256))
    assert (left + right, top + bottom) == (120, 80)
    assert right - left == pytest.approx(125)
    assert (right - left) / (bottom - top) == pytest.approx(192 / 256)


def test_corners_of_the_input_are_corners_of_the_crop():
    crop = np.array([[-10.0, 5.0, 30.0, 65.0]])
    corners = np.array([[(0.0, 0.0), (192.0, 256.0)]])
    assert to_picture(corners, crop, (192, 256)).reshape(1, 4) == pytest.approx(crop)


def test_boxes_reach_beyond_the_keypoints_and_ignore_missing_ones():
    xy = np.array([[(0.0, 0.0), (10.0, 20.0), (np.nan, np.nan)]])
    assert boxes_around(xy) == pytest.approx(np.array([(-0.75, -1.5, 10.75, 21.5)]))


@pytest.mark.weights
def test_the_box_of_blazepose_holds_the_person(reference_data):
    from midstance.video.reader import open_video

    detect = blazepose_boxes(
        find_weights("blazepose")["detector"], threshold=0.5, n_threads=1
    )
    with open_video(
        reference_data / "video" / "treadmill_side_left_30fps.mp4"
    ) as video:
        image = next(iter(video)).image
    (box,) = detect(image)
    left, top, right, bottom = crop_around(box, (192, 256))
    # By eye: hair at y = 613, shoe at 1250, hands and shoes between x = 210 and 432.
    assert left < 210
    assert top < 613
    assert right > 432
    assert bottom > 1250
    assert bottom - top < 1.4 * (1250 - 613)
