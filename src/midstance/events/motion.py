"""What gait event detectors look at: two legs, in leg lengths, and their phase."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.events.derivatives import slope
from midstance.events.leg import Leg, Signal
from midstance.events.points import FOOT, NEEDED, is_image, leg_points
from midstance.kernels.signals.filters import smooth_on
from midstance.kernels.signals.fourier import mean_cycle
from midstance.kernels.signals.phase import (
    cycle_phase,
    fundamental_hz,
    without_drift,
)
from midstance.kernels.signals.resample import resample
from midstance.schema.events import SIDES, Row, make_events
from midstance.schema.tracks import individuals, require_keypoints

GRID_HZ = 200.0
PHASE_HZ = 100.0
LONGEST_GAP_S = 0.15
SLOWEST_HZ, FASTEST_HZ = 0.12, 2.5
"""Stride frequencies looked for: an eightfold slow motion to a sprint."""
N_HARMONICS = 6
N_CYCLE_POINTS = 360
LEAST_SWING, LEAST_LIFT = 0.12, 0.04
"""Legs that swing less than this fore and aft, and less than that up and down
(amplitude of the fundamental of the distance between the ankles, in leg lengths), do
not walk or run. By a long lens from behind, walkers lift their feet by 0.05."""
LEAST_FORE_AFT = 0.15
"""Ankles that part less than this fore and aft are seen from the front or from
behind."""
RUNNING_AHEAD_STRIDES, WALKING_AHEAD_STRIDES = 0.30, 0.15
"""Seen from the front or from behind, a foot is ahead about so long after it is
highest."""
FEWEST_FRAMES = 8
LEAST_SHARE = 0.4
"""A movement weaker than this share of its usual strength is no gait."""


@dataclass(frozen=True)
class Motion:
    """The gait of one person.

    Parameters
    ----------
    individual
        Who.
    direction
        +1: forward is where x grows, -1: where it falls, 0: seen from the front
        or from behind, and ``forward`` means nothing.
    leg_length
        Thigh and shank together, in the unit of the tracks.
    time_s
        Shape (n_times,): the frames.
    forward, up
        Like those of `Leg`, per (side, keypoint), at the frames, as they came.
        ``("both", "pelvis")`` is the mid-hip itself, from an arbitrary origin.
    phase_rad
        Shape (n_times,): phase of the stride, 0 (modulo one turn) where the left
        foot, roughly, is farthest ahead.
    is_gait
        Shape (n_times,): whether legs swing there.
    is_picture
        Whether the tracks are those of a camera.

    """

    individual: str
    direction: int
    leg_length: float
    time_s: Signal
    forward: Mapping[tuple[str, str], Signal]
    up: Mapping[tuple[str, str], Signal]
    phase_rad: Signal
    is_gait: NDArray[np.bool_]
    is_picture: bool = True

    @property
    def period_s(self) -> float:
        """Return the median stride time."""
        rate = np.diff(self.phase_rad) / np.diff(self.time_s) / (2 * np.pi)
        return float(1.0 / np.median(rate[rate > 0]))

    @property
    def rate_hz(self) -> float:
        """Return the median frame rate."""
        return float(1.0 / np.median(np.diff(self.time_s)))

    def nearness(self, side: str) -> int:
        """Return 1 for the leg nearer to the camera, -1 for the other one.

        0 when neither is, or it is not known: from the front, from behind, in space.
        """
        if not self.is_picture or self.direction == 0:
            return 0
        return 1 if (side == "right") == (self.direction > 0) else -1

    def keypoints(self, side: str) -> list[str]:
        """Return the keypoints of one leg."""
        return [name for own, name in self.forward if own == side]

    def phase_of(self, side: str) -> Signal:
        """Return the phase counted from when the foot of `side` is ahead."""
        return self.phase_rad if side == "left" else self.phase_rad - np.pi

    def times_at(self, side: str, phase_rad: float) -> Signal:
        """Return every time at which the phase of `side` is `phase_rad`.

        Only where the person is seen moving.
        """
        phase = self.phase_of(side)
        first = np.ceil((phase[0] - phase_rad) / (2 * np.pi))
        last = np.floor((phase[-1] - phase_rad) / (2 * np.pi))
        wanted = phase_rad + 2 * np.pi * np.arange(first, last + 1)
        times = np.interp(wanted, phase, self.time_s)
        nearest = np.searchsorted(self.time_s, times).clip(1, len(self.time_s) - 1)
        kept = self.is_gait[nearest] & self.is_gait[nearest - 1]
        return np.asarray(times[kept], dtype=float)

    def from_edge_s(self, times_s: Signal) -> Signal:
        """Return how far times are from the first or last moment of the gait (s)."""
        seen_s = self.time_s[self.is_gait]
        if not seen_s.size:
            return np.full(np.shape(times_s), np.inf)
        return np.asarray(np.minimum(times_s - seen_s[0], seen_s[-1] - times_s))

    def leg(self, side: str) -> Leg:
        """Return one leg over time, smoothed, on an even grid of `GRID_HZ`."""
        cutoff_hz = min(N_HARMONICS / self.period_s, 0.4 * self.rate_hz)
        n_times = int((self.time_s[-1] - self.time_s[0]) * GRID_HZ) + 1
        grid = self.time_s[0] + np.arange(n_times) / GRID_HZ

        def smooth(values: Signal) -> Signal:
            return smooth_on(
                self.time_s,
                values,
                grid,
                cutoff_hz=cutoff_hz,
                longest_gap_s=LONGEST_GAP_S,
            )

        return Leg(
            side,
            grid,
            self.period_s,
            self._guesses(side),
            {name: smooth(self.forward[side, name]) for name in self.keypoints(side)}
            | {"pelvis": smooth(self.forward["both", "pelvis"])},
            {name: smooth(self.up[side, name]) for name in self.keypoints(side)}
            | {"pelvis": smooth(self.up["both", "pelvis"])},
        )

    def _guesses(self, side: str) -> Signal:
        """Return when the foot is ahead, and once more at either end."""
        times, period_s = self.times_at(side, 0.0), self.period_s
        if times.size == 0:
            return times
        return np.concatenate([[times[0] - period_s], times, [times[-1] + period_s]])

    def mean_leg(self, side: str, frames: slice = slice(None)) -> Leg:
        """Return the average stride of one leg, three times in a row.

        Time 0 is where the foot, roughly, is farthest ahead in the middle one.
        """
        period_s = self.period_s
        phase = self.phase_of(side)[frames]
        is_gait = self.is_gait[frames]
        n_harmonics = max(2, min(N_HARMONICS, int(0.4 * self.rate_hz * period_s)))

        def average(values: Signal) -> tuple[Signal, float]:
            cycle, scatter = mean_cycle(
                phase,
                np.where(is_gait, values[frames], np.nan),
                n_harmonics=n_harmonics,
                n_points=N_CYCLE_POINTS,
            )
            return np.tile(cycle, 3), scatter

        names = self.keypoints(side)
        forward = {name: average(self.forward[side, name]) for name in names}
        up = {name: average(self.up[side, name]) for name in names}
        up["pelvis"] = average(self.up["both", "pelvis"])
        forward["pelvis"] = average(self.forward["both", "pelvis"])
        steps = np.arange(3 * N_CYCLE_POINTS) / N_CYCLE_POINTS - 1
        return Leg(
            side,
            steps * period_s,
            period_s,
            np.array([0.0]),
            {name: cycle for name, (cycle, _) in forward.items()},
            {name: cycle for name, (cycle, _) in up.items()},
            (forward["ankle"][1] + up["ankle"][1]) / 2,
        )


def read_motion(tracks: xr.Dataset, individual: str) -> Motion | None:
    """Return the gait of one person; None when nobody walks or runs.

    Raises
    ------
    SchemaError
        If the skeleton has no hips, knees or ankles.
    NotEnoughDataError
        If one of them is never seen although others are.

    """
    require_keypoints(tracks, *(f"{side}_{name}" for side in SIDES for name in NEEDED))
    own = tracks["position"].sel(individual=individual).transpose("time", "space", ...)
    if not own.notnull().any() or own.sizes["time"] < FEWEST_FRAMES:
        return None
    time_s = tracks["time"].to_numpy().astype(float)
    points = leg_points(own, time_s)
    for (side, name), point in points.items():
        if name in NEEDED and not np.isfinite(point).any():
            raise NotEnoughDataError(
                f"{side}_{name} of {individual!r} is never seen; "
                "no gait event can be found."
            )
    points = {key: point for key, point in points.items() if np.isfinite(point).any()}
    pelvis = _middle(points["left", "hip"], points["right", "hip"])
    leg_length = _leg_length(points)
    forward = {
        key: (point[:, 0] - pelvis[:, 0]) / leg_length for key, point in points.items()
    }
    up = {key: point[:, 1] / leg_length for key, point in points.items()}
    up["both", "pelvis"] = pelvis[:, 1] / leg_length
    forward["both", "pelvis"] = pelvis[:, 0] / leg_length
    motion = _follow(individual, leg_length, time_s, forward, up)
    return motion and replace(motion, is_picture=is_image(own))


Find = Callable[[Motion], list[Row]]


def each_person(tracks: xr.Dataset, find: Find) -> pd.DataFrame:
    """Return the events that `find` sees in the gait of each person.

    Raises
    ------
    NotEnoughDataError
        If a keypoint that is needed was never seen, and nobody else could be
        looked at.

    """
    rows: list[Row] = []
    refusals = []
    names = individuals(tracks)
    for individual in names:
        try:
            motion = read_motion(tracks, individual)
        except NotEnoughDataError as error:
            refusals.append(error)
            continue
        rows += find(motion) if motion is not None else []
    if refusals and len(refusals) == len(names):
        raise refusals[0]
    return make_events(rows)


def both_legs(motion: Motion) -> Iterator[Leg]:
    """Yield the left and the right leg over time."""
    return (motion.leg(side) for side in SIDES)


def _middle(left: Signal, right: Signal) -> Signal:
    """Return the mean of two points, or the one that is seen where only one is."""
    return np.where(
        np.isfinite(left),
        np.where(np.isfinite(right), (left + right) / 2, left),
        right,
    )


def _leg_length(points: Mapping[tuple[str, str], Signal]) -> float:
    def length(start: str, end: str) -> float:
        gaps = [points[side, start] - points[side, end] for side in SIDES]
        return float(np.nanmedian(np.hypot(*np.concatenate(gaps).T)))

    return max(length("hip", "knee") + length("knee", "ankle"), 1e-9)


def _follow(
    individual: str,
    leg_length: float,
    time_s: Signal,
    forward: dict[tuple[str, str], Signal],
    up: dict[tuple[str, str], Signal],
) -> Motion | None:
    """Find direction and phase; None when the legs do not swing."""
    ahead = forward["left", "ankle"] - forward["right", "ankle"]
    above = up["left", "ankle"] - up["right", "ankle"]
    moving = [key for key in forward if key[1] not in ("hip", "pelvis")]
    height = {key: up[key] - up["both", "pelvis"] for key in moving}
    columns = np.column_stack(
        [ahead, above, *(forward[key] for key in moving), *height.values()]
    )
    n_times = int((time_s[-1] - time_s[0]) * PHASE_HZ) + 1
    grid = time_s[0] + np.arange(n_times) / PHASE_HZ
    even = np.column_stack(
        [
            resample(time_s, column, grid, longest_gap_s=LONGEST_GAP_S)
            for column in columns.T
        ]
    )
    lowest_hz = max(SLOWEST_HZ, 1.0 / (grid[-1] - grid[0]))
    hz = fundamental_hz(
        *(grid[::2], without_drift(grid[::2], even[::2])),
        lowest_hz=lowest_hz,
        highest_hz=FASTEST_HZ,
    )
    if not np.isfinite(hz):
        return None
    phase, swing = cycle_phase(grid, even, hz)
    turning = np.exp(-1j * phase)
    strength = [2 * np.abs(np.nanmean(even[:, i] * turning)) for i in (0, 1)]
    if strength[0] < LEAST_SWING and strength[1] < LEAST_LIFT:
        return None
    is_gait = _is_gait(even, swing, grid, time_s)
    direction = _direction(forward, up, time_s) if strength[0] > LEAST_FORE_AFT else 0
    if direction == 0:
        phase = phase + np.angle(np.nanmean(even[:, 1] * turning))
        pelvis = resample(
            time_s, up["both", "pelvis"], grid, longest_gap_s=LONGEST_GAP_S
        )
        phase = phase - 2 * np.pi * _highest_to_ahead(phase, pelvis)
    else:
        phase = phase + np.angle(direction * np.nanmean(even[:, 0] * turning))
    return Motion(
        individual,
        direction,
        leg_length,
        time_s,
        {key: (direction or 1) * values for key, values in forward.items()},
        up,
        np.interp(time_s, grid, phase),
        is_gait,
    )


def _highest_to_ahead(phase: Signal, pelvis: Signal) -> float:
    """Return how long after it is highest a foot is ahead, from the front (strides).

    When a foot swings past the other the pelvis is highest in walking and lowest
    in running.
    """
    over_mean = pelvis - np.nanmean(pelvis)
    is_high = np.nanmean(over_mean * np.exp(-2j * phase)).real > 0
    return WALKING_AHEAD_STRIDES if is_high else RUNNING_AHEAD_STRIDES


def _is_gait(
    even: Signal, swing: Signal, grid: Signal, time_s: Signal
) -> NDArray[np.bool_]:
    """Return where the person is seen and swings the legs about as much as usual."""
    seen = np.isfinite(even).any(axis=1)
    strong = swing > LEAST_SHARE * np.percentile(swing[seen], 75)
    nearest = np.searchsorted(grid, time_s).clip(0, len(grid) - 1)
    return np.asarray((seen & strong)[nearest])


def _direction(
    forward: Mapping[tuple[str, str], Signal],
    up: Mapping[tuple[str, str], Signal],
    time_s: Signal,
) -> int:
    """Return whether forward is where x grows (+1) or where it falls (-1).

    Three signs vote, each in leg lengths: toes lie ahead of heels, knees ahead
    of the line from hip to ankle, and a foot that is lifted moves forward.
    """
    votes: list[float] = []
    for side in SIDES:
        ankle, knee = forward[side, "ankle"], forward[side, "knee"]
        votes.append(float(np.nanmedian(knee - ankle / 2)))
        if all((side, name) in forward for name in FOOT):
            foot = forward[side, "foot_index"] - forward[side, "heel"]
            votes.append(2 * float(np.nanmedian(foot)))
        speed = slope(ankle, time_s)
        lift = up[side, "ankle"] - np.nanmedian(up[side, "ankle"])
        scale = np.nanstd(speed) * np.nanstd(lift)
        votes.append(
            float(0.3 * np.nanmean(speed * lift) / scale) if scale > 0 else 0.0
        )
    return 1 if np.nansum(votes) >= 0 else -1
