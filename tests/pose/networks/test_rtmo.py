import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.images.letterbox import Letterbox
from midstance.pose.networks.rtmo import RTMO, prepare

FRAME = np.zeros((720, 1280, 3), np.uint8)


def network_of(constant_network, people, n_keypoints=17):
    """Write a network that finds people given as left, top, right, bottom, score."""
    boxes = np.array(people, np.float32).reshape(1, -1, 5)
    steps = np.linspace(0, 1, n_keypoints)[None, :, None]
    low, high = boxes[0, :, None, :2], boxes[0, :, None, 2:4]
    xy = low + steps * (high - low)
    score = np.full((*xy.shape[:2], 1), 0.9)
    score[:, 0] = 0.05
    poses = np.concatenate([xy, score], axis=2)[None]
    return constant_network(
        {"dets": boxes, "keypoints": poses}, inputs={"input": (1, 3, 640, 640)}
    )


def find(path, image=FRAME, **settings):
    with RTMO(weights=path, **settings).session() as estimate:
        return estimate(image)


def test_people_come_in_pixels_of_the_picture(constant_network):
    path = network_of(constant_network, [(100, 50, 200, 250, 0.9)])
    found = find(path)
    assert found.box_px.tolist() == [[200, 100, 400, 500]]
    assert found.xy_px[0, 16].tolist() == [400, 500]
    assert found.xy_px[0, 8] == pytest.approx([300, 300])


def test_an_unsure_keypoint_is_nan(constant_network):
    found = find(network_of(constant_network, [(100, 50, 200, 250, 0.9)]))
    assert np.isnan(found.xy_px[0, 0]).all()
    assert np.isfinite(found.xy_px[0, 1:]).all()
    assert found.confidence[0, 1] == pytest.approx(0.9)


def test_nobody_found_is_nobody(constant_network):
    found = find(network_of(constant_network, [(100, 50, 200, 250, 0.1)]))
    assert found.xy_px.shape == (0, 17, 2)
    assert found.box_px.shape == (0, 4)


def test_everybody_is_found_once_and_the_surest_first(constant_network):
    people = [
        *[(100, 50, 200, 250, 0.7), (102, 51, 203, 250, 0.6)],
        (400, 50, 500, 250, 0.9),
    ]
    path = network_of(constant_network, people)
    assert find(path).box_px[:, 0].tolist() == [800, 200]
    assert find(path, max_people=1).box_px[:, 0].tolist() == [800]


@pytest.mark.parametrize(
    ("n_keypoints", "skeleton"), [(17, "coco-17"), (26, "halpe-26")]
)
def test_the_skeleton_is_that_of_the_weights(constant_network, n_keypoints, skeleton):
    path = network_of(constant_network, [(100, 50, 200, 250, 0.9)], n_keypoints)
    assert RTMO(weights=path).skeleton == skeleton
    assert RTMO.recognise(path).what == skeleton
    assert find(path).xy_px.shape == (1, n_keypoints, 2)


def test_a_file_that_leaves_its_sizes_free_is_recognised(constant_network):
    path = constant_network(
        {"dets": np.zeros((1, 2, 5)), "keypoints": np.zeros((1, 2, 17, 3))},
        inputs={"input": ("batch", 3, 640, 640)},
        is_free=True,
    )
    assert RTMO.recognise(path).what == "coco-17"


@pytest.mark.parametrize("n_keypoints", [14, 18])
def test_another_number_of_keypoints_is_refused(constant_network, n_keypoints):
    path = network_of(constant_network, [(100, 50, 200, 250, 0.9)], n_keypoints)
    with pytest.raises(WeightsError, match=r"\[17, 26, 133\] keypoints"):
        find(path)


def test_another_network_is_refused(constant_network):
    with pytest.raises(WeightsError, match="should be an RTMO network"):
        RTMO.recognise(constant_network({"maps": np.zeros((1, 57, 4, 4))}))


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match="get an RTMO"), RTMO().session():
        pass


def test_the_picture_lies_in_the_upper_left_corner_blue_first():
    red = np.zeros((360, 640, 3), np.uint8)
    red[..., 0] = 200
    shown = prepare(red, Letterbox.in_corner((640, 360), (640, 640)))
    assert shown[0, :, 0, 0].tolist() == [0, 0, 200]
    assert shown[0, :, -1, 0].tolist() == [114, 114, 114]
