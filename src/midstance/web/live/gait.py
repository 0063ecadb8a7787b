"""How somebody runs before a camera, of the last seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import hypot

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.config import Config
from midstance.errors import MidstanceError
from midstance.pipeline.first_numbers import METRICS, QuickReading, read_quickly
from midstance.report.first.quality import Quality, judge
from midstance.schema.skeletons import get_skeleton
from midstance.schema.tracks import make_tracks
from midstance.web.live.rhythm import Told, cadence_of
from midstance.words.text import _

LOOKED_BACK_S = 6.0
KEPT_S = 90.0
"""A clip that is judged may be as long."""
ENOUGH_HZ = 20.0
"""So many images per second show whether contacts can be read in a clip; their times,
and so the balance, need `midstance.metrics.base.EVENT_RATE_HZ`."""
BALANCE_HELD_S = LOOKED_BACK_S
"""So long a balance is told after it was read: then none of its images counts."""
_CADENCE_EVERY_S, _BALANCE_EVERY_S = 0.5, 2.0
_FEWEST_S = 2.5
_FEWEST_HZ = 5.0
"""Fewer than two images a step say nothing against a clip."""
_FEWEST_FRAMES = 30
_SEEN_SHARE = 0.8
_CONFIG = Config(metrics=METRICS)

Run = Callable[[Callable[[], None]], object]


def _at_once(doing: Callable[[], None]) -> None:
    doing()


@dataclass
class LiveGait:
    """Cadence and balance of the contacts of one person, read now and then.

    Cadence is the rhythm of the legs; contacts are read as in an analysis. Both look at
    the last `LOOKED_BACK_S` seconds.

    Parameters
    ----------
    skeleton
        Name of the skeleton of the poses.
    size_px
        Width and height of the images.
    run
        Runs what takes longer, such as the contacts.

    Attributes
    ----------
    cadence
        Steps per minute; None: not known, or nobody runs.
    balance
        Share of the left contact in both (%), 50 for equal ones; None: not known, as
        when too few images come for contact times. One that was read is told for
        `BALANCE_HELD_S` when later ones cannot be, as while the machine is busy.

    """

    skeleton: str
    size_px: tuple[int, int]
    run: Run = _at_once
    cadence: Told | None = None
    balance: Told | None = None
    _times_s: list[float] = field(default_factory=list)
    _poses: list[NDArray[np.float64]] = field(default_factory=list)
    _cadence_at_s: float = -np.inf
    _balance_at_s: float = -np.inf
    _read_at_s: float = -np.inf
    _is_reading: bool = False

    @property
    def rate_hz(self) -> float:
        """Return how many images per second came of late."""
        return _rate_hz(np.array(self._times_s[-30:]))

    def add(self, time_s: float, pose: NDArray[np.float64] | None) -> None:
        """Take the pose at the next moment; None: not seen."""
        n_points = len(get_skeleton(self.skeleton).keypoints)
        self._times_s.append(time_s)
        self._poses.append(np.full((n_points, 2), np.nan) if pose is None else pose)
        first = int(np.searchsorted(self._times_s, time_s - KEPT_S))
        del self._times_s[:first], self._poses[:first]
        if time_s - self._cadence_at_s >= _CADENCE_EVERY_S:
            self._cadence_at_s = time_s
            self.cadence = self._cadence(time_s - LOOKED_BACK_S)
        is_due = time_s - self._balance_at_s >= _BALANCE_EVERY_S
        if is_due and not self._is_reading:
            self._balance_at_s, self._is_reading = time_s, True
            kept = self._kept(time_s - LOOKED_BACK_S)
            self.run(lambda: self._read_balance(*kept))

    def _judge_rhythm(
        self,
        times_s: NDArray[np.float64],
        poses: NDArray[np.float64],
        since_s: float,
    ) -> Quality | None:
        if np.ptp(times_s) < _FEWEST_S:
            return None
        share = float(np.asarray(np.isfinite(poses).all(axis=2)).any(axis=1).mean())
        seen, hz = round(100 * share), round(_rate_hz(times_s))
        if share < _SEEN_SHARE:
            sentence = _("Somebody was seen on {n} % of the images only.", n=seen)
            return Quality("weak", _("Film again"), sentence)
        if self._cadence(since_s) is None and hz < _FEWEST_HZ:
            sentence = _(
                "Too few of its images could be looked at while it was filmed to see "
                "steps in them; the analysis looks at all."
            )
            return Quality("usable", _("Not judged"), sentence)
        if self._cadence(since_s) is None:
            sentence = _("No steady steps were seen at {hz} images per second.", hz=hz)
            return Quality("usable", _("Perhaps not usable"), sentence)
        sentence = _(
            "A steady rhythm was seen, and somebody on {n} % of the images; only {hz} "
            "per second could be looked at, so contacts were not judged.",
            n=seen,
            hz=hz,
        )
        return Quality("usable", _("Good enough, with limits"), sentence)

    def _read_balance(
        self, times_s: NDArray[np.float64], poses: NDArray[np.float64]
    ) -> None:
        try:
            found = self._read(times_s, poses) if self.cadence is not None else None
            balance = None if found is None else _balance(found.summary)
            if balance is not None:
                self._read_at_s = float(times_s[-1])
            is_held = times_s[-1] - self._read_at_s < BALANCE_HELD_S
            if balance is not None or self.cadence is None or not is_held:
                self.balance = balance
        finally:
            self._is_reading = False

    def _cadence(self, since_s: float) -> Told | None:
        times_s, poses = self._kept(since_s)
        place = get_skeleton(self.skeleton).keypoints.index
        ankles = poses[:, [place("left_ankle"), place("right_ankle")]]
        hips = poses[:, [place("left_hip"), place("right_hip")]]
        legs = np.linalg.norm(ankles - hips, axis=2)
        seen = legs[np.isfinite(legs)]
        if not len(seen):
            return None
        return cadence_of(times_s, ankles, float(np.percentile(seen, 90)))

    def _kept(self, since_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        first = int(np.searchsorted(self._times_s, since_s))
        return np.array(self._times_s[first:]), np.array(self._poses[first:])

    def judge(self, since_s: float) -> Quality | None:
        """Return how good what was seen since a moment is; None: too little.

        With less than `ENOUGH_HZ` contacts are not judged: the clip may have more.
        """
        times_s, poses = self._kept(since_s)
        if len(times_s) > 1 and _rate_hz(times_s) < ENOUGH_HZ:
            return self._judge_rhythm(times_s, poses, since_s)
        found = self._read(times_s, poses)
        if found is None or not found.scenes:
            return None
        (scene,) = found.scenes.values()
        return judge(found.tracks, found.events, found.bouts, scene)

    def _read(
        self, times_s: NDArray[np.float64], poses: NDArray[np.float64]
    ) -> QuickReading | None:
        if len(poses) < _FEWEST_FRAMES:
            return None
        seen = np.asarray(np.isfinite(poses).all(axis=2)).any(axis=1)
        if seen.sum() < _FEWEST_FRAMES or np.ptp(times_s[seen]) < _FEWEST_S:
            return None
        position = poses.transpose(0, 2, 1)[..., None]
        raw = make_tracks(
            position,
            np.where(np.isfinite(position).all(axis=1), 1.0, np.nan),
            times_s,
            keypoints=get_skeleton(self.skeleton).keypoints,
            attrs={
                "skeleton": self.skeleton,
                "image_width_px": self.size_px[0],
                "image_height_px": self.size_px[1],
            },
        )
        try:
            return read_quickly(raw, _CONFIG)
        except MidstanceError:
            return None


def _rate_hz(times_s: NDArray[np.floating]) -> float:
    is_one = len(times_s) < 2 or not np.ptp(times_s) > 0
    return 0.0 if is_one else float((len(times_s) - 1) / np.ptp(times_s))


def _told(summary: pd.DataFrame, metric: str, side: str) -> Told | None:
    if summary.empty:
        return None
    rows = summary[(summary["metric"] == metric) & (summary["side"] == side)]
    known = rows[rows["value"].notna()]
    if known.empty:
        return None
    doubt = float(known["uncertainty"].iloc[0])
    value = float(known["value"].iloc[0])
    return Told(value, doubt if np.isfinite(doubt) else None)


def _balance(summary: pd.DataFrame) -> Told | None:
    """Return the share of the left contact, with what both contacts may be off by."""
    left, right = (_told(summary, "contact_time", side) for side in ("left", "right"))
    if left is None or right is None or left.value + right.value <= 0:
        return None
    both = left.value + right.value
    if left.uncertainty is None or right.uncertainty is None:
        return Told(100 * left.value / both, None)
    off = hypot(right.value * left.uncertainty, left.value * right.uncertainty)
    return Told(100 * left.value / both, 100 * off / both**2)
