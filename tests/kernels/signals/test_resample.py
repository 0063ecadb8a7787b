import numpy as np

from midstance.kernels.signals.resample import resample

GRID_S = np.arange(0, 2, 0.005)


def test_gaps_up_to_the_limit_are_bridged_and_longer_ones_are_not():
    time_s = np.arange(0, 2, 0.02)
    values = time_s.copy()
    values[(time_s > 0.5) & (time_s < 0.59)] = np.nan
    values[(time_s > 1.0) & (time_s < 1.39)] = np.nan
    read = resample(time_s, values, GRID_S, longest_gap_s=0.15)
    inside = (GRID_S > 1.01) & (GRID_S < 1.37)
    assert np.isnan(read[inside]).all()
    np.testing.assert_allclose(read[GRID_S < 1.0], GRID_S[GRID_S < 1.0])


def test_ten_frames_a_second_are_no_gap():
    time_s = np.arange(0, 2.1, 0.2)
    assert np.isfinite(resample(time_s, time_s, GRID_S, longest_gap_s=0.15)).all()


def test_nothing_seen_stays_nothing():
    time_s = np.arange(0, 1, 0.02)
    missing = np.full(len(time_s), np.nan)
    assert np.isnan(resample(time_s, missing, GRID_S, longest_gap_s=1.0)).all()
