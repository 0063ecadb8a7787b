import numpy as np
import pytest

from midstance.cleaning.base import cleaners
from midstance.schema.tracks import FILLED, MISSING, SEEN, make_tracks

RATE_HZ = 60.0


def tracks(missing, n_times=120):
    time_s = np.arange(n_times) / RATE_HZ
    wave = 100 * np.sin(2 * np.pi * 1.4 * time_s)
    position = np.stack([wave, -wave], axis=1)[:, :, None, None].copy()
    position[missing] = np.nan
    return make_tracks(
        position, np.ones((n_times, 1, 1)), time_s, keypoints=["left_ankle"]
    )


def filled(own, **settings):
    return cleaners.build("fill_gaps", settings).apply(own)


def test_a_short_gap_is_filled_and_marked():
    after = filled(tracks(slice(50, 57)))
    assert (after.observed[50:57] == FILLED).all()
    assert (after.observed[:50] == SEEN).all()
    truth = tracks(slice(0, 0)).position
    assert np.abs(after.position - truth).max() < 6.0


def test_a_long_gap_stays_whole():
    after = filled(tracks(slice(50, 60)))
    assert (after.observed[50:60] == MISSING).all()
    assert np.isnan(after.position[50:60]).all()


@pytest.mark.parametrize("end", [slice(0, 3), slice(117, 120)])
def test_nothing_is_added_before_the_first_and_after_the_last_frame(end):
    assert np.isnan(filled(tracks(end)).position[end]).all()


def test_the_limit_is_a_time():
    assert (
        filled(tracks(slice(50, 60)), max_gap_s=0.2).observed[50:60] == FILLED
    ).all()


def test_world_is_filled_alongside():
    own = tracks(slice(50, 55))
    own["world"] = (
        ("time", "world_axis", "keypoint", "individual"),
        np.repeat(own.position.to_numpy()[:, :1], 3, axis=1),
    )
    assert np.isfinite(filled(own).world).all()
