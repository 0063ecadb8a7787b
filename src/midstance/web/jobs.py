"""One recording after the other, each in a process of its own."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event, Lock, Thread

from midstance.errors import MidstanceError
from midstance.web.store import Store, Upload

Work = Callable[[Upload, Connection], None]

_LOOK_EVERY_S = 0.2
_TELL_EVERY_S = 0.2


class Jobs:
    """Analyzes what waits in a store, oldest first.

    Parameters
    ----------
    store
        Where recordings are.
    work
        What to do with one, in another process: it may send ``(stage, share)``
        through the connection, and an error as one sentence.

    """

    def __init__(self, store: Store, work: Work | None = None) -> None:
        self._store = store
        self._work = work or analyze_recording
        self._lock = Lock()
        self._wanted = Event()
        self._ends = False
        self._current: tuple[str, BaseProcess] | None = None
        self._progress: tuple[str, float] = ("", 0.0)
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin; what was interrupted the last time waits again."""
        for recording in self._store.all():
            if recording.state()[0] == "working":
                recording.set_state("waiting")
        self._wanted.set()
        self._thread.start()

    def close(self) -> None:
        """End; what is being worked on is taken up again next time."""
        self._ends = True
        self._wanted.set()
        self._end_current()
        self._thread.join()

    def wake(self) -> None:
        """Look whether something waits."""
        self._wanted.set()

    def stop(self, recording: Upload) -> None:
        """Do not analyze a recording, or no further."""
        with self._lock:
            recording.set_state("stopped")
            current = self._current
        if current is not None and current[0] == recording.id:
            current[1].terminate()
            current[1].join()

    def progress(self, recording: Upload) -> tuple[str, float]:
        """Return the stage of the work on a recording, and its share (0 to 1)."""
        with self._lock:
            is_current = self._current is not None and self._current[0] == recording.id
            return self._progress if is_current else ("", 0.0)

    def _run(self) -> None:
        while not self._ends:
            self._wanted.wait()
            self._wanted.clear()
            while not self._ends and (recording := self._next()) is not None:
                self._do(recording)

    def _next(self) -> Upload | None:
        waiting = [one for one in self._store.all() if one.state()[0] == "waiting"]
        return waiting[-1] if waiting else None

    def _do(self, recording: Upload) -> None:
        here, there = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(
            target=self._work, args=(recording, there), daemon=True
        )
        with self._lock:
            if recording.state()[0] != "waiting":
                return
            recording.set_state("working")
            self._current, self._progress = (recording.id, process), ("", 0.0)
            process.start()
        there.close()
        problem = self._listen(here, process)
        process.join()
        with self._lock:
            self._current = None
            self._conclude(recording, process.exitcode, problem)

    def _listen(self, pipe: Connection, process: BaseProcess) -> str:
        """Follow the progress of a process to its end; return why it failed."""
        problem = ""
        try:
            while True:
                if pipe.poll(_LOOK_EVERY_S):
                    said = pipe.recv()
                    if isinstance(said, str):
                        problem = said
                    else:
                        self._progress = said
                elif not process.is_alive():
                    return problem
        except EOFError:
            return problem

    def _conclude(self, recording: Upload, status: int | None, problem: str) -> None:
        try:
            state = recording.state()[0]
        except OSError:  # removed meanwhile
            return
        if state != "working":
            return
        if self._ends:
            recording.set_state("waiting")
        elif problem:
            recording.set_state("failed", problem)
        elif status:
            recording.set_state(
                "failed",
                f"midstance itself failed (status {status}); the terminal that runs "
                "it shows why, please report that.",
            )
        else:
            recording.set_state("done")

    def _end_current(self) -> None:
        with self._lock:
            if self._current is not None:
                self._current[1].terminate()


def analyze_recording(recording: Upload, pipe: Connection) -> None:
    """Analyze a recording, and tell through `pipe` how far it is."""
    from midstance.pipeline.folder import analyze_into

    told_at = 0.0

    def tell(stage: str, done: float, total: float | None) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > _TELL_EVERY_S:
            told_at = time.monotonic()
            pipe.send((stage, done / total if total else 0.0))

    try:
        analyze_into(
            recording.results, recording.video, recording.config, progress=tell
        )
    except MidstanceError as error:
        pipe.send(str(error))
