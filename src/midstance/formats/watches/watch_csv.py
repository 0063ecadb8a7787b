"""Tables that portals and pods export of a run, a row a second or so."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from midstance.errors import FormatError
from midstance.files import read_text, reading
from midstance.formats.watches.base import Field, recording
from midstance.schema.foreign.table import separator

_KIND = "a CSV file of a watch or foot pod"
_TIMES = ("timestamp", "time", "date", "datetime", "at")
_METRICS: Mapping[str, str] = {
    "cadence": "cadence",
    "running_cadence": "cadence",
    "run_cadence": "cadence",
    "steps_per_minute": "cadence",
    "ground_time": "contact_time",
    "ground_contact_time": "contact_time",
    "gct": "contact_time",
    "contact_time": "contact_time",
    "stance_time": "contact_time",
    "speed": "speed",
    "enhanced_speed": "speed",
    "vertical_oscillation": "vertical_oscillation",
    "step_length": "step_length",
    "vertical_ratio": "vertical_ratio",
}
_FACTORS: Mapping[tuple[str, str], float] = {
    ("cadence", "rpm"): 2.0,
    ("cadence", "strides/min"): 2.0,
    ("contact_time", "s"): 1000.0,
    ("speed", "km/h"): 1 / 3.6,
    ("speed", "kmh"): 1 / 3.6,
    ("speed", "mph"): 0.44704,
    ("vertical_oscillation", "mm"): 0.1,
    ("vertical_oscillation", "m"): 100.0,
    ("step_length", "mm"): 1e-3,
    ("step_length", "cm"): 0.01,
}
_ENDINGS = {"_m_s": "m/s", "_km_h": "km/h", "_ms": "ms", "_cm": "cm"}
_STRIDES_BELOW = 120.0
"""A run's cadence below this counts one foot: nobody runs at 60 to 119 steps/min."""


def read_watch_csv(path: Path) -> pd.DataFrame:
    """Read a table with a column of times and some of metrics.

    Parameters
    ----------
    path
        Columns are known by their names, with a unit behind: ``Ground Time (ms)``,
        ``speed_m_s``, ``Cadence (spm)``. Times are dates with a time, or seconds since
        1970; those without a zone are taken as UTC. Without a unit: steps/min (a
        cadence below 120 is of one foot and doubled), ms, m/s, cm, m and %.

    Raises
    ------
    FormatError
        If there is no such column, or a cell holds something else.

    """
    text = read_text(path, _KIND, fallback="cp1252")
    mark = separator(text.partition("\n")[0])
    with reading(path, _KIND):
        table = pd.read_csv(
            io.StringIO(text), sep=mark, decimal="," if mark == ";" else "."
        )
    time_column = next((c for c in table if _spelt(str(c))[0] in _TIMES), None)
    known = {str(c): field for c in table if (field := _field_of(str(c))) is not None}
    if time_column is None or not known:
        raise FormatError(
            f"{path} is not {_KIND}: it needs a column of times and one of cadence, "
            f"contact time or speed, got {[str(c) for c in table.columns][:12]}."
        )
    with reading(path, _KIND):
        columns = {
            field.metric: field.factor * table[name].astype(float)
            for name, field in known.items()
        }
        return recording(_times(table[time_column]), _of_both_feet(columns))


def _spelt(name: str) -> tuple[str, str]:
    """Return name and unit of a column, in one spelling.

    Examples
    --------
    >>> _spelt("Ground Time (ms)"), _spelt("speed_m_s"), _spelt("Cadence")
    (('ground_time', 'ms'), ('speed', 'm/s'), ('cadence', ''))

    """
    name = name.strip().lower()
    found = re.fullmatch(r"(.*?)\s*[(\[]\s*([^)\]]*?)\s*[)\]]", name)
    base, unit = (found[1], found[2]) if found else (name, "")
    base = re.sub(r"[\s-]+", "_", base)
    for ending, meant in _ENDINGS.items():
        if not unit and base.endswith(ending):
            return base.removesuffix(ending), meant
    return base, unit


def _field_of(name: str) -> Field | None:
    base, unit = _spelt(name)
    metric = _METRICS.get(base)
    return None if metric is None else Field(metric, _FACTORS.get((metric, unit), 1.0))


def _of_both_feet(columns: dict[str, pd.Series]) -> dict[str, pd.Series]:
    cadence = columns.get("cadence")
    if cadence is None:
        return columns
    moving = cadence[cadence > 0]
    is_of_one = len(moving) > 0 and float(moving.median()) < _STRIDES_BELOW
    return {**columns, "cadence": 2.0 * cadence if is_of_one else cadence}


def _times(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return pd.to_datetime(column, unit="s", utc=True)
    return pd.to_datetime(column, utc=True, format="ISO8601")
