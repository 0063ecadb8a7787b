"""The database: opened, and brought up to date."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
)

from midstance.errors import ConfigError, FormatError

_BUSY_S = 15.0


def open_database(url: str) -> Engine:
    """Return a database whose tables are those of this version.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: ``sqlite:////path/to/file`` or
        ``postgresql+psycopg://user@host/name``.

    Raises
    ------
    ConfigError
        If there is no such database, or the library to speak with it is missing.
    FormatError
        If it was written by a later version of midstance.

    """
    try:
        engine = create_engine(url, connect_args=_arguments(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
        migrate(engine)
    except (ArgumentError, DBAPIError, NoSuchModuleError, ImportError) as error:
        shown = str(error).splitlines()[0]
        raise ConfigError(
            f"The app's database cannot be opened ({shown}); give an address like "
            "sqlite:////path/to/file or postgresql+psycopg://user@host/name."
        ) from error
    return engine


def sqlite_url(file: Path) -> str:
    """Return the address of a database in a file.

    Examples
    --------
    >>> sqlite_url(Path("/data/midstance.db"))
    'sqlite:////data/midstance.db'

    """
    return f"sqlite:///{file.resolve()}"


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Bring the tables to a revision; default: that of this version.

    Raises
    ------
    FormatError
        If they were made by a later version of midstance.

    """
    settings = _alembic()
    known, head = _revisions()
    with engine.begin() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        if now is not None and now not in known:
            raise FormatError(
                f"The app's database is of a later version of midstance ({now}); "
                "install that version, or use another folder."
            )
        settings.attributes["connection"] = connection
        if now != (head if to == "head" else to):
            command.upgrade(settings, to)


def is_disk_full(error: OperationalError) -> bool:
    """Return whether a write failed because no room is left."""
    text = str(error.orig)
    return "disk is full" in text or "disk I/O error" in text or "No space" in text


@cache
def _revisions() -> tuple[frozenset[str], str | None]:
    """Return all revisions of this version, and the last of them."""
    scripts = ScriptDirectory.from_config(_alembic())
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return known, scripts.get_current_head()


def _alembic() -> Config:
    settings = Config()
    place = Path(__file__).parent / "migrations"
    settings.set_main_option("script_location", str(place).replace("%", "%%"))
    return settings


def _arguments(url: str) -> dict[str, Any]:
    return {"timeout": _BUSY_S} if url.startswith("sqlite") else {}


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401
    """Let readers and a writer work side by side, hold keys, and really delete."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
