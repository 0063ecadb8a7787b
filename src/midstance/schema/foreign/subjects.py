"""Subjects: what a table says about the runner of each video of a batch."""

from collections import Counter
from difflib import get_close_matches
from pathlib import Path

from midstance.config import Subject
from midstance.errors import ConfigError, FormatError, SchemaError
from midstance.schema.foreign.table import Table, read_table

_VIDEO = "video"
_NUMBERS = ("height_m", "mass_kg", "speed_m_s")
_CENTIMETRES = (100.0, 250.0)
"""Nobody is 100 to 250 m tall: that is a height in cm."""


def read_subjects(
    path: Path | str,
) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
    """Return the settings that a table gives, by video, and notes on the table.

    Parameters
    ----------
    path
        CSV table with the column ``video`` and settings of `midstance.config.Subject`,
        such as ``height_m``; as spreadsheets of any country write it, see
        `midstance.schema.foreign.table`. An empty cell changes nothing. Columns of
        other names are left alone.

    Returns
    -------
    settings, notes
        Texts by name, of each video; and a sentence for each thing that was
        understood otherwise than it stands there: heights in cm, and columns that
        are no settings.

    Raises
    ------
    ConfigError
        If the table cannot be read, has no column ``video``, or a video twice.

    """
    path = Path(path)
    try:
        table = read_table(path, "a table of subjects with the columns video, height_m")
        settings, notes = _settings(table)
    except (FormatError, SchemaError) as error:
        raise ConfigError(str(error)) from error
    return settings, notes


def _settings(table: Table) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
    known = [name for name in Subject.model_fields if name in table.cells]
    if _VIDEO not in table.cells:
        raise ConfigError(
            f"{table.path}: the columns must be among "
            f"{[_VIDEO, *Subject.model_fields]}, got no {_VIDEO!r}."
        )
    videos = table.cells[_VIDEO]
    twice = [name for name, times in Counter(videos).items() if times > 1]
    if twice:
        raise ConfigError(f"{table.path}: {twice[0]!r} stands there twice.")
    columns = {name: list(table.cells[name]) for name in known}
    for name in _NUMBERS:
        if name in columns:
            values = table.numbers(name, can_be_empty=True)
            columns[name] = ["" if v != v else f"{v:.10g}" for v in values]
    notes = []
    other = [name for name in table.cells if name not in (_VIDEO, *known) and name]
    for name in other:
        meant = get_close_matches(name, Subject.model_fields, n=1, cutoff=0.8)
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
    rows = {
        video: {name: columns[name][index] for name in known if columns[name][index]}
        for index, video in enumerate(videos)
    }
    return rows, tuple(notes)


def _listed(names: list[str]) -> str:
    """Return the first few names, none of them whole when it is a long one."""
    few = ", ".join(name[:40] for name in names[:5])
    return f"{few}, ..." if len(names) > 5 else few
