"""Bouts: when someone ran, walked, stood or exercised, and seen from which side."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import SchemaError

COLUMNS = (
    *("individual", "start_s", "end_s", "activity", "view", "probability"),
    *("repetitions", "is_measured"),
)
"""`repetitions` only of exercises. `is_measured`: of somebody who is seen going both
ways along the image only the bouts of one way are measured, of everybody else the
whole recording."""
GAITS = ("running", "walking")
NO_GAIT = ("standing", "other")
ACTIVITIES = (*GAITS, *NO_GAIT)
TURNING = "turning"
"""Between two directions of gait; no gait metric is read from it."""
EXERCISES = (
    *("squats", "push-ups", "sit-ups", "pull-ups", "deadlifts", "lunges"),
    *("jumping jacks", "rope skipping", "curls", "presses", "bench dips"),
    *("high knees", "jumps", "plank", "exercise"),
)
"""Sets of repetitions; ``exercise`` is one without a name, a plank is held."""
VIEWS = ("left", "right", "front", "rear", "oblique", "unknown")
"""From which side the camera sees the person: ``left`` shows the left side of
the body near the camera, so that someone who moves forward moves to the left
edge of an unmirrored image."""

Row = tuple[Any, ...]
_LEFT_OUT = (np.nan, True)
_N_NEEDED = len(COLUMNS) - len(_LEFT_OUT)


@dataclass(frozen=True)
class ClockDoubt:
    """A stretch in which the clock of the video seems to run wrong.

    Parameters
    ----------
    individual
        Whose motion shows it.
    start_s, end_s
        On the clock of the tracks.
    factor
        How many times slower than life it is shown; below 1: faster.
    uncertainty
        Of `factor`, one standard deviation.

    """

    individual: str
    start_s: float
    end_s: float
    factor: float
    uncertainty: float


def make_bouts(rows: Iterable[Row]) -> pd.DataFrame:
    """Build a bouts table, sorted by start.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, start and end (s, on the clock
        of the tracks), activity, view, probability of both (0 to 1) and, which may
        be left out, the number of repetitions (NaN) and whether the bout is
        measured (True).

    Raises
    ------
    SchemaError
        If an activity or a view is unknown, or an end does not follow its start.

    Examples
    --------
    >>> make_bouts([("anna", 0.0, 9.5, "running", "left", 0.9)]).shape
    (1, 8)

    """
    whole = [(*row, *_LEFT_OUT[len(row) - _N_NEEDED :]) for row in map(tuple, rows)]
    table = pd.DataFrame(whole, columns=list(COLUMNS))
    known = (*ACTIVITIES, TURNING, *EXERCISES)
    for column, allowed in (("activity", known), ("view", VIEWS)):
        strange = sorted(set(table[column]) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    if not (table["end_s"] > table["start_s"]).all():
        raise SchemaError("Every bout must end after it starts.")
    names = ("start_s", "end_s", "probability", "repetitions")
    numbers = dict.fromkeys(names, float)
    typed = table.astype({**numbers, "is_measured": bool})
    return typed.sort_values("start_s", ignore_index=True, kind="stable")


def load_bouts(path: Path) -> pd.DataFrame:
    """Return the bouts of a CSV table; columns that it lacks are missing."""
    rows = pd.read_csv(path).reindex(columns=list(COLUMNS))
    return make_bouts(rows.itertuples(index=False, name=None))


def measured_part(
    tracks: xr.Dataset, events: pd.DataFrame, bouts: pd.DataFrame
) -> tuple[xr.Dataset, pd.DataFrame]:
    """Return tracks and events of what is measured.

    Parameters
    ----------
    tracks, events
        Of people whose `bouts` say what is measured.
    bouts
        See `COLUMNS`.

    Returns
    -------
    tracks, events
        Of people with a bout that is not measured, positions outside the others are
        NaN and events outside them are left out. Everybody else stays as they are.

    """
    for name in dict.fromkeys(bouts.loc[~bouts["is_measured"], "individual"]):
        own = bouts[(bouts["individual"] == name) & bouts["is_measured"]]
        is_own = _is_in(tracks["time"].to_numpy(), own)
        keeps = xr.DataArray(is_own, dims="time") | (tracks["individual"] != name)
        position = tracks["position"]
        kept = position.where(keeps).transpose(*position.dims)
        tracks = tracks.assign(position=kept.assign_attrs(position.attrs))
        is_own = _is_in(events["time_s"].to_numpy(), own)
        events = events[is_own | (events["individual"] != name).to_numpy()]
    return tracks, events.reset_index(drop=True)


def _is_in(time_s: NDArray[np.float64], bouts: pd.DataFrame) -> NDArray[np.bool_]:
    starts, ends = (bouts[name].to_numpy() for name in ("start_s", "end_s"))
    after, before = time_s[:, None] >= starts, time_s[:, None] <= ends
    return np.asarray((after & before).any(axis=1))
