"""What changes among the recordings, told to everybody who looks on."""

import asyncio
import logging
from collections.abc import AsyncIterator

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 0.4
_BREATHE_EVERY_S = 15.0


class Feed:
    """Looks for changes as long as somebody listens, once for all of them.

    Parameters
    ----------
    store
        Where recordings are.

    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listeners: set[asyncio.Queue[list[Upload]]] = set()
        self._task: asyncio.Task[None] | None = None

    async def listen(self) -> AsyncIterator[list[Upload] | None]:
        """Yield what changed whenever something did; None now and then, if not.

        When a recording was deleted the list may be empty.
        """
        queue: asyncio.Queue[list[Upload]] = asyncio.Queue(maxsize=100)
        self._listeners.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), _BREATHE_EVERY_S)
                except TimeoutError:
                    yield None
        finally:
            self._listeners.discard(queue)

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()

    async def _look(self) -> None:
        seen = await to_thread.run_sync(self._store.pulse)
        while self._listeners:
            await asyncio.sleep(_LOOK_EVERY_S)
            try:
                now = await to_thread.run_sync(self._store.pulse)
                if now == seen:
                    continue
                changed = await to_thread.run_sync(self._store.changed_since, seen[1])
            except SQLAlchemyError:  # the database was busy: the next look tells
                _LOG.warning("what changed could not be read", exc_info=True)
                continue
            seen = now
            for queue in self._listeners:
                if not queue.full():  # who does not read asks for the list again
                    queue.put_nowait(changed)
