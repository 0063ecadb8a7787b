"""A process that has read its libraries and waits for a recording to analyze."""

import pickle
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from midstance.pipeline.runs.read_ahead import AFTER_POSES, REPORT
from midstance.web.jobs.analysis import analyze_recording
from midstance.web.jobs.child import Child, Limits
from midstance.web.store.upload import Upload

_LIBRARIES = (
    *("midstance.pipeline.folder", "midstance.pose.networks.blazepose"),
    *("av", "cv2", "ai_edge_litert.interpreter", *AFTER_POSES, *REPORT),
)


class Spare:
    """Keeps one process ready, so that an analysis begins at once.

    Reading its libraries takes longer than looking at a second of video.

    Parameters
    ----------
    limits
        What one analysis may take.

    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._waiting: _Waiting | None = None

    def prepare(self) -> None:
        """Start the process, unless it waits already."""
        with self._lock:
            if self._waiting is None:
                self._waiting = _Waiting(self._limits)

    def begin(self, recording: Upload) -> Child:
        """Return the process that analyzes a recording: the one that waits, or new."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.tell(recording):
            return waiting.child
        return Child(analyze_recording, recording, limits=self._limits)

    def end(self) -> None:
        """End the process that waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.end()


class _Waiting:
    def __init__(self, limits: Limits) -> None:
        there, self._orders = Pipe(duplex=False)
        self.child = Child(analyze_when_told, there, limits=limits)
        there.close()

    def tell(self, recording: Upload) -> bool:
        """Tell it what to analyze; False: it is gone."""
        try:
            self._orders.send_bytes(pickle.dumps(recording))
        except OSError:
            self.end()
            return False
        self._orders.close()
        self.child.renew()
        return True

    def end(self) -> None:
        self._orders.close()
        self.child.stop()
        for _ in self.child.messages():
            pass


def analyze_when_told(orders: Connection, send: Callable[[Any], None]) -> None:
    """Read libraries, wait for a recording, and analyze it; nobody tells: end."""
    for library in _LIBRARIES:
        with suppress(ImportError):  # whoever needs it says so
            import_module(library)
    try:
        recording = pickle.loads(orders.recv_bytes())  # of our parent
    except EOFError:
        return
    analyze_recording(recording, send)
