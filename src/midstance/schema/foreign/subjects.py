"""Subjects: what a table says about the runner of each video of a batch."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from midstance.config import Subject
from midstance.errors import ConfigError, FormatError, SchemaError
from midstance.schema.foreign.table import Table, read_table

_VIDEO, _PERSON = "video", "person"
_NUMBERS = ("height_m", "mass_kg", "speed_m_s")
_CENTIMETRES = (100.0, 250.0)
"""Nobody is 100 to 250 m tall: that is a height in cm."""


@dataclass(frozen=True)
class Row:
    """What a table says about the runner of one video.

    Parameters
    ----------
    settings
        Texts of settings of `midstance.config.Subject`, by name.
    person
        Who runs; empty: the table does not say.
    line
        Number of the line in the file.

    """

    settings: dict[str, str]
    person: str = ""
    line: int = 0


def read_subjects(path: Path | str) -> tuple[dict[str, Row], tuple[str, ...]]:
    """Return what a table says about each video, and notes on the table.

    Parameters
    ----------
    path
        CSV table with the column ``video``, if wanted ``person``, and settings of
        `midstance.config.Subject`, such as ``height_m``; as spreadsheets of any
        country write it, see `midstance.schema.foreign.table`. An empty cell changes
        nothing. Columns of other names are left alone.

    Returns
    -------
    rows, notes
        By video; and a sentence for each thing that was understood otherwise than it
        stands there: heights in cm, and columns that are no settings.

    Raises
    ------
    ConfigError
        If the table cannot be read, has no column ``video``, a row without a video,
        or a video twice.

    """
    path = Path(path)
    try:
        table = read_table(path, "a table of subjects with the columns video, height_m")
        settings, notes = _settings(table)
    except (FormatError, SchemaError) as error:
        raise ConfigError(str(error)) from error
    people = table.cells.get(_PERSON, [""] * len(table.lines))
    rows = zip(table.cells[_VIDEO], settings, people, table.lines, strict=True)
    return {video: Row(own, person, line) for video, own, person, line in rows}, notes


def _check_videos(table: Table) -> None:
    """Refuse a row that names no video, or one that another row names."""
    lines: dict[str, int] = {}
    for video, line in zip(table.cells[_VIDEO], table.lines, strict=True):
        if not video:
            raise ConfigError(
                f"{table.path}: the video must be named in every row, got an empty "
                f"cell in line {line}."
            )
        if video in lines:
            raise ConfigError(
                f"{table.path}: {video!r} stands there twice, in the lines "
                f"{lines[video]} and {line}; give each video one row."
            )
        lines[video] = line


def _settings(table: Table) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """Return the settings of each row, and notes."""
    known = [name for name in Subject.model_fields if name in table.cells]
    if _VIDEO not in table.cells:
        raise ConfigError(
            f"{table.path}: the columns must be among "
            f"{[_VIDEO, _PERSON, *Subject.model_fields]}, got no {_VIDEO!r}."
        )
    _check_videos(table)
    columns = {name: list(table.cells[name]) for name in known}
    for name in _NUMBERS:
        if name in columns:
            values = table.numbers(name, can_be_empty=True)
            columns[name] = ["" if v != v else f"{v:.10g}" for v in values]
    notes = []
    ours = (_VIDEO, _PERSON, *Subject.model_fields)
    other = [name for name in table.cells if name not in ours and name]
    for name in other:
        meant = get_close_matches(name, ours, n=1, cutoff=0.8)
        if meant:
            raise ConfigError(
                f"{table.path}: no setting is called {name[:40]!r}; did you mean "
                f"{meant[0]!r}?"
            )
    if other:
        notes.append(f"{table.path}: no setting is called {_listed(other)}.")
    low, high = _CENTIMETRES
    in_cm = [
        index
        for index, text in enumerate(columns.get("height_m", []))
        if text and low <= float(text) <= high
    ]
    for index in in_cm:
        columns["height_m"][index] = f"{float(columns['height_m'][index]) / 100:.10g}"
    if in_cm:
        said = table.cells["height_m"][in_cm[0]]
        notes.append(f"{table.path}: a height_m of {said} was taken for centimetres.")
    rows = [
        {name: columns[name][index] for name in known if columns[name][index]}
        for index in range(len(table.lines))
    ]
    return rows, tuple(notes)


def _listed(names: list[str]) -> str:
    """Return the first few names, none of them whole when it is a long one."""
    few = ", ".join(name[:40] for name in names[:5])
    return f"{few}, ..." if len(names) > 5 else few
