import numpy as np
import pytest

from midstance.pose.base import FramePoses, nobody
from midstance.pose.people.overlooked import may_be_overlooked

WIDTH_PX, HEIGHT_PX = 1280, 720


def somebody(x_px=640.0, tall_px=150.0):
    """A body, a third as wide as tall."""
    shape = np.array([[-1 / 6, -0.5], [1 / 6, 0.5], [0, 0], [np.nan, np.nan]])
    xy_px = (shape * tall_px + (x_px, 400.0))[None].astype(np.float32)
    return FramePoses(xy_px, np.ones((1, 4), np.float32))


def overlooked(n_empty, n_seen, poses, rate_hz=30.0):
    frames = [nobody(4)] * n_empty + [poses] * n_seen
    timed = [(i / 30.0, one) for i, one in enumerate(frames)]
    size = {"width_px": WIDTH_PX, "height_px": HEIGHT_PX}
    return may_be_overlooked(timed, rate_hz=rate_hz, **size)


@pytest.mark.parametrize(
    ("n_empty", "n_seen", "expected"), [(90, 0, True), (70, 20, True), (5, 85, False)]
)
def test_who_is_seen_for_less_than_a_second_may_be_somebody_else(
    n_empty, n_seen, expected
):
    assert overlooked(n_empty, n_seen, somebody(60.0)) == expected
    assert overlooked(n_empty, n_seen, somebody(60.0), rate_hz=np.nan) == expected


@pytest.mark.parametrize(
    ("x_px", "tall_px", "expected"),
    [(640.0, 150.0, True), (130.0, 150.0, False), (640.0, 400.0, False)],
    ids=["in the middle", "from the side", "large"],
)
def test_who_is_small_and_comes_from_nowhere_was_there_before(x_px, tall_px, expected):
    assert overlooked(40, 80, somebody(x_px, tall_px)) == expected


def test_who_is_there_from_the_start_is_not_overlooked():
    assert not overlooked(0, 80, somebody())
    assert not overlooked(6, 80, somebody())


@pytest.mark.parametrize(("n_empty", "expected"), [(0, False), (5, False), (11, True)])
def test_a_video_shorter_than_a_second_may_show_somebody_for_half_of_it(
    n_empty, expected
):
    assert overlooked(n_empty, 20 - n_empty, somebody(400.0)) == expected


def test_a_video_without_frames_overlooks_nobody():
    assert not overlooked(0, 0, somebody())
