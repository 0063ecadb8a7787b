import numpy as np
import pytest

from midstance.pose.images.heatmaps import draw_gaussians, find_peaks, highest_peaks


def bump(x, y, *, shape=(30, 40), sigma=1.5, height=1.0):
    rows, cols = np.mgrid[: shape[0], : shape[1]] + 0.5
    return height * np.exp(-((cols - x) ** 2 + (rows - y) ** 2) / (2 * sigma**2))


@pytest.mark.parametrize("place", [(12.3, 7.9), (20.5, 20.5), (31.02, 14.49)])
def test_the_middle_of_a_gaussian_is_found_between_the_cells(place):
    number, xy, height = find_peaks(bump(*place)[None], 0.1)
    assert number.tolist() == [0]
    assert xy[0] == pytest.approx(place, abs=1e-6)
    assert 0.9 < height[0] <= 1.0


def test_the_highest_point_of_each_map_ignores_the_others():
    maps = np.stack(
        [
            np.maximum(bump(5.2, 5.2, height=0.5), bump(30.7, 20.1)),
            bump(9.4, 9.6, height=0.02),
        ]
    )
    xy, height = highest_peaks(maps)
    assert xy == pytest.approx(np.array([[30.7, 20.1], [9.4, 9.6]]), abs=1e-6)
    assert height[1] == pytest.approx(0.02, abs=1e-3)


def test_peaks_of_several_maps_come_in_the_order_of_the_maps():
    maps = np.stack([np.maximum(bump(5, 5), bump(30, 20)), bump(20, 10)])
    number, xy, _ = find_peaks(maps, 0.1)
    assert number.tolist() == [0, 0, 1]
    assert xy == pytest.approx(np.array([[5, 5], [30, 20], [20, 10]]), abs=1e-6)


def test_what_is_below_the_threshold_is_no_peak():
    assert len(find_peaks(bump(5, 5, height=0.09)[None], 0.1)[0]) == 0


def test_a_plateau_is_one_peak():
    flat = np.zeros((1, 9, 9))
    flat[0, 3:5, 3:5] = 0.7
    number, xy, _ = find_peaks(flat, 0.1)
    assert len(number) == 1
    assert np.abs(xy - 4).max() <= 1


@pytest.mark.parametrize(("x", "y"), [(0.2, 15.3), (39.9, 15.3), (15.3, 0.1)])
def test_a_peak_at_the_edge_stays_in_its_cell(x, y):
    _, xy, _ = find_peaks(bump(x, y)[None], 0.1)
    assert np.abs(xy[0] - (x, y)).max() <= 0.5


def test_flipping_the_map_flips_the_peak():
    noisy = bump(12.3, 7.9) + 0.1 * np.random.default_rng(0).random((30, 40))
    (there, _), (back, _) = (
        highest_peaks(maps[None]) for maps in (noisy, noisy[:, ::-1])
    )
    assert 40 - back[0, 0] == pytest.approx(there[0, 0])


@pytest.mark.parametrize("spread", [0.8, 1.0, 2.0])
def test_points_come_back_from_the_bumps_drawn_around_them(spread):
    points = np.random.default_rng(0).uniform(2, 20, (50, 2))
    xy, height = highest_peaks(draw_gaussians(points, (22, 23), spread=spread))
    assert xy == pytest.approx(points, abs=1e-3)
    assert (height > 0.7).all()


@pytest.mark.parametrize("point", [[np.nan, 2.0], [-0.1, 2.0], [2.0, 8.1]])
def test_what_is_not_on_the_map_leaves_it_empty(point):
    maps = draw_gaussians(np.array([point, [2.5, 3.5]]), (8, 8))
    assert maps[0].max() == 0
    assert maps[1].max() == 1
