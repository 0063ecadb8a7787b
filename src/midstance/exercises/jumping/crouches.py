"""The phases of jumps: down into the crouch, up to take-off, and back to a stand.

A motion that is followed for its turns may turn in the air, in the crouch before it or
in that after it; the table of repetitions always has the crouch before.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.form import Phases
from midstance.exercises.jumping.jumps import Flight, find_flights
from midstance.kernels.geometry.facing import middle
from midstance.kernels.types import Floats
from midstance.schema.tracks import paths_of

_LONGEST_PUSH_S = 0.8
"""From the bottom of the crouch to take-off, at most."""
_NEARLY = 0.93
"""Of the way to a bottom: where it begins, and where the way back ends."""


def crouch_phases(
    tracks: xr.Dataset, phases: Phases
) -> list[tuple[float, float, float]]:
    """Return start, bottom and end (s) of jumps, by their flights.

    The bottom is the lowest place of the hips in the 0.8 s before take-off; it starts
    where the hips begin to sink, and ends where they are up again after landing.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    phases
        Start, turn and end (s) of each jump, wherever it turns.

    Returns
    -------
    list
        As `phases`; what has no flight stays as it is.

    """
    found = [(float(a), float(b), float(c)) for a, b, c in phases]
    flights = find_flights(tracks, phases)
    time_s = tracks["time"].to_numpy()
    height = -middle(paths_of(tracks), "hip")[:, 1]
    seen = np.isfinite(height)
    landings_s = [one.landing_s for one in flights if one]
    takeoffs_s = [one.takeoff_s for one in flights if one]
    for k, flight in enumerate(flights):
        if flight is None:
            continue
        before_s = max((t for t in landings_s if t < flight.takeoff_s), default=None)
        after_s = min((t for t in takeoffs_s if t > flight.landing_s), default=None)
        own = _phases(time_s[seen], height[seen], flight, before_s, after_s)
        found[k] = own or found[k]
    return found


def push_times_s(
    bottoms_s: Sequence[float], flights: Sequence[Flight | None]
) -> NDArray[np.float64]:
    """Return how long each jump takes from its bottom to take-off; NaN: not known."""
    return np.array(
        [
            flight.takeoff_s - bottom_s
            if flight and flight.takeoff_s > bottom_s
            else np.nan
            for bottom_s, flight in zip(bottoms_s, flights, strict=True)
        ]
    )


def _phases(
    time_s: Floats,
    height: NDArray[np.float64],
    flight: Flight,
    before_s: float | None,
    after_s: float | None,
) -> tuple[float, float, float] | None:
    """Return the phases of one jump, up to halfway to the flights before and after."""
    earliest_s = flight.takeoff_s - _LONGEST_PUSH_S
    if before_s is not None:
        earliest_s = max(earliest_s, before_s)
    push = _between(time_s, earliest_s, flight.takeoff_s)
    if len(push) < 2:
        return None
    bottom = int(push[height[push].argmin()])
    bottom_s = float(time_s[bottom])
    first_s = time_s[0] if before_s is None else (before_s + bottom_s) / 2
    last_s = time_s[-1] if after_s is None else (flight.landing_s + after_s) / 2
    down = _between(time_s, float(first_s), bottom_s)[::-1]
    up = _between(time_s, flight.landing_s, float(last_s))
    if len(down) < 2 or len(up) < 2:
        return None
    start = down[_arrival(height[down])]
    up = up[int(height[up].argmin()) :]
    end = up[_arrival(height[up])]
    return float(time_s[start]), bottom_s, float(time_s[end])


def _between(time_s: Floats, first_s: float, last_s: float) -> NDArray[np.intp]:
    return np.flatnonzero((time_s >= first_s - 1e-9) & (time_s <= last_s + 1e-9))


def _arrival(height: NDArray[np.float64]) -> int:
    """Return after how many frames nearly all of the way up is done."""
    return int(np.argmax(height >= height[0] + _NEARLY * (height.max() - height[0])))
