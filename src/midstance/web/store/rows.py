"""Rows of the database, read and changed: also when the disk is full."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from midstance.errors import OutputError
from midstance.web.store.database import is_disk_full, open_database
from midstance.web.store.reserve import Reserve

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_PATIENCE_S, _PAUSE_S = 5.0, 0.05


class Rows:
    """A database, and the room that is kept for it.

    Several processes may use one at the same time.

    Parameters
    ----------
    url
        Address of the database.
    reserve
        Where room is kept.

    """

    def __init__(self, url: str, reserve: Path) -> None:
        self.reserve = Reserve(reserve)
        self.engine = open_database(url)
        self._sessions = sessionmaker(self.engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def read(self, ask: Callable[[Session], T]) -> T:
        """Return what is asked of the rows."""
        with self._sessions() as session:
            return ask(session)

    def write(self, change: Callable[[Session], T]) -> T:
        """Change rows, also when the disk is full.

        Raises
        ------
        OutputError
            If there is no room at all.

        """
        try:
            with self._sessions.begin() as session:
                return change(session)
        except OperationalError as error:
            if not is_disk_full(error):
                raise
        try:
            with self.reserve.given_up(), self._sessions.begin() as session:
                return change(session)
        except OperationalError as error:
            if not is_disk_full(error):
                raise
            raise OutputError(
                "The disk with the recordings is full; make room, then try again."
            ) from error

    def forget(self) -> None:
        """Let nothing of what was deleted or changed stay in the files of the database.

        What is deleted is overwritten in the file itself, but the log beside it holds
        earlier pages until it is emptied, which others who read may delay.
        """
        if self.engine.dialect.name != "sqlite":
            return
        until = time.monotonic() + _PATIENCE_S
        with self.engine.connect() as connection:
            while connection.exec_driver_sql(
                "PRAGMA wal_checkpoint(TRUNCATE);"
            ).scalar_one():
                if time.monotonic() > until:
                    _LOG.warning("the log of the database could not be emptied")
                    return
                time.sleep(_PAUSE_S)


def n_changed(result: Any) -> int:  # noqa: ANN401
    """Return how many rows a statement changed."""
    return cast("CursorResult[Any]", result).rowcount
