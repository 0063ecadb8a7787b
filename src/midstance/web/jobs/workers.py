"""The app's side of the jobs: starts the worker process and tells it what waits."""

import logging
import os
import subprocess
import sys
import threading

from midstance.web.jobs.queue import analysis_task, forget, open_queue, queue_file
from midstance.web.store.recordings import Store

_LOG = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5
_END_WITHIN_S = 10.0


class Jobs:
    """Has the recordings of a store analyzed by a worker process.

    A worker that dies is replaced; what it worked on is taken up again.

    Parameters
    ----------
    store
        Where recordings are.
    n_jobs
        How many are analyzed at a time.
    queue
        A file or ``redis://...``; default: a file in the folder of the store.

    """

    def __init__(
        self, store: Store, *, n_jobs: int = 1, queue: str | None = None
    ) -> None:
        self._store = store
        self._place = queue or queue_file(store.root)
        self._queue = open_queue(self._place)
        self._task = analysis_task(self._queue, _elsewhere)
        self._n_jobs = n_jobs
        self._ends = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self) -> None:
        """Start the worker; what was interrupted the last time waits again."""
        self._watch.start()

    def close(self) -> None:
        """End the worker; what it works on is taken up again next time."""
        self._ends.set()
        if self._watch.is_alive():
            self._watch.join()

    def wake(self, recording_id: str, *, priority: int = 0) -> None:
        """Tell the workers that a recording waits."""
        try:
            self._task(recording_id, priority=priority)
        except Exception:  # noqa: BLE001  # a full disk: the worker looks for itself now and then
            _LOG.warning("The queue could not be written", exc_info=True)

    def forget(self) -> None:
        """Let nothing of a recording that was deleted stay in the queue."""
        try:
            forget(self._queue)
        except Exception:  # noqa: BLE001  # as above
            _LOG.warning("The queue could not be emptied", exc_info=True)

    @property
    def worker_pid(self) -> int | None:
        """Return the process number of the worker."""
        return None if self._worker is None else self._worker.pid

    def _keep_alive(self) -> None:
        while not self._ends.is_set():
            if self._worker is None or self._worker.poll() is not None:
                self._worker = self._begin()
            self._ends.wait(_LOOK_EVERY_S)
        if self._worker is not None:
            self._worker.terminate()
            try:
                self._worker.wait(_END_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._worker.kill()
                self._worker.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        database = self._store.rows.engine.url.render_as_string(hide_password=False)
        command = [
            *(sys.executable, "-m", "midstance.web.jobs.worker"),
            str(self._store.root),
            *("--database", database, "--queue", self._place),
            *("--jobs", str(self._n_jobs), "--parent", str(os.getpid())),
        ]
        # A process group of its own: Ctrl-C in the terminal is for us alone.
        return subprocess.Popen(command, start_new_session=True)


def _elsewhere(_: str) -> None:
    """Stand in for the task that the worker runs."""
