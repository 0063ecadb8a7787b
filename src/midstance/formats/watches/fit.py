"""FIT, in which Garmin, Coros, Suunto, Wahoo and Stryd keep a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from midstance.errors import FormatError
from midstance.files import reading
from midstance.formats.watches.base import Field, recording

_KIND = "a FIT file of a run"
_MARK = b".FIT"
_STEPS_PER_STRIDE = 2.0
_ON_FOOT = {"running", "walking", "hiking", "training", "fitness_equipment", "generic"}
_FIELDS: Mapping[str, Field] = {
    # A cycle is a stride: one foot.
    "cadence": Field("cadence", _STEPS_PER_STRIDE),
    "stance_time": Field("contact_time"),
    "speed": Field("speed"),
    "enhanced_speed": Field("speed"),
    "step_length": Field("step_length", 1e-3),
    "vertical_oscillation": Field("vertical_oscillation", 0.1),
    "vertical_ratio": Field("vertical_ratio"),
    # Fields of pods (Stryd), which say what their own watch does not.
    "Cadence": Field("cadence", _STEPS_PER_STRIDE),
    "Ground Time": Field("contact_time"),
    "Vertical Oscillation": Field("vertical_oscillation"),
}


def is_fit(head: bytes) -> bool:
    """Return whether a file begins as FIT does."""
    return head[8:12] == _MARK


def read_fit(path: Path) -> pd.DataFrame:
    """Read the records of a FIT file.

    Parameters
    ----------
    path
        An activity, as a watch writes or a portal exports it.

    Returns
    -------
    pandas.DataFrame
        See `midstance.formats.watches.base.recording`. A pod's own fields count more
        than the watch's. Records without a time, and those of sports that are not done
        on foot (the ride of a triathlon), are left out.

    Raises
    ------
    FormatError
        If it is something else, damaged, or holds no records of a run.

    """
    import fitdecode

    rows: list[dict[str, Any]] = []
    rides: list[tuple[Any, Any]] = []
    with reading(path, _KIND):
        try:
            with fitdecode.FitReader(
                str(path), check_crc=fitdecode.CrcCheck.RAISE
            ) as frames:
                for frame in frames:
                    if frame.frame_type != fitdecode.FIT_FRAME_DATA:
                        continue
                    if frame.name == "record":
                        rows.append(_row(frame))
                    elif frame.name == "session" and not _is_on_foot(frame):
                        rides.append(_span(frame))
        except fitdecode.FitError as error:
            raise ValueError(str(error)) from error
    timed = [row for row in rows if row.get("timestamp") is not None]
    times = [row.pop("timestamp") for row in timed]
    kept = [
        k
        for k, at in enumerate(times)
        if timed[k] and not any(start <= at <= end for start, end in rides)
    ]
    if not kept:
        raise FormatError(
            f"{path} is not {_KIND}: it has no records of cadence, contact time or "
            "speed on foot, with their times."
        )
    table = pd.DataFrame([timed[k] for k in kept])
    return recording(pd.Series([times[k] for k in kept]), dict(table.items()))


def _is_on_foot(session: Any) -> bool:  # noqa: ANN401 -- of fitdecode
    sport = session.get_value("sport", fallback=None)
    return sport is None or sport in _ON_FOOT


def _span(session: Any) -> tuple[Any, Any]:  # noqa: ANN401 -- of fitdecode
    start = session.get_value("start_time")
    lasted_s = session.get_value("total_elapsed_time", fallback=None) or 0.0
    return start, start + pd.Timedelta(seconds=lasted_s)


def _row(frame: Any) -> dict[str, Any]:  # noqa: ANN401 -- of fitdecode
    row: dict[str, Any] = {}
    parts = 0.0
    has_own_cadence = False
    for field in frame.fields:
        if field.value is None:
            continue
        if field.name == "timestamp":
            row["timestamp"] = field.value
        elif field.name == "fractional_cadence":
            parts = float(field.value)
        elif field.name in _FIELDS:
            own = _FIELDS[field.name]
            row[own.metric] = own.factor * float(field.value)
            has_own_cadence |= field.name == "Cadence"
    # The fraction is of the watch's cadence, not of a pod's.
    if "cadence" in row and not has_own_cadence:
        row["cadence"] += _STEPS_PER_STRIDE * parts
    return row
