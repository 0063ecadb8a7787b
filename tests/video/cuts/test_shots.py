import numpy as np
import pytest

from midstance.video.cuts.shots import find_fades, find_shots


def test_a_cut_begins_a_shot():
    new = np.full(90, 0.05)
    new[[30, 60]] = 0.8
    assert np.flatnonzero(np.diff(find_shots(new))).tolist() == [29, 59]


def test_a_camera_that_whips_round_cuts_nothing():
    new = np.full(90, 0.05)
    new[40:52] = 0.9
    assert not find_shots(new).any()


@pytest.mark.parametrize("n_frames", [0, 1, 2])
def test_few_frames_are_one_shot(n_frames):
    assert find_shots(np.full(n_frames, np.nan)).tolist() == [0] * n_frames


def test_where_nobody_looked_there_is_no_cut():
    assert not find_shots(np.full(30, np.nan)).any()


def test_a_cut_within_one_room_is_found():
    """The wall behind is partly the same, but for one frame alone much is new."""
    new = np.full(90, 0.05)
    new[40] = 0.3
    assert np.flatnonzero(np.diff(find_shots(new))).tolist() == [39]


def test_who_passes_close_to_the_camera_cuts_nothing():
    new = np.full(90, 0.05)
    new[40:46] = [0.2, 0.3, 0.4, 0.35, 0.3, 0.1]
    assert not find_shots(new).any()


def test_a_fade_ends_with_the_last_frame_that_is_a_mixture():
    time_s = np.arange(300) / 30
    mixed = np.where(np.arange(300) % 3 == 0, 0.0, np.nan)
    mixed[[90, 93, 96, 99, 180]] = 0.6
    (first, second) = find_fades(mixed, time_s)
    assert first == pytest.approx((2.5 - 0.15, 2.8 + 0.15))
    assert second == pytest.approx((5.5 - 0.15, 5.5 + 0.15))


def test_where_nobody_looked_nothing_fades():
    assert find_fades(np.full(30, np.nan), np.arange(30) / 30) == []
