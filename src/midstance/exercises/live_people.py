"""Several people counted while they exercise, each kept apart from the others."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.exercises.live import LiveCounter
from midstance.exercises.recognize import Recognizer
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import get_skeleton

_FARTHEST = 1.0
"""From frame to frame nobody moves farther than their own size."""
_SAME = 0.12
"""Two poses whose points are nearer than this share of their size are one body."""
_FORGOTTEN_S = 3.0
"""Whoever is away for longer may be somebody else when a pose comes up again; the
place is given to the next one who needs it."""

SHOWN_S = 0.7
"""How long a new count is shown large."""


@dataclass(frozen=True)
class NewCount:
    """A repetition that was just counted.

    Parameters
    ----------
    person
        ``person-1`` and so on.
    exercise
        "": without a name.
    n
        How many of it that makes.
    time_s
        When it was counted.

    """

    person: str
    exercise: str
    n: int
    time_s: float


@dataclass
class _Place:
    """One person who is followed."""

    name: str
    counter: LiveCounter
    pose: NDArray[np.float64] | None = None
    seen_s: float = -np.inf


@dataclass
class LivePeople:
    """Counts the repetitions of several people, frame by frame.

    A terminal, a window and a page of the app use the same one: `add` takes the poses
    of the next image and returns what is new, `to_plain` says everything as JSON takes
    it. It answers as a `LiveCounter` does, with the person before the exercise where
    more than one is followed.

    Parameters
    ----------
    recognizer
        Tells and counts.
    skeleton
        Name of the skeleton of the poses.
    people
        How many are followed at most.
    kept_s
        How far it looks back.

    """

    recognizer: Recognizer
    skeleton: str
    people: int = 2
    kept_s: float = 60.0
    new: list[NewCount] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make a place for each person."""
        self._places = [
            _Place(
                f"person-{k + 1}",
                LiveCounter(self.recognizer, self.skeleton, kept_s=self.kept_s),
            )
            for k in range(self.people)
        ]
        self._said: dict[tuple[str, str], int] = {}
        self._now_s = 0.0
        self._news_kept: list[NewCount] = []
        self._n_points = len(get_skeleton(self.skeleton).keypoints)

    @property
    def counts(self) -> dict[str, int]:
        """Return the repetitions so far, by exercise, or by person and exercise."""
        return {
            f"{place.name}  {exercise}" if self.people > 1 else exercise: n
            for place in self._places
            for exercise, n in place.counter.counts.items()
        }

    @property
    def classes(self) -> dict[str, float]:
        """Return the probability of each class of the first person now."""
        return self._places[0].counter.classes

    @property
    def count_lag_s(self) -> list[float]:
        """Return for each repetition how long after its turn it was counted."""
        return [lag for place in self._places for lag in place.counter.count_lag_s]

    @property
    def poses(self) -> dict[str, NDArray[np.float64]]:
        """Return where everybody who is seen now is (px), shape (n_keypoints, 2)."""
        return {
            place.name: place.pose
            for place in self._places
            if place.pose is not None and place.seen_s == self._now_s
        }

    def add(self, time_s: float, found: FramePoses) -> list[NewCount]:
        """Take the poses of the next frame, and return what was counted with it."""
        self._now_s = time_s
        poses = [np.asarray(xy, dtype=float) for xy in found.xy_px]
        whose = self._assigned(time_s, [p for p in poses if np.isfinite(p).any()])
        for place in self._places:
            pose = whose.get(place.name)
            if pose is None:
                place.counter.add(time_s, nobody(self._n_points))
                continue
            place.pose, place.seen_s = pose, time_s
            seen = np.asarray(np.isfinite(pose).all(axis=1), dtype=np.float32)
            one = FramePoses(pose[None].astype(np.float32), seen[None])
            place.counter.add(time_s, one)
        return self._news()

    def count(self) -> list[NewCount]:
        """Count anew in what is kept; at the end, too, for the last moments."""
        for place in self._places:
            place.counter.count()
        return self._news()

    def lately(self) -> list[NewCount]:
        """Return what was counted in the last moments, for a screen that flashes."""
        return [one for one in self._news_kept if self._now_s - one.time_s < SHOWN_S]

    def to_plain(self) -> dict[str, Any]:
        """Return what is known now as JSON takes it."""
        return {
            "time_s": round(self._now_s, 3),
            "people": [
                {
                    "name": place.name,
                    "is_seen": place.seen_s == self._now_s,
                    "counts": {
                        exercise or "repetitions": n
                        for exercise, n in place.counter.counts.items()
                    },
                }
                for place in self._places
            ],
            "new": [vars(one) for one in self.new],
        }

    def _news(self) -> list[NewCount]:
        new = []
        for place in self._places:
            for exercise, n in place.counter.counts.items():
                before = self._said.get((place.name, exercise), 0)
                self._said[place.name, exercise] = n
                if n > before:
                    new.append(NewCount(place.name, exercise, n, self._now_s))
        self.new = new
        self._news_kept = [*self.lately(), *new]
        return new

    def _assigned(
        self, time_s: float, poses: list[NDArray[np.float64]]
    ) -> dict[str, NDArray[np.float64]]:
        """Return whose pose is whose: the nearest first, then free places."""
        whose: dict[str, NDArray[np.float64]] = {}
        left = _bodies(poses)
        known = [
            place
            for place in self._places
            if place.pose is not None and time_s - place.seen_s <= _FORGOTTEN_S
        ]
        pairs = sorted(
            (_apart(place.pose, pose), k, number)
            for k, place in enumerate(known)
            for number, pose in enumerate(left)
            if place.pose is not None
        )
        taken: set[int] = set()
        for apart, k, number in pairs:
            name = known[k].name
            if name not in whose and number not in taken and apart <= _FARTHEST:
                whose[name] = left[number]
                taken.add(number)
        free = [place for place in self._places if place not in known]
        rest = [pose for number, pose in enumerate(left) if number not in taken]
        for place, pose in zip(free, rest, strict=False):
            whose[place.name] = pose
        return whose


def _bodies(poses: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return the poses without those that lie on a body that was found before."""
    kept: list[NDArray[np.float64]] = []
    for pose in poses:
        if not any(_spread(pose, other) < _SAME for other in kept):
            kept.append(pose)
    return kept


def _spread(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Return how far the points of two poses are apart, in sizes of the larger one.

    Also head to toe: a network that finds the same body upside down gives the same
    points in another order.
    """
    ends = [pose[np.isfinite(pose).all(axis=1)] for pose in (one, two)]
    if not all(map(len, ends)):
        return float("inf")
    nearest = np.linalg.norm(ends[0][:, None] - ends[1][None], axis=2).min(axis=1)
    return float(np.median(nearest)) / max(_size(one), _size(two))


def _apart(one: NDArray[np.float64] | None, two: NDArray[np.float64]) -> float:
    if one is None:
        return float("inf")
    middles = [np.nanmedian(pose, axis=0) for pose in (one, two)]
    return float(np.linalg.norm(middles[0] - middles[1])) / _size(one)


def _size(pose: NDArray[np.float64]) -> float:
    return max(float(np.max(np.nanmax(pose, axis=0) - np.nanmin(pose, axis=0))), 1.0)
