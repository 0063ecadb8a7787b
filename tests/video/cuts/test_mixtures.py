import numpy as np
import pytest

from midstance.video.cuts.mixtures import DELAY_S, Mixtures, mixed_share

SIZE = (54, 96)


def room(seed=0, shift_px=0):
    import cv2

    grain = np.random.default_rng(seed).integers(0, 256, (14, 40)).astype(np.float32)
    wide = cv2.resize(grain, (160, 54), interpolation=cv2.INTER_LINEAR)
    return wide[:, 10 + shift_px : 106 + shift_px]


def runner_in(image, x_px):
    image = image.copy()
    image[12:48, x_px : x_px + 18] = room(9)[12:48, 30:48]
    return image


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_two_rooms_laid_over_one_another_are_a_mixture(share):
    mixed = share * room(0) + (1 - share) * room(1)
    assert mixed_share(room(0), mixed, room(1)) > 0.9


@pytest.mark.parametrize("grey", [0.0, 255.0])
def test_so_is_a_room_that_fades_to_black_or_white(grey):
    even = np.full(SIZE, grey, np.float32)
    faded = 0.5 * room(0) + 0.5 * even
    assert mixed_share(room(0), faded, even) > 0.9
    assert mixed_share(even, faded, room(0)) > 0.9


@pytest.mark.parametrize(
    "frames",
    [
        [runner_in(room(), 10), runner_in(room(), 35), runner_in(room(), 60)],
        [room(shift_px=0), room(shift_px=18), room(shift_px=36)],
        [room(0), room(0), room(1)],
        [room(0), 0.6 * room(0), room(0)],
        [np.zeros(SIZE), np.zeros(SIZE), np.zeros(SIZE)],
    ],
    ids=["runner", "pan", "cut", "light", "black"],
)
def test_what_moves_or_is_cut_is_no_mixture(frames):
    assert mixed_share(*frames) == 0


def test_edges_that_move_a_little_are_no_mixture():
    """Half a step between two places of an edge is half of each."""
    across = np.arange(96)
    lines = [
        200.0 * (np.abs((across + shift_px) % 12 - 6) < 1.5) for shift_px in (0, 1, 2)
    ]
    before, between, after = (np.tile(line, (54, 1)) for line in lines)
    between = 0.5 * (before + after)
    assert mixed_share(before, between, after) == 0


def test_it_looks_ten_times_a_second_whatever_the_frame_rate():
    for rate_hz in (25, 30, 60, 240):
        mixtures = Mixtures()
        looked = [mixtures.look(k / rate_hz, room()) for k in range(3 * rate_hz)]
        assert np.isfinite(looked).sum() == 20


def test_a_fade_is_seen_half_a_second_after_its_middle():
    mixtures, rate_hz = Mixtures(), 30
    for k in range(150):
        share = np.clip((k / rate_hz - 2.0) / 0.5, 0, 1)
        seen = mixtures.look(
            k / rate_hz, ((1 - share) * room(0) + share * room(1)).astype(np.float32)
        )
        if seen > 0.5:
            assert 2.0 < k / rate_hz - DELAY_S < 2.5
            break
    else:
        pytest.fail("no fade was seen")


def test_frames_too_far_apart_are_not_compared():
    """At 5 frames/s half a second is two frames, and quick limbs blur into sums."""
    mixtures = Mixtures()
    assert not np.isfinite([mixtures.look(k / 5, room(k)) for k in range(40)]).any()
    mixtures = Mixtures()
    times_s = [*np.arange(30) / 30, *(5 + np.arange(30) / 30)]
    assert not np.isfinite([mixtures.look(t, room()) for t in times_s]).any()
