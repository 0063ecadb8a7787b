"""What was done by whom: names of routes and ids, and nothing about health."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from midstance.web.access.who import Who
from midstance.web.store.rows import Rows
from midstance.web.store.tables import AuditRow

KEPT_S = 365 * 24 * 3600.0
_MOST_SHOWN = 1000
_IDS = frozenset(
    (
        *("recording_id", "person_id", "other_id", "moment_id", "user_id"),
        *("share_id", "preset_id", "comment_id"),
    )
)


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    Parameters
    ----------
    at
        Seconds since 1970.
    user
        Who did it; empty: nobody who was let in.
    action
        Method and path as they are documented, without what was sent.
    about
        Ids of what it was done to.
    status
        How it was answered.

    """

    at: float
    user: str
    action: str
    about: str
    status: int


class Audit:
    """A log of what was done, kept in the database of the app for a year.

    Parameters
    ----------
    rows
        Rows of the database.

    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def note(
        self, who: Who | None, action: str, about: Mapping[str, object], status: int
    ) -> None:
        """Write down what was done; of `about` only ids are kept."""
        ids = [f"{name}={about[name]}" for name in sorted(_IDS & about.keys())]
        now = time.time()
        row = {
            "at": now,
            "user_name": "" if who is None else who.name,
            "action": action,
            "about": " ".join(ids)[:300],
            "status": status,
        }

        def write(session: Session) -> None:
            session.execute(delete(AuditRow).where(AuditRow.at < now - KEPT_S))
            session.add(AuditRow(**row))

        self._rows.write(write)

    def latest(self) -> list[Entry]:
        """Return the latest entries, newest first."""
        wanted = select(AuditRow).order_by(AuditRow.id.desc()).limit(_MOST_SHOWN)
        rows = self._rows.read(lambda session: session.scalars(wanted).all())
        return [
            Entry(row.at, row.user_name, row.action, row.about, row.status)
            for row in rows
        ]
