import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.video.reader import Frame
from midstance.video.retime import retimed

SPEED_PX_S = 100.0


def square(time_s):
    """A white square that moves to the right, on a textured ground."""
    image = np.zeros((96, 128, 3), dtype=np.uint8)
    left = round(10 + SPEED_PX_S * time_s)
    image[30:62, left : left + 24] = 255
    return image


def film(times_s):
    return [Frame(i, t, square(t)) for i, t in enumerate(times_s)]


def middle(image):
    return (image[..., 0] > 128).nonzero()[1].mean() - 11.5 - 10


@pytest.mark.parametrize(
    "times_s",
    [np.arange(12) / 30, 5.0 + np.cumsum([0, 0.03, 0.05, 0.02, 0.04, 0.03, 0.05])],
    ids=["even", "uneven, from 5 s on"],
)
def test_what_moves_is_where_it_is_at_each_time(times_s):
    frames = [
        Frame(frame.index, frame.time_s + times_s[0], frame.image)
        for frame in film(times_s - times_s[0])
    ]
    made = list(retimed(frames, 85.0))
    at_s = np.array([time_s for time_s, _ in made])
    assert np.diff(at_s) == pytest.approx(1 / 85)
    assert at_s[0] == pytest.approx(times_s[0])
    assert 0 <= times_s[-1] - at_s[-1] < 1 / 85
    places = np.array([middle(image) for _, image in made])
    assert np.abs(places - SPEED_PX_S * (at_s - times_s[0])).max() < 2.5


def test_blending_shows_what_moves_twice():
    frames = film([0.0, 0.3, 0.6, 0.9])
    made = dict(retimed(frames, 20 / 3, method="blend"))
    between = min(made, key=lambda time_s: abs(time_s - 0.45))
    grey = made[between][45, :, 0]
    assert ((grey > 80) & (grey < 180)).sum() > 40
    assert (grey > 240).sum() == 0


def test_fewer_frames_are_made_too():
    made = list(retimed(film(np.arange(25) / 100), 25.0))
    assert len(made) == 7


@pytest.mark.parametrize(
    ("n_frames", "rate_hz", "says"), [(1, 60.0, "at least two"), (3, 0.0, "above 0")]
)
def test_nothing_in_between_is_refused(n_frames, rate_hz, says):
    with pytest.raises(VideoError, match=says):
        list(retimed(film(np.arange(n_frames) / 30), rate_hz))
