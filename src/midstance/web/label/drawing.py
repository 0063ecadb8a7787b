"""The report drawn anew by another process, which waits for the next time."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from midstance.errors import MidstanceError
from midstance.schema.analysis import Analysis
from midstance.web.jobs.child import Child, Limits
from midstance.web.sentences import of_error

_LIMITS = Limits(time_s=2 * 3600.0)
"""Of drawing a report."""
_LIBRARIES = ("av", "cv2", "jinja2", "matplotlib.backends.backend_svg")
"""What a report needs and loads only when it does."""
_DONE = "done"


class Drawing:
    """Draws reports one after the other, beside the work; the last wanted counts.

    Parameters
    ----------
    video
        The video that was analyzed; None: it is not there.
    folder
        Holds the results, and gets the report.

    """

    def __init__(self, video: Path | None, folder: Path) -> None:
        self._video = video
        self._folder = folder
        self._wanted: Analysis | None = None
        self._thread: Thread | None = None
        self._lock = Lock()
        self._share = 0.0
        self._problem = ""
        self._process: _Process | None = None

    def prepare(self) -> None:
        """Start the process: it reads its libraries while somebody looks at events."""
        with self._lock:
            if self._process is None:
                self._process = _Process(self._video, self._folder)

    def want(self, analysis: Analysis) -> None:
        """Ask for a report of an analysis that is saved in the folder."""
        self.prepare()
        with self._lock:
            self._wanted = analysis
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def status(self) -> dict[str, Any]:
        """Return whether a report is being drawn, how far, and what went wrong."""
        with self._lock:
            return {
                "is_drawing": self._thread is not None,
                "share": round(self._share, 3),
                "problem": self._problem,
            }

    def finish(self) -> None:
        """Wait until the report is drawn, and end the process."""
        thread = self._thread
        if thread is not None:
            thread.join()
        with self._lock:
            if self._process is not None:
                self._process.end()
                self._process = None

    def _run(self) -> None:
        while (analysis := self._take()) is not None:
            process = self._process
            assert process is not None
            for share in process.draw(analysis):
                self._share = share
            self._problem = process.problem
            if not process.is_alive:
                self._process = None

    def _take(self) -> Analysis | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                self._share, self._problem = 0.0, ""
                self._process = self._process or _Process(self._video, self._folder)
            else:
                self._thread = None
            return wanted


class _Process:
    """A process that draws whenever it is told to."""

    def __init__(self, video: Path | None, folder: Path) -> None:
        there, self._orders = Pipe(duplex=False)
        self._child = Child(draw_reports, folder, video, there, limits=_LIMITS)
        there.close()
        self._messages = self._child.messages()
        self.is_alive = True
        self.problem = ""

    def draw(self, analysis: Analysis) -> Iterator[float]:
        """Draw once, and yield how much of it is done."""
        self.problem = ""
        self._child.renew()
        with suppress(OSError):  # it has ended, and tells why below
            self._orders.send(analysis)
        for message in self._messages:
            if isinstance(message, float):
                yield message
            elif message is not None:
                _, self.problem = message
                return
        self.is_alive = False
        self.problem = self._child.problem()

    def end(self) -> None:
        self._orders.close()
        for _ in self._messages:
            pass


def draw_reports(
    folder: Path, video: Path | None, orders: Connection, send: Callable[[Any], None]
) -> None:
    """Draw the report of each analysis that comes, into a folder that holds it.

    To read the folder takes thirty times as long as to hand everything over. Sends how
    much of the report is done, and at the end what went wrong; empty: nothing.
    """
    from midstance.pipeline.edited import redraw

    for library in _LIBRARIES:
        import_module(library)

    def tell(_stage: str, done: float, total: float | None) -> None:
        send(float(done / total) if total else 0.0)

    while True:
        try:
            analysis = orders.recv()
        except EOFError:
            return
        problem = ""
        try:
            redraw(analysis, video, folder, progress=tell)
            send(1.0)
        except MidstanceError as error:
            problem = of_error(error)
        send([_DONE, problem])
