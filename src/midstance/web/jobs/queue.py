"""The queue between the app and its workers; it outlives both."""

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from huey import Huey, PriorityRedisHuey
from huey.storage import SqliteStorage

NAME = "midstance"


def open_queue(place: str) -> Huey:
    """Return a queue.

    What is taken from it is gone from it, so a worker that is killed takes its job
    along: the rows of the recordings say what waits, and the queue only tells the
    workers. See `midstance.web.jobs.worker`.

    Parameters
    ----------
    place
        A file, or ``redis://...``.

    """
    settings: dict[str, Any] = {"results": False, "store_none": False, "utc": True}
    if place.startswith(("redis://", "rediss://")):
        return PriorityRedisHuey(NAME, url=place, **settings)
    return Huey(NAME, storage_class=_Storage, filename=place, **settings)


def forget(queue: Huey) -> None:
    """Empty a queue, so that nothing of it stays in its file.

    What waits is found by its row, see `midstance.web.jobs.worker`.
    """
    queue.storage.flush_queue()
    if isinstance(queue.storage, _Storage):
        with queue.storage.db() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE);")


class _Storage(SqliteStorage):  # type: ignore[misc]  # huey has no types
    """A file in which what was taken out is overwritten."""

    def _create_connection(self) -> Connection:
        connection: Connection = super()._create_connection()
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def analysis_task(queue: Huey, work: Callable[[str], None]) -> Callable[..., object]:
    """Return what puts a recording into the queue, for `work` to be done on it.

    A task is known by the module of its function, too, so that app and workers make
    theirs here: what one puts in, the other finds.
    """

    def analyze(recording_id: str) -> None:
        work(recording_id)

    task: Callable[..., object] = queue.task(name="analyze")(analyze)
    return task


def queue_file(root: Path) -> str:
    """Return where the queue of a folder of recordings is."""
    return str(root / "queue.db")
