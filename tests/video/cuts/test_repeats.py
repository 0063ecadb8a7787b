import numpy as np
import pytest

from midstance.video.cuts.repeats import find_repeats


def changes(n_frames, seed=0):
    """Of a runner: the legs move faster and slower."""
    rng = np.random.default_rng(seed)
    most = 20 + 10 * np.sin(np.arange(n_frames) / 3) + rng.normal(0, 1, n_frames)
    most[:1] = np.nan
    return most


def repeated(n_frames, source_hz, rate_hz):
    """Changes of a clip shown at a higher rate, and which frames are repeated."""
    shown = np.floor(np.arange(n_frames) * source_hz / rate_hz + 1e-9)
    is_repeat = np.concatenate([[False], np.diff(shown) == 0])
    most = changes(n_frames)
    most[is_repeat] = np.random.default_rng(1).uniform(0, 0.4, is_repeat.sum())
    return most, is_repeat


@pytest.mark.parametrize(
    ("source_hz", "rate_hz"), [(25, 50), (30, 60), (24, 30), (25, 30), (24, 60)]
)
def test_every_repeated_picture_is_found(source_hz, rate_hz):
    most, is_repeat = repeated(240, source_hz, rate_hz)
    assert (find_repeats(most) == is_repeat).all()


def test_a_clip_without_repetitions_has_none():
    assert not find_repeats(changes(300)).any()


def test_somebody_who_stands_still_is_not_repeated():
    most = changes(200)
    most[60:120] = 0.1
    assert not find_repeats(most).any()


def test_a_single_frame_lost_and_shown_again_is_no_other_frame_rate():
    most = changes(200)
    most[100] = 0.0
    assert not find_repeats(most).any()


def test_a_picture_in_which_nothing_moves_says_nothing():
    assert not find_repeats(np.tile([0.0, 0.9], 60)).any()


@pytest.mark.parametrize("n_frames", [0, 1])
def test_few_frames_are_fine(n_frames):
    assert find_repeats(np.full(n_frames, np.nan)).tolist() == [False] * n_frames
