"""What an analysis holds at once, however long the video is."""

import tracemalloc

import numpy as np
import pytest
import xarray as xr

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.schema.video import VideoInfo

MOST_KB_PER_FRAME = 2.0
"""Of one person, beside the raw tracks, beyond half a minute: less than nothing when it
was measured, because tables of a fixed size (some 10 MB) hide what a minute takes."""


def peak_kb(tracks: xr.Dataset) -> float:
    info = VideoInfo("a.mp4", 1280, 720, 30.0, 9.0, 270, 0, "h264", False)
    tracemalloc.start()
    try:
        analyze_tracks(tracks, Config(), video=info)
        return tracemalloc.get_traced_memory()[1] / 1e3
    finally:
        tracemalloc.stop()


@pytest.fixture
def long(film):
    """A runner of 10 s, six times."""
    once = film(duration_s=10.0).isel(time=slice(0, 300))
    how = {"data_vars": "minimal", "coords": "minimal", "compat": "override"}
    whole = xr.concat([once] * 6, "time", join="override", **how)
    return whole.assign_coords(time=np.arange(whole.sizes["time"]) / 30)


@pytest.mark.slow
def test_what_a_frame_takes_until_the_end_of_its_analysis_is_little(long):
    # Half a minute and more: below, tables of a fixed size grow to that size.
    half, whole = long.isel(time=slice(0, 900)), long
    peak_kb(half)  # what is loaded once and kept does not count
    assert (peak_kb(whole) - peak_kb(half)) / 900 < MOST_KB_PER_FRAME
