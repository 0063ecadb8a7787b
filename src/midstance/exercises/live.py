"""Repetitions counted while they are done, in 2D, with the lag said.

Everything here looks back only. A repetition counts when enough of the way back is
seen; probabilities are smoothed over the past alone. The same functions count as in
a recording, over the last minute, so that a clip played live gives the counts of the
clip. In a longer session without samples they may be one off, because rest before and
after is what tells one end of a motion from the other.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.recognize import Recognizer
from midstance.pose.base import PoseSession
from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import get_skeleton
from midstance.schema.tracks import make_tracks
from midstance.video.live import Snapshot

_SETTLED_SHARE = 0.4
"""The first part of what is kept: what turned there is settled when it is left."""
_COUNT_EVERY_S = 0.4
_SMOOTHED_S = 1.0
_FEWEST_FRAMES = 5


class Counts(Protocol):
    """Whatever counts live: one person, or several."""

    @property
    def counts(self) -> dict[str, int]:
        """Return the repetitions so far."""

    @property
    def count_lag_s(self) -> list[float]:
        """Return for each repetition how long after its turn it was counted."""

    def add(self, time_s: float, found: FramePoses) -> object:
        """Take the poses of the next frame."""

    def count(self) -> object:
        """Count anew in what is kept."""


C = TypeVar("C", bound=Counts)


class LiveCounter:
    """Counts the repetitions of one person, frame by frame.

    Parameters
    ----------
    recognizer
        Tells and counts.
    skeleton
        Name of the skeleton of the poses.
    kept_s
        How far it looks back.

    Attributes
    ----------
    classes
        Probability of each class now, smoothed over the past.
    count_lag_s
        For each repetition how long after its turn it was counted.

    """

    def __init__(
        self, recognizer: Recognizer, skeleton: str, *, kept_s: float = 60.0
    ) -> None:
        self._recognizer = recognizer
        self._kept_s = kept_s
        self._skeleton = get_skeleton(skeleton)
        self._times_s: list[float] = []
        self._poses: list[NDArray[np.float64]] = []
        self._classified: list[NDArray[np.float64]] = []
        self._counted_at_s = -np.inf
        self._settled: dict[str, int] = {}
        self._settled_until_s = -np.inf
        self._current: dict[str, int] = {}
        self.classes: dict[str, float] = {}
        self.count_lag_s: list[float] = []

    @property
    def counts(self) -> dict[str, int]:
        """Return the repetitions so far by exercise; one without a name is ``""``."""
        names = [*self._settled, *self._current]
        return {
            name: self._settled.get(name, 0) + self._current.get(name, 0)
            for name in dict.fromkeys(names)
        }

    def add(self, time_s: float, found: FramePoses) -> None:
        """Take the poses of the next frame; the first person counts."""
        n_points = len(self._skeleton.keypoints)
        pose = found.xy_px[0] if found.n_people else np.full((n_points, 2), np.nan)
        self._times_s.append(time_s)
        self._poses.append(np.asarray(pose, dtype=float))
        if self._recognizer.classes:
            classified = self._recognizer.classify(self._tracks(slice(-1, None)))
            self._classified.append(classified[0])
            self._smooth_now()
        else:
            self._classified.append(np.empty(0))
        if time_s - self._counted_at_s >= _COUNT_EVERY_S:
            self.count()

    def count(self) -> None:
        """Count anew in what is kept; at the end, too, for the last moments."""
        if len(self._times_s) < _FEWEST_FRAMES:
            return
        now_s = self._counted_at_s = self._times_s[-1]
        before = sum(self.counts.values())
        found = self._found()
        if now_s - self._times_s[0] > self._kept_s:
            found = self._settle(found)
        self._current = _by_exercise(found)
        n_new = sum(self.counts.values()) - before
        if n_new > 0:
            turns_s = np.sort(found["bottom_s"].to_numpy())[-n_new:]
            self.count_lag_s += [now_s - turn_s for turn_s in turns_s.tolist()]

    def _settle(self, found: pd.DataFrame) -> pd.DataFrame:
        """Keep the counts of what is long past, forget its poses; return the rest."""
        settled_s = _SETTLED_SHARE * self._kept_s
        until_s = self._times_s[0] + settled_s
        is_past = (found["bottom_s"] < until_s).to_numpy()
        past, rest = found[is_past], found[~is_past]
        if len(past) and len(rest):  # a turn may be found a little elsewhere next time
            last_s = float(past["bottom_s"].max())
            until_s = last_s + (float(rest["bottom_s"].min()) - last_s) / 4
        for name, n in _by_exercise(past).items():
            self._settled[name] = self._settled.get(name, 0) + n
        self._settled_until_s = until_s
        first = int(np.searchsorted(self._times_s, until_s - settled_s / 2))
        del self._times_s[:first], self._poses[:first], self._classified[:first]
        return rest

    def _found(self) -> pd.DataFrame:
        classified = self._recognizer.smooth(
            np.array(self._times_s), np.array(self._classified)
        )
        found = self._recognizer.count(self._tracks(slice(None)), classified).table
        return found[found["bottom_s"] >= self._settled_until_s]

    def _smooth_now(self) -> None:
        since_s = self._times_s[-1] - _SMOOTHED_S
        recent = slice(int(np.searchsorted(self._times_s, since_s)), None)
        smooth = self._recognizer.smooth(
            np.array(self._times_s[recent]),
            np.array(self._classified[recent]),
            is_live=True,
        )
        self.classes = {str(name): float(smooth[name].iloc[-1]) for name in smooth}

    def _tracks(self, rows: slice) -> xr.Dataset:
        position = np.array(self._poses[rows]).transpose(0, 2, 1)[..., None]
        seen = np.isfinite(position).all(axis=1)
        return make_tracks(
            position,
            np.where(seen, 1.0, np.nan),
            np.array(self._times_s[rows]),
            keypoints=self._skeleton.keypoints,
            attrs={"skeleton": self._skeleton.name},
        )


def _by_exercise(found: pd.DataFrame) -> dict[str, int]:
    return {str(k): int(n) for k, n in found["exercise"].value_counts().items()}


@dataclass
class Summary:
    """What a live session was like.

    Parameters
    ----------
    counts
        Repetitions by exercise.
    n_frames, n_dropped
        Images that were looked at, and that were left out because the network was
        slower than the camera.
    lag_s
        For each image how long after it was taken it was shown.
    count_lag_s
        For each repetition how long after its turn it was counted.

    """

    counts: dict[str, int] = field(default_factory=dict)
    n_frames: int = 0
    n_dropped: int = 0
    lag_s: list[float] = field(default_factory=list)
    count_lag_s: list[float] = field(default_factory=list)

    def sentence(self) -> str:
        """Return the lag in words."""
        if not self.lag_s:
            return "No picture came."
        words = (
            f"{self.n_frames} pictures, {self.n_dropped} left out; shown "
            f"{1000 * np.median(self.lag_s):.0f} ms after they were taken "
            f"({1000 * np.percentile(self.lag_s, 95):.0f} ms for 95 of 100)"
        )
        if self.count_lag_s:
            lag_s = np.median(self.count_lag_s)
            words += f"; a repetition counts {lag_s:.1f} s after its turn"
        return words + "."


def count_live(
    snapshots: Iterable[Snapshot],
    estimate: PoseSession,
    counter: C,
    show: Callable[[Snapshot, FramePoses, C], bool],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Summary:
    """Count until the images end, `show` says so, or Ctrl-C is pressed.

    Parameters
    ----------
    snapshots
        Such as `midstance.video.live.Newest`.
    estimate
        The pose network.
    counter
        Counts.
    show
        Called for every image with what is known; False ends.
    clock
        Time (s), of which `Snapshot.taken_s` is one.

    """
    summary = Summary()
    with suppress(KeyboardInterrupt):
        for snapshot in snapshots:
            found = estimate(snapshot.image)
            counter.add(snapshot.time_s, found)
            goes_on = show(snapshot, found, counter)
            summary.n_frames += 1
            summary.n_dropped += snapshot.n_dropped
            summary.lag_s.append(clock() - snapshot.taken_s)
            if not goes_on:
                break
    counter.count()
    summary.counts, summary.count_lag_s = counter.counts, counter.count_lag_s
    return summary
