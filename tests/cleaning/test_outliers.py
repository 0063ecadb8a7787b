import numpy as np
import pytest

from midstance.cleaning.outliers import jumps

SETTINGS = {"window_s": 0.2, "n_sigmas": 4.0}


def found_in(time_s, path, **settings):
    return jumps(time_s, path[:, None], **SETTINGS, **settings)[:, 0]


def foot(rate_hz=60.0, noise_px=2.0, seconds=6.0, seed=0):
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    turn = 2 * np.pi * 1.4 * time_s
    path = np.stack([200 * np.sin(turn), 60 * np.cos(turn) + 20 * np.cos(2 * turn)], 1)
    rng = np.random.default_rng(seed)
    return time_s, path + rng.normal(size=path.shape) * noise_px


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_a_swinging_foot_is_no_outlier(rate_hz):
    time_s, path = foot(rate_hz)
    assert found_in(time_s, path).mean() < 0.005


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_single_jumps_are_found_and_their_neighbours_kept(rate_hz):
    time_s, path = foot(rate_hz)
    wrong = np.arange(10, len(path) - 10, 17)
    path[wrong] += [35.0, -20.0]
    found = np.flatnonzero(found_in(time_s, path))
    assert set(wrong) <= set(found)
    assert len(found) < len(wrong) + 0.01 * len(path)


def test_three_frames_on_end_are_found_at_60_hz():
    time_s, path = foot()
    path[100:103] += 60.0
    assert found_in(time_s, path)[100:103].all()


def test_a_quiet_track_has_a_smallest_jump():
    time_s, path = foot(noise_px=0.0)
    path[100] += 15.0
    assert not found_in(time_s, path, smallest_sigma=6.0)[100]
    assert found_in(time_s, path, smallest_sigma=0.05)[100]


def test_missing_frames_are_neither_found_nor_in_the_way():
    time_s, path = foot()
    path[50:200:3] = np.nan
    path[100] = [500.0, 500.0]
    found = found_in(time_s, path)
    assert found[100]
    assert not found[50:100:3].any()


def test_too_few_frames_decide_nothing():
    time_s, path = foot()
    assert not found_in(time_s[:4], path[:4] * 100).any()


def test_points_are_judged_apart():
    time_s, path = foot()
    other = foot(noise_px=8.0, seed=1)[1]
    path[100] += 60.0
    other[50:60] = np.nan
    both = jumps(time_s, np.stack([path, other], axis=1), **SETTINGS)
    assert np.array_equal(both[:, 0], found_in(time_s, path))
    assert np.array_equal(both[:, 1], found_in(time_s, other))
