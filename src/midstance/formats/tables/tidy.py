"""Tidy tables: a row for each time, person and point, or for each time and angle."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import reading, replacing, require_modest
from midstance.formats.points import as_tracks, rising_times
from midstance.schema.foreign.table import separator
from midstance.schema.tracks import MISSING, OUTSIDE, SEEN

POINTS = ("time_s", "keypoint")
ANGLES = ("time_s", "angle", "value_deg")
_PERSON = "individual"
_UNITS = ("px", "m")


def points_table(tracks: xr.Dataset) -> pd.DataFrame:
    """Return a row for each time, person and keypoint, units in the columns' names.

    Columns: ``time_s``, ``individual``, ``keypoint``, ``x_px`` or ``x_m`` and the
    other axes, ``confidence``, ``observed`` and, where known, ``uncertainty_m``.
    """
    unit = str(tracks["position"].attrs.get("space_unit", "px"))
    order = ("time", "individual", "keypoint")
    position = tracks["position"].transpose(*order, "space").to_numpy()
    n_times, n_people, n_keypoints, _ = position.shape
    people = tracks["individual"].to_numpy().astype(str)
    keypoints = tracks["keypoint"].to_numpy().astype(str)
    columns: dict[str, NDArray[np.generic]] = {
        "time_s": tracks["time"].to_numpy().repeat(n_people * n_keypoints),
        _PERSON: np.tile(people.repeat(n_keypoints), n_times),
        "keypoint": np.tile(keypoints, n_times * n_people),
    }
    for index, axis in enumerate(map(str, tracks["space"].to_numpy())):
        columns[f"{axis}_{unit}"] = position[..., index].ravel()
    for name, column in (
        ("confidence", "confidence"),
        ("observed", "observed"),
        ("uncertainty", f"uncertainty_{unit}"),
    ):
        if name in tracks:
            columns[column] = tracks[name].transpose(*order).to_numpy().ravel()
    return pd.DataFrame(columns)


def without_cut_row(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a table without a last row that is cut short, and a note."""
    head, _, last = text.rpartition("\n")
    mark = separator(text.partition("\n")[0])
    if not last or last.count(mark) >= text.partition("\n")[0].count(mark):
        return text, ()
    return head, ("Its last row is cut short and was left out.",)


def points_of(
    table: pd.DataFrame, path: Path, expected: str, notes: tuple[str, ...] = ()
) -> xr.Dataset:
    """Return the tracks of a table as `points_table` makes it, rows in any order.

    Raises
    ------
    FormatError
        If a column is missing or holds something else, or a row comes twice.

    """
    unit = next((u for u in _UNITS if f"x_{u}" in table and f"y_{u}" in table), None)
    if unit is None:
        raise FormatError(
            f"{path} is not {expected}: it needs the columns x_px and y_px, or x_m, "
            f"y_m and z_m, got {[str(name) for name in table.columns][:12]}."
        )
    axes = [f"{axis}_{unit}" for axis in "xyz" if f"{axis}_{unit}" in table]
    with reading(path, expected):
        names = (
            table[_PERSON] if _PERSON in table else pd.Series("person-1", table.index)
        )
        rows, times = pd.factorize(table["time_s"].astype(float), sort=True)
        people, who = pd.factorize(names.astype(str))
        keypoints, what = pd.factorize(table["keypoint"].astype(str))
        places = table[axes].to_numpy(dtype=float)
    if (rows < 0).any() or not len(rows):
        raise FormatError(f"{path} is not {expected}: a row has no time.")
    shape = (len(times), len(who), len(what))
    size = int(np.prod(shape, dtype=float))
    require_modest(path, 8 * size * (1 + len(axes)))
    flat = (rows * len(who) + people) * len(what) + keypoints
    if len(np.unique(flat)) < len(flat):
        raise FormatError(f"{path} has two rows of one time, person and keypoint.")
    position = np.full((size, len(axes)), np.nan)
    position[flat] = places
    sure = np.full(size, np.nan)
    if "confidence" in table:
        with reading(path, expected):
            sure[flat] = table["confidence"].to_numpy(dtype=float)
    time_s, _ = rising_times(np.asarray(times, dtype=float), np.nan, path)
    if len(flat) < size:
        notes = (*notes, f"Of {size} points, {size - len(flat)} have no row: gaps.")
    tracks = as_tracks(
        position.reshape(*shape, len(axes)),
        time_s,
        keypoints=[str(name) for name in what],
        people=[str(name) for name in who],
        unit=unit,
        confidence=sure.reshape(shape),
        attrs={"source_file": path.name},
        notes=notes,
    )
    if "observed" not in table:
        return tracks
    observed = np.zeros(size, np.int8)
    with reading(path, expected):
        marked = np.nan_to_num(table["observed"].to_numpy(dtype=float), nan=MISSING)
    observed[flat] = marked.clip(MISSING, OUTSIDE).astype(np.int8)
    marks = observed.reshape(shape).transpose(0, 2, 1)
    was_seen = tracks["observed"].to_numpy() == SEEN
    kept = np.where(was_seen & (marks > 0), marks, tracks["observed"].to_numpy())
    return tracks.assign(observed=tracks["observed"].copy(data=kept))


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a tidy table, times to a microsecond and all else to seven digits."""
    times = [f"{time_s:.6f}" for time_s in table["time_s"]]
    with replacing(path) as part:
        table.assign(time_s=times).to_csv(part, index=False, float_format="%.7g")


def angles_table(curves: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each time and angle: ``time_s, angle, value_deg``."""
    by_time = curves.rename_axis(index="time_s", columns=None).reset_index()
    return by_time.melt("time_s", var_name="angle", value_name="value_deg")


def angles_of(table: pd.DataFrame, path: Path, expected: str) -> pd.DataFrame:
    """Return the curves of a table as `angles_table` makes it.

    Raises
    ------
    FormatError
        If a column is missing or holds something else, or a row comes twice.

    """
    with reading(path, expected):
        n_cells = table["time_s"].nunique() * table["angle"].nunique()
        require_modest(path, 8 * n_cells)
        order = list(dict.fromkeys(table["angle"].astype(str)))
        curves = table.astype(
            {"value_deg": float, "time_s": float, "angle": str}
        ).pivot(index="time_s", columns="angle", values="value_deg")
    return curves[order].rename_axis(index=None, columns=None)
