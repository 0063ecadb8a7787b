import json

import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.images.crops import Square
from midstance.pose.images.heatmaps import draw_gaussians
from midstance.pose.networks.hourglass import (
    MARGIN,
    Hourglass,
    SquareNetwork,
    decode,
    load_heat_maps,
    prepare,
    square_around,
)
from midstance.schema.skeletons import COCO_17, RUNNING_18

IMAGE = np.zeros((320, 400, 3), np.uint8)
N_CELLS = 16


@pytest.fixture
def network(constant_network):
    def write(points, keypoints=RUNNING_18.keypoints):
        facts = {"keypoints": list(keypoints), "size_px": 4 * N_CELLS}
        return constant_network(
            {"heat_maps": draw_gaussians(points, (N_CELLS, N_CELLS))[None]},
            inputs={"pictures": ("n", 3, "height", "width")},
            metadata={"facts": json.dumps(facts)},
        )

    return write


def test_what_is_seen_in_a_square_lies_there_in_the_picture(network):
    cells = np.random.default_rng(0).uniform(2, 14, (18, 2))
    look = SquareNetwork(network(cells), n_threads=1)
    xy_px, score = look(IMAGE, np.array([[100.0, 50.0, 160.0, 250.0]]))
    square = square_around(np.array([100.0, 50.0, 160.0, 250.0]), 1.15)
    corner = np.array([square.x_px, square.y_px]) - square.size_px / 2
    assert xy_px[0] == pytest.approx(
        corner + (cells - 0.5) / N_CELLS * square.size_px, abs=0.1
    )
    assert score.min() > 0.7


def test_the_square_holds_the_longer_side_with_its_margin():
    square = square_around(np.array([10.0, 20.0, 30.0, 120.0]))
    assert square == Square(20.0, 70.0, MARGIN * 100.0)


def test_a_turned_square_gives_its_points_back():
    square = Square(50, 60, 40, turn_rad=0.3)
    cells = np.array([[8.0, 8.0], [16.0, 16.0], [24.0, 10.0]])
    xy_px, _ = decode(draw_gaussians(cells + 0.5, (32, 32)), square)
    assert xy_px == pytest.approx(square.to_picture(cells / 32), abs=0.05)


def test_pictures_are_shown_between_zero_and_one_colours_first():
    image = np.zeros((20, 20, 3), np.uint8)
    image[..., 1] = 255
    given = prepare(image, Square(10, 10, 10), 8)
    assert given.shape == (1, 3, 8, 8)
    assert given.dtype == np.float32
    assert given[0].mean(axis=(1, 2)).tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("skeleton", [COCO_17, RUNNING_18], ids=lambda s: s.name)
def test_the_skeleton_is_what_the_network_was_trained_for(network, skeleton):
    points = np.full((len(skeleton.keypoints), 2), 5.0)
    path = network(points, skeleton.keypoints)
    assert Hourglass(weights=path).skeleton == skeleton.name
    assert Hourglass.recognise(path).what == skeleton.name


def test_keypoints_that_no_skeleton_has_are_refused(network):
    with pytest.raises(WeightsError, match="which no skeleton has"):
        Hourglass.skeleton_of(network(np.full((2, 2), 5.0), ("tail", "trunk")))


def test_another_network_is_refused(constant_network, tmp_path):
    path = constant_network({"heat_maps": np.zeros((1, 18, 4, 4))})
    with pytest.raises(WeightsError, match="does not say what it sees"):
        load_heat_maps(path, n_threads=1)
    pytest.importorskip("torch")
    (tmp_path / "checkpoint.pt").write_bytes(b"no checkpoint")
    with pytest.raises(WeightsError, match="no checkpoint of a stacked hourglass"):
        load_heat_maps(tmp_path / "checkpoint.pt", n_threads=1)
