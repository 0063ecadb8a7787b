"""Presets of places: what stays the same from runner to runner."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from midstance.errors import ConfigError, FormatError
from midstance.web.store.rows import Rows
from midstance.web.store.tables import PresetRow

MOST = 200
_OF_THE_RUNNER = {
    "subject": ("name", "height_m", "mass_kg", "speed_m_s"),
    "clip": ("start_s", "end_s"),
}
"""What belongs to one recording: it is asked anew every time."""


@dataclass(frozen=True)
class Preset:
    """Settings of a place under a name."""

    id: str
    name: str
    settings: dict[str, Any]


class Presets:
    """The presets in the database of the app; everybody has the same.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def all(self) -> list[Preset]:
        """Return every preset, by name."""
        wanted = select(PresetRow).order_by(PresetRow.name, PresetRow.id)
        rows = self._rows.read(lambda session: session.scalars(wanted).all())
        return [_preset(row) for row in rows]

    def add(self, name: str, settings: dict[str, Any]) -> Preset:
        """Keep a new preset, without what belongs to one runner.

        Raises
        ------
        ConfigError
            If there is one of that name, or there are too many.

        """
        plain = name.strip()
        row = {
            "id": secrets.token_hex(8),
            "name": plain,
            "settings": of_place(settings),
            "created_at": time.time(),
        }

        def write(session: Session) -> None:
            _ensure_free(session, plain)
            if len(session.scalars(select(PresetRow.id)).all()) >= MOST:
                raise ConfigError(f"There are {MOST} presets already; delete some.")
            session.add(PresetRow(**row))

        self._rows.write(write)
        return _preset(PresetRow(**row))

    def change(self, preset_id: str, name: str, settings: dict[str, Any]) -> Preset:
        """Give a preset another name and other settings.

        Raises
        ------
        FormatError
            If there is none of that id.
        ConfigError
            If another one has that name.

        """
        plain, kept = name.strip(), of_place(settings)

        def write(session: Session) -> Preset:
            row = session.get(PresetRow, preset_id)
            if row is None:
                raise FormatError("There is no such preset any more.")
            _ensure_free(session, plain, but=preset_id)
            row.name, row.settings = plain, kept
            return _preset(row)

        return self._rows.write(write)

    def remove(self, preset_id: str) -> None:
        """Delete a preset.

        Raises
        ------
        FormatError
            If there is none of that id.

        """

        def write(session: Session) -> None:
            row = session.get(PresetRow, preset_id)
            if row is None:
                raise FormatError("There is no such preset any more.")
            session.delete(row)

        self._rows.write(write)


def of_place(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings without what belongs to one runner or one recording.

    Examples
    --------
    >>> of_place({"subject": {"view": "left", "height_m": 1.8}})
    {'subject': {'view': 'left'}}

    """
    kept = {}
    for group, value in settings.items():
        if isinstance(value, dict):
            left_out = _OF_THE_RUNNER.get(group, ())
            value = {name: one for name, one in value.items() if name not in left_out}
        kept[group] = value
    return kept


def _ensure_free(session: Session, name: str, *, but: str = "") -> None:
    wanted = select(PresetRow.id).where(PresetRow.name == name, PresetRow.id != but)
    if session.scalars(wanted).first() is not None:
        raise ConfigError(f"There is a preset {name!r} already; choose another name.")


def _preset(row: PresetRow) -> Preset:
    return Preset(row.id, row.name, row.settings)
