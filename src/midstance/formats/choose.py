"""Which format a file is of, by its content, and which one a name asks for."""

from pathlib import Path

import pandas as pd
import xarray as xr

from midstance.errors import FormatError, SchemaError
from midstance.files import reading
from midstance.formats.base import (
    AnyFormat,
    CurvesFormat,
    Format,
    PoseFrames,
    Told,
    formats,
)

_HEAD_BYTES = 4096


def every_format() -> dict[str, AnyFormat]:
    """Return every registered format by name."""
    return {name: formats.get(name)() for name in formats.names()}


def identify(path: Path) -> tuple[str, AnyFormat]:
    """Return name and format of a file or folder, by its content.

    Where two formats claim it, the one whose ending it has is taken.

    Raises
    ------
    FormatError
        If there is no such file, or nothing that is read.

    """
    if not path.exists():
        raise FormatError(f"There is no {path}; give a file of {_endings('read')}.")
    head = b""
    if path.is_file():
        with reading(path, "a file of tracks"), path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    found = [
        (name, one)
        for name, one in every_format().items()
        if one.can_read() and one.is_one(path, head)
    ]
    found.sort(key=lambda pair: path.suffix.lower() not in pair[1].extensions)
    if not found:
        raise FormatError(
            f"The content of {path} is of no format that is read; give a file of "
            f"{_endings('read')}."
        )
    return found[0]


def read_points(path: Path | str, told: Told | None = None) -> xr.Dataset | PoseFrames:
    """Return the tracks, or the people of each frame, of a file of any format.

    Parameters
    ----------
    path
        File or folder; its content says of which format it is.
    told
        What it does not say itself.

    Raises
    ------
    FormatError
        If no format fits, it holds no points, it is damaged, or it does not say
        enough (`MissingSettingError`).
    SchemaError
        If its content breaks the contract of tracks.

    """
    _, chosen = identify(Path(path))
    if isinstance(chosen, CurvesFormat):
        raise FormatError(
            f"{path} holds {chosen.content} ({chosen.label}), and points were expected."
        )
    return chosen.read(Path(path), told or Told())


def write_tracks(tracks: xr.Dataset, path: Path | str) -> None:
    """Write tracks in the format that the ending of `path` names.

    Raises
    ------
    FormatError
        If no format with this ending is written.
    SchemaError
        If the format cannot hold these tracks.

    """
    path = Path(path)
    n_axes = tracks.sizes["space"]
    fits = [one for one in writers(path.suffix) if not isinstance(one, CurvesFormat)]
    if not fits:
        raise FormatError(
            f"No format of points is written as {path.name!r}; "
            f"choose one of {_endings('write')}."
        )
    best = next((one for one in fits if n_axes in one.holds.axes), None)
    if best is None:
        axes = " or ".join(
            f"{n}D" for n in sorted({n for f in fits for n in f.holds.axes})
        )
        raise SchemaError(
            f"{fits[0].label} holds points in {axes}, and these tracks are in "
            f"{n_axes}D; lift them to 3D first, or choose another format."
        )
    best.write(tracks, path)


def write_curves(curves: pd.DataFrame, path: Path | str) -> None:
    """Write angles over time in the format that the ending of `path` names.

    Raises
    ------
    FormatError
        If no format of angles has this ending.

    """
    path = Path(path)
    for one in writers(path.suffix):
        if isinstance(one, CurvesFormat):
            one.write(curves, path)
            return
    raise FormatError(
        f"No format of angles is written as {path.name!r}; "
        f"choose one of {_endings('write')}."
    )


def writers(ending: str) -> list[AnyFormat]:
    """Return the formats that are written with an ending, such as ``".trc"``."""
    return [
        one
        for one in every_format().values()
        if one.can_write() and ending.lower() in one.extensions
    ]


def written_endings() -> list[str]:
    """Return every ending that is written, without its dot, sorted."""
    return sorted(
        {
            ending.removeprefix(".")
            for one in every_format().values()
            if one.can_write()
            for ending in one.extensions
        }
    )


def _endings(does: str) -> str:
    listed = {
        ending: None
        for one in every_format().values()
        if (one.can_read() if does == "read" else one.can_write())
        for ending in one.extensions
    }
    return ", ".join(sorted(listed))


def overview() -> pd.DataFrame:
    """Return a row for each format: what it is called, and what it can do and hold."""
    return pd.DataFrame([_row(name, one) for name, one in every_format().items()])


def as_markdown() -> str:
    """Return the overview as a table of the documentation."""
    rows = overview()
    lines = [" | ".join(rows.columns), "|".join(["---"] * len(rows.columns))]
    lines += [" | ".join(row) for row in rows.itertuples(index=False)]
    return "\n".join(f"| {line} |" for line in lines)


def _row(name: str, one: Format) -> dict[str, str]:
    holds = one.holds
    axes = " and ".join(f"{n}D" for n in holds.axes)
    clock = {"times": "of each frame", "rate": "frame rate", "none": "has to be told"}
    return {
        "name": name,
        "format": one.label,
        "files": ", ".join(one.extensions) or "a folder",
        "reads": _yes(one.can_read()),
        "writes": _yes(one.can_write()),
        "holds": f"{one.content} {axes}".strip() + (", events" if holds.events else ""),
        "people": "several" if holds.people else "one",
        "confidence": _yes(holds.confidence),
        "gaps": _yes(holds.gaps),
        "time": clock[holds.clock],
    }


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""
