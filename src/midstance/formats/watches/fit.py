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
        than the watch's.

    Raises
    ------
    FormatError
        If it is something else, damaged, or holds no records of a run.

    """
    import fitdecode

    rows: list[dict[str, Any]] = []
    with reading(path, _KIND):
        try:
            with fitdecode.FitReader(
                str(path), check_crc=fitdecode.CrcCheck.RAISE
            ) as frames:
                rows += [
                    _row(frame)
                    for frame in frames
                    if frame.frame_type == fitdecode.FIT_FRAME_DATA
                    and frame.name == "record"
                ]
        except fitdecode.FitError as error:
            raise ValueError(str(error)) from error
    times = [row.pop("timestamp", None) for row in rows]
    if not any(rows) or None in times:
        raise FormatError(
            f"{path} is not {_KIND}: it has no records of cadence, contact time or "
            "speed."
        )
    return recording(pd.Series(times), dict(pd.DataFrame(rows).items()))


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
