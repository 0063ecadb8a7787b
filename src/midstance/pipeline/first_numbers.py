"""The first numbers of a video, while most of it is still to be looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from midstance.bouts.locomotion import find_bouts
from midstance.cleaning.outside import without_outside
from midstance.config import Config
from midstance.errors import MidstanceError
from midstance.formats.packed_poses import TimedPoses
from midstance.pipeline.provenance import source_of
from midstance.pipeline.steps import (
    clean,
    find_events_of,
    find_scenes,
    measure,
)
from midstance.schema.events import SIDES
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.schema.video import VideoInfo
from midstance.tracking.choose import choose_people
from midstance.tracking.link import link
from midstance.tracking.shots import without_repeats

METRICS = ("cadence", "contact_time")
LOOKED_AT_S = 5.0
"""So much of somebody's gait gives the first numbers."""
FEWEST_FRAMES = 600
"""Of a video that is looked at early: then this takes about 2 % of the run at most."""
ENOUGH_HZ = 30.0
"""First numbers need no more frames per second."""
_MOST_TRIES = 2
_ARM = ("elbow", "wrist", "pinky", "index", "thumb")
"""Says nothing of `METRICS`, and takes a twelfth of the look."""

Tell = Callable[[pd.DataFrame], None]


class FirstNumbers:
    """Looks at the poses so far, once there are enough, and tells what they give.

    A clip of less than `FEWEST_FRAMES` is not looked at: its numbers come soon, and
    this would take more than it is worth.

    Parameters
    ----------
    video
        The video.
    config
        Settings of the analysis.
    skeleton
        Skeleton of the poses.
    tell
        Called once with the summary (see `midstance.schema.analysis.Analysis.summary`)
        of the first seconds, for `METRICS` alone, with their uncertainty.

    """

    def __init__(
        self, video: VideoInfo, config: Config, skeleton: str, tell: Tell
    ) -> None:
        self._video, self._skeleton, self._tell = video, skeleton, tell
        self._config = config.updated(metrics=METRICS)
        end_s = float(np.minimum(config.clip.end_s or np.inf, video.duration_s))
        whole_s = (end_s - (config.clip.start_s or 0.0)) / config.clip.slow_motion
        rate_hz = video.rate_hz * config.clip.slow_motion
        self._every = max(1, int(rate_hz // ENOUGH_HZ))
        is_worth_it = whole_s * rate_hz >= FEWEST_FRAMES
        self._tries_left = _MOST_TRIES if is_worth_it else 0
        self._seen_s, self._before_s = 0.0, np.nan
        self._due_s = LOOKED_AT_S

    def look(self, poses: Sequence[TimedPoses]) -> None:
        """Look at the poses so far; the last one is new."""
        if not self._tries_left:
            return
        time_s, found = poses[-1]
        if found.n_people and np.isfinite(self._before_s):
            self._seen_s += time_s - self._before_s
        self._before_s = time_s
        if self._seen_s < self._due_s:
            return
        self._tries_left -= 1
        self._due_s += 2 * LOOKED_AT_S
        summary = self._numbers(list(poses)[:: self._every])
        if len(summary):
            self._tries_left = 0
            self._tell(summary)

    def _numbers(self, poses: list[TimedPoses]) -> pd.DataFrame:
        config = self._config
        try:
            raw = without_outside(
                link(
                    without_repeats(poses),
                    self._skeleton,
                    attrs=source_of(self._video),
                    regions=config.tracking.regions,
                )
            )
            return read_quickly(_without_arms(raw), config).summary
        except MidstanceError:  # the whole video says what is wrong with it
            return pd.DataFrame()


def _without_arms(raw: xr.Dataset) -> xr.Dataset:
    arms = {f"{side}_{part}" for side in SIDES for part in _ARM}
    kept = [name not in arms for name in raw["keypoint"].to_numpy().tolist()]
    return raw.isel(keypoint=kept)


@dataclass(frozen=True)
class QuickReading:
    """What a few seconds give, of whom the settings choose.

    Parameters
    ----------
    tracks, bouts, events, scenes
        As of an analysis.
    summary
        As of `midstance.schema.measures.summarize`.

    """

    tracks: xr.Dataset
    bouts: pd.DataFrame
    events: pd.DataFrame
    scenes: dict[str, Scene]
    summary: pd.DataFrame


def read_quickly(raw: xr.Dataset, config: Config) -> QuickReading:
    """Return what `raw` tracks of a few seconds give, without looking twice.

    Neither the clock nor the camera is doubted, and no check withholds a number: what
    comes of it is preliminary.

    Parameters
    ----------
    raw
        Tracks as linked from the poses of a network.
    config
        Settings; only its metrics are computed.

    Raises
    ------
    MidstanceError
        If nothing can be said.

    """
    names = choose_people(raw, runner=config.runner, people=config.people)
    tracks = clean(raw.sel(individual=names), config)
    bouts = find_bouts(tracks)
    events = find_events_of(tracks, bouts, config)
    scenes = find_scenes(tracks, config, events)
    measures, _missing = measure(tracks, events, scenes, config)
    return QuickReading(tracks, bouts, events, scenes, summarize(measures))
