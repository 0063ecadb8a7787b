"""The process that works off the queue: ``python -m midstance.web.jobs.worker``."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from huey import Huey

from midstance.errors import MidstanceError
from midstance.web.jobs.child import Limits
from midstance.web.jobs.queue import analysis_task, open_queue, queue_file
from midstance.web.jobs.spare import Spare
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Number, Upload
from midstance.words.text import later

_LOG = logging.getLogger(__name__)

_BEAT_EVERY_S = 0.5
_SWEEP_EVERY_S = 2.0
_SILENT = later("The analysis ended without a word.")
_SAY_AGAIN_AFTER_S = 2.0


class Worker:
    """Takes waiting recordings and has each analyzed in a process of its own.

    Parameters
    ----------
    store
        Where recordings are.
    queue
        Tells which to take.
    limits
        What one analysis may take.

    """

    def __init__(
        self, store: Store, queue: Huey, *, limits: Limits | None = None
    ) -> None:
        self._store = store
        self._queue = queue
        self._spare = Spare(limits or Limits())
        self._ends = threading.Event()
        self._prepares = False
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._task = analysis_task(queue, self.analyze)

    def run(self, n_jobs: int) -> None:
        """Work until `end` is called, on so many recordings at a time."""
        self._prepares = True
        consumer = self._queue.create_consumer(
            workers=n_jobs,
            worker_type="thread",
            periodic=False,
            initial_delay=0.05,
            max_delay=0.3,
            health_check_interval=1,
        )
        consumer.start()
        self._spare.prepare()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: self._ends.set())
        while not self._ends.is_set():
            self._look()
            consumer.check_worker_health()
            self._ends.wait(_SWEEP_EVERY_S)
        self._spare.end()
        consumer.stop(graceful=True)

    def end(self) -> None:
        """Stop working; what is being worked on waits for the next worker."""
        self._ends.set()

    def analyze(self, recording_id: str) -> None:
        """Analyze a recording, if it still waits."""
        try:
            with self._turns[recording_id]:  # what was stopped has ended by then
                recording = self._store.claim(recording_id)
                if recording is not None:
                    self._work_on(recording)
        except Exception:  # noqa: BLE001  # the row is found by the next sweep
            _LOG.exception("The job of %s broke off", recording_id)

    def _look(self) -> None:
        """Take up what a worker left that is gone, and what the queue forgot."""
        try:
            self._store.work.recover()
            if not self._queue.pending_count():
                for recording in self._store.waiting():
                    self._task(recording.id, priority=0)
        except Exception:  # noqa: BLE001  # a full disk, say: the next look may work
            _LOG.exception("Looking for recordings that wait failed")

    def _work_on(self, recording: Upload) -> None:
        numbers: list[Number] | None = None
        progress, view = ("", 0.0), ""
        child = self._spare.begin(recording)
        stands, beat_at = True, 0.0
        for message in child.messages():
            match message:
                case ["progress", str(stage), float(share)]:
                    progress = stage, share
                case ["first", list(rows), bool(is_whole)]:
                    self._tell_first(recording, rows, is_whole=is_whole)
                case ["view", str(found)]:
                    view = found
                case ["numbers", list(rows)]:
                    numbers = [Number(*row) for row in rows]
            if self._ends.is_set() or not stands:
                child.stop()
            elif time.monotonic() - beat_at > _BEAT_EVERY_S:
                beat_at = time.monotonic()
                stands = self._beat(recording, *progress)
        self._store.tidy(recording.id)
        self._conclude(recording, child.problem(), numbers, view)
        if self._prepares and not self._ends.is_set():
            self._spare.prepare()

    def _beat(self, recording: Upload, stage: str, share: float) -> bool:
        try:
            return self._store.work.beat(recording, stage, share)
        except MidstanceError:  # no room to say it; the work goes on
            return True

    def _tell_first(
        self, recording: Upload, rows: list[list[Any]], *, is_whole: bool
    ) -> None:
        with suppress(MidstanceError):  # no room to say it; the work goes on
            self._store.work.tell_first(recording, rows, is_whole=is_whole)

    def _conclude(
        self,
        recording: Upload,
        problem: str,
        numbers: list[Number] | None,
        view: str,
    ) -> None:
        """Write down how it ended, as soon as there is room for that."""
        if self._ends.is_set() and numbers is None:
            self._store.work.conclude(recording, "waiting")
            return
        while True:
            try:
                if problem or numbers is None:
                    why = problem or _SILENT
                    self._store.work.conclude(recording, "failed", why)
                else:
                    self._store.set_numbers(recording.id, numbers)
                    self._store.set_view(recording.id, view)
                    self._store.work.conclude(recording, "done")
            except MidstanceError:
                if self._ends.wait(_SAY_AGAIN_AFTER_S):
                    return
            else:
                return


def main(arguments: list[str] | None = None) -> None:
    """Work until told to end, or until the process that began this one is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--database", default=None)
    parser.add_argument("--queue", default=None)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--parent", type=int, default=None)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    store = Store(given.root, given.database)
    worker = Worker(store, open_queue(given.queue or queue_file(given.root)))
    if given.parent is not None:
        watch = threading.Thread(
            target=_end_with, args=(given.parent, worker), daemon=True
        )
        watch.start()
    worker.run(given.jobs)
    store.close()


def _end_with(parent: int, worker: Worker) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    worker.end()


if __name__ == "__main__":
    main()
