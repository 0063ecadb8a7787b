import numpy as np
import pytest

from midstance.cleaning.sides.swaps import find_swaps, side_blind_phase


def legs(rate_hz=60.0, seconds=6.0, noise=0.03, stride_hz=1.4, seed=0):
    """Knee and ankle of two legs that swing half a stride apart."""
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    rng = np.random.default_rng(seed)

    def leg(turn):
        ankle = [0.55 * np.cos(turn), 0.85 - 0.15 * (1 + np.sin(turn)) ** 2 / 2]
        knee = [0.25 * np.cos(turn - 0.4) + 0.05, 0.45 + 0.03 * np.sin(turn)]
        path = np.stack([np.stack(knee, 1), np.stack(ankle, 1)], axis=1)
        return path + noise * rng.normal(size=path.shape)

    turn = 2 * np.pi * stride_hz * time_s
    return time_s, leg(turn), leg(turn + np.pi)


def exchanged(left, right, frames):
    where = frames[:, None, None]
    return np.where(where, right, left), np.where(where, left, right)


def random_frames(n, seed, share=0.1):
    """Single frames and stretches of up to ten, at least two frames apart."""
    rng = np.random.default_rng(seed)
    frames = np.zeros(n, dtype=bool)
    while frames.mean() < share:
        length = 1 if rng.random() < 0.5 else rng.integers(2, 11)
        start = rng.integers(0, n - length)
        if not frames[max(0, start - 2) : start + length + 2].any():
            frames[start : start + length] = True
    return frames


def found(time_s, left, right):
    return find_swaps(side_blind_phase(time_s, left, right), left, right)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_exchanged_frames_are_found_and_no_others(rate_hz, seed):
    time_s, left, right = legs(rate_hz, seed=seed)
    truth = random_frames(time_s.size, seed)
    got = found(time_s, *exchanged(left, right, truth))
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01


def test_phase_does_not_know_which_leg_is_which():
    time_s, left, right = legs()
    frames = random_frames(time_s.size, 1)
    one = side_blind_phase(time_s, left, right)
    other = side_blind_phase(time_s, *exchanged(left, right, frames))
    assert np.allclose(one, other)


def test_phase_turns_once_a_stride():
    phase = side_blind_phase(*legs(seconds=10.0))
    assert (phase[-1] - phase[0]) / (2 * np.pi) == pytest.approx(14.0, abs=0.2)


def test_a_leg_missing_now_and_then_does_no_harm():
    time_s, left, right = legs()
    right[np.random.default_rng(0).random(time_s.size) < 0.3] = np.nan
    truth = random_frames(time_s.size, 2)
    got = found(time_s, *exchanged(left, right, truth))
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01


def test_a_short_clip_of_two_strides_is_enough():
    time_s, left, right = legs(seconds=1.6)
    truth = np.zeros(time_s.size, dtype=bool)
    truth[30:38] = truth[60] = True
    assert np.array_equal(found(time_s, *exchanged(left, right, truth)), truth)


def test_less_than_a_stride_has_no_phase():
    assert side_blind_phase(*legs(seconds=0.6)) is None
    assert side_blind_phase(*(part[:3] for part in legs())) is None


def test_unseen_legs_have_no_phase():
    time_s, left, right = legs()
    assert side_blind_phase(time_s, left, np.full_like(right, np.nan)) is None


def test_limbs_that_cannot_be_told_apart_are_left_alone():
    _, left, _ = legs()
    phase = side_blind_phase(*legs())
    assert not find_swaps(phase, left, left + 1e-3).any()


def test_random_motion_is_left_alone():
    time_s, left, right = legs()
    rng = np.random.default_rng(5)
    wander = np.cumsum(0.05 * rng.normal(size=(2, *left.shape)), axis=1)
    assert not find_swaps(side_blind_phase(time_s, left, right), *wander).any()


def test_a_hint_helps_limbs_that_hardly_differ():
    time_s, left, right = legs(noise=0.01)
    rng = np.random.default_rng(0)
    near, far = np.zeros((2, time_s.size, 1, 2))
    near += 0.04 * rng.normal(size=near.shape)
    far += 0.12 + 0.04 * rng.normal(size=far.shape)
    truth = random_frames(time_s.size, 3)
    phase = side_blind_phase(time_s, left, right)
    swapped = exchanged(near, far, truth)
    hinted = find_swaps(phase, *swapped, hint=truth)
    alone = find_swaps(phase, *swapped)
    assert (hinted == truth).mean() >= (alone == truth).mean()
    assert hinted[truth].mean() > 0.9


def test_limbs_in_one_place_follow_their_hint():
    _, left, _ = legs()
    hint = random_frames(len(left), 0)
    got = find_swaps(side_blind_phase(*legs()), left, left, hint=hint)
    assert np.array_equal(got, hint)


def test_a_limb_that_is_seen_alone_keeps_its_name():
    time_s, left, right = legs()
    late = time_s[(time_s > 2.0) & (time_s < 2.4)]
    phase = side_blind_phase(time_s, left, right)
    hidden, stray = left.copy(), right.copy()
    here = np.isin(time_s, late)
    hidden[here] = np.nan
    stray[here] = left[here]
    assert not find_swaps(phase, hidden, stray).any()


@pytest.mark.parametrize("share", [0.2, 0.3, 0.4])
@pytest.mark.parametrize("at", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("seconds", [3.0, 6.0])
def test_an_exchange_at_one_moment_of_every_stride_is_found(share, at, seconds):
    """What a network does whose image is small: one leg passes for the other."""
    time_s, left, right = legs(seconds=seconds)
    truth = (1.4 * time_s - at) % 1 < share
    got = found(time_s, *exchanged(left, right, truth))
    assert (got != truth).mean() < 0.02


@pytest.mark.parametrize("seed", range(3))
def test_legs_that_move_differently_are_not_made_alike(seed):
    """A stiff knee, a short swing, and another place in the image."""
    time_s, left, right = legs(seed=seed)
    right = 0.75 * right + np.array([0.1, 0.05])
    right[:, 0] = 0.9 * right[:, 0] + 0.1 * right[:, 1]
    assert not found(time_s, left, right).any()
    truth = random_frames(time_s.size, seed)
    got = found(time_s, *exchanged(left, right, truth))
    assert got[truth].mean() >= 0.95
    assert got[~truth].mean() < 0.01


def test_of_a_walker_from_the_front_no_step_is_taken_for_a_stride():
    """Feet that stay on their own side: heights alone repeat once a step."""
    time_s = np.arange(90) / 30
    turn = 2 * np.pi * 1.3 * time_s
    rng = np.random.default_rng(0)

    def leg(side, turn):
        lifts = [(0.45, 0.03), (0.9, 0.12)]
        path = [
            [side * 0.15 + 0.02 * np.cos(turn), y - lift * np.sin(turn)]
            for y, lift in lifts
        ]
        points = np.moveaxis(np.array(path), 2, 0)
        return points + 0.01 * rng.normal(size=points.shape)

    left, right = leg(1, turn), leg(-1, turn + np.pi)
    phase = side_blind_phase(time_s, left, right)
    assert np.ptp(phase) / (2 * np.pi) == pytest.approx(1.3 * time_s[-1], abs=0.3)
    assert not find_swaps(phase, left, right).any()
