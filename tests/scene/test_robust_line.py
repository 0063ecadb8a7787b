import numpy as np
import pytest

from midstance.scene.robust_line import fit_line


def points(slope, spread, n=40, seed=0):
    rng = np.random.default_rng(seed)
    x = 600 + rng.uniform(-spread, spread, n)
    return x, 500 + slope * x + rng.normal(size=n)


def test_points_spread_far_settle_the_slope():
    line = fit_line(*points(0.05, 500), slope_sd=0.03)
    assert line.slope == pytest.approx(0.05, abs=0.002)
    assert line.level == pytest.approx(500, abs=1.5)
    assert line.sd == pytest.approx(1.0, rel=0.4)


def test_points_close_together_leave_the_slope_near_level():
    line = fit_line(*points(0.0, 2, seed=1), slope_sd=0.03)
    assert abs(line.slope) < 0.06
    assert line.level + line.slope * 600 == pytest.approx(500, abs=0.5)


def test_wrong_points_do_not_pull():
    x, y = points(0.05, 500)
    y[::8] -= 200
    assert fit_line(x, y, slope_sd=0.03).slope == pytest.approx(0.05, abs=0.004)


def test_one_point_gives_a_level_line():
    line = fit_line(np.array([100.0]), np.array([50.0]), slope_sd=0.03)
    assert (line.slope, line.level) == pytest.approx((0.0, 50.0))


def test_offsets_between_groups_are_not_taken_for_a_slope():
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1], 30)
    x = 600 + 150 * group + 10 * rng.normal(size=60)
    y = 500 + 12.0 * group + rng.normal(size=60)
    one = fit_line(x, y, slope_sd=0.03)
    two = fit_line(x, y, slope_sd=0.03, group=group)
    assert one.slope > 0.05
    assert abs(two.slope) < 0.015
    assert two.level + two.slope * 675 == pytest.approx(506, abs=3)


def test_errors_that_repeat_do_not_add_up_to_certainty():
    x, y = points(0.05, 20, n=400)
    sure = fit_line(x, y, slope_sd=0.03).slope
    doubting = fit_line(x, y, slope_sd=0.03, n_independent=4).slope
    assert sure == pytest.approx(0.05, abs=0.01)
    assert abs(doubting) < 0.5 * sure
