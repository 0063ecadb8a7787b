import numpy as np
import pytest

from midstance.kernels.signals.gaps import interpolate, short_gaps, valid_runs

TIME_S = np.arange(60) / 60


@pytest.mark.parametrize(
    ("values", "runs"),
    [
        ([], []),
        ([np.nan], []),
        ([1.0, 1.0], [slice(0, 2)]),
        ([np.nan, 1.0, np.nan, 1.0], [slice(1, 2), slice(3, 4)]),
    ],
    ids=["empty", "all missing", "no gap", "gaps"],
)
def test_valid_runs(values, runs):
    assert valid_runs(np.array(values, dtype=float)) == runs


@pytest.mark.parametrize(("n_missing", "filled"), [(5, True), (6, False)])
def test_a_gap_is_as_long_as_the_time_between_the_frames_around_it(n_missing, filled):
    valid = np.ones(60, dtype=bool)
    valid[20 : 20 + n_missing] = False
    assert short_gaps(TIME_S, valid, 0.1).any() == filled


def test_gaps_at_the_ends_are_never_short():
    valid = np.ones(60, dtype=bool)
    valid[[0, -1]] = False
    assert not short_gaps(TIME_S, valid, 1.0).any()


def test_a_dropped_frame_counts_with_its_time():
    time_s = np.array([0.0, 0.1, 0.5, 0.6])
    valid = np.array([True, False, True, True])
    assert not short_gaps(time_s, valid, 0.3).any()


def test_a_turning_point_inside_a_gap_is_not_cut_flat():
    wave = np.cos(2 * np.pi * 1.4 * (TIME_S - 0.5))[:, None]
    broken = wave.copy()
    broken[27:34] = np.nan
    filled = interpolate(TIME_S, broken, np.isnan(broken[:, 0]))
    assert np.abs(filled - wave).max() < 0.05
    assert filled[30] > broken[26] + 0.5 * (wave[30] - wave[26])


@pytest.mark.parametrize("n_seen", [0, 1, 3])
def test_few_frames_give_a_line_or_nothing(n_seen):
    path = np.full((60, 2), np.nan)
    path[10 : 10 + 20 * n_seen : 20] = TIME_S[10 : 10 + 20 * n_seen : 20, None]
    gaps = short_gaps(TIME_S, np.isfinite(path[:, 0]), 1.0)
    filled = interpolate(TIME_S, path, gaps)
    assert np.allclose(filled[gaps, 0], TIME_S[gaps])
    assert np.isnan(filled[:10]).all()
