"""The analyses that are being corrected by hand at the moment."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from midstance.pipeline.edited import open_folder
from midstance.schema.analysis import Analysis
from midstance.web.jobs.analysis import numbers_of
from midstance.web.label.session import Session
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload

_MOST = 4
"""So many are kept open; each may keep frames of its video in memory."""


class Sessions:
    """Sessions by name, opened when they are asked for.

    Parameters
    ----------
    find
        Opens the session of a name, or raises why it cannot.

    """

    def __init__(self, find: Callable[[str], Session]) -> None:
        self._find = find
        self._lock = Lock()
        self._open: OrderedDict[str, Session] = OrderedDict()

    def open(self, name: str) -> Session:
        """Return the session of a name, as its folder is now."""
        with self._lock:
            self._shut(name)
            return self._keep(name, self._find(name))

    def get(self, name: str) -> Session:
        """Return the session of a name; what was opened before stays."""
        with self._lock:
            known = self._open.get(name)
            return self._keep(name, known or self._find(name))

    def close(self, name: str) -> None:
        """Forget a session; what is being drawn is drawn to its end."""
        with self._lock:
            self._shut(name)

    def close_all(self) -> None:
        """Forget every session."""
        with self._lock:
            for name in list(self._open):
                self._shut(name)

    def _keep(self, name: str, session: Session) -> Session:
        self._open[name] = session
        self._open.move_to_end(name)
        while len(self._open) > _MOST:
            self._shut(next(iter(self._open)))
        return session

    def _shut(self, name: str) -> None:
        session = self._open.pop(name, None)
        if session is not None:
            session.finish()


def session_of(store: Store, recording: Upload) -> Session:
    """Return a session over the results of a recording.

    Raises
    ------
    FormatError
        If there are none.

    """
    analysis, _ = open_folder(recording.results)

    def remember(saved: Analysis) -> None:
        store.set_numbers(recording.id, numbers_of(saved.summary()))
        store.set_config(recording.id, saved.config)

    return Session(analysis, recording.results, recording.video, on_saved=remember)
