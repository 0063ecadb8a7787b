"""A process that analyzes one video after the other, and who watches over it."""

import faulthandler
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path

import psutil

from midstance.batch.base import Outcome, Watch, crashed, do
from midstance.batch.jobs import Job

_STDERR = 2
_INTERRUPTED = 130
_TELL_EVERY_S = 0.5
"""How often a process says how far it is."""
_ORPHAN_S = 5.0
"""How long an orphan may take to keep the poses it has found."""
_LAST_WORDS_S = 30.0
"""How long a process that is asked to end may take for that."""
_START_S = 120.0
"""How long a process may take to start, on a machine that is busy, too."""
_READY = "ready"
_BYTES_PER_GB = 1e9


@dataclass(frozen=True)
class Limits:
    """What one video may take: memory (bytes), and time without progress (s)."""

    memory: float
    patience_s: float


class Worker:
    """One process, seen from outside.

    Parameters
    ----------
    cores
        The processor cores that it keeps to; empty: it may use all.

    """

    def __init__(self, cores: frozenset[int]) -> None:
        # A new interpreter: the threads of the networks do not survive a fork.
        context = get_context("spawn")
        self.told, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, cores), daemon=True)
        self._process.start()
        other.close()
        self.cores = cores
        self.job: Job | None = None
        self._is_ready = False
        self._began_s = self._heard_s = 0.0
        self.has_died = False

    def begin(self, job: Job) -> None:
        """Give it a job."""
        self.job, self.has_died = job, False
        self._began_s = self._heard_s = time.monotonic()
        with suppress(OSError):  # it died while it had nothing to do; `look` sees it
            self.told.send(job)

    def look(self, limits: Limits, watch: Watch | None) -> Outcome | None:
        """Return what became of its job, or None while it is at it.

        A process that died, or that went over its limits and was killed, has
        `has_died` set, and its outcome says why.
        """
        assert self.job is not None
        try:
            while self.told.poll():
                said = self.told.recv()
                if isinstance(said, Outcome):
                    return said
                self._heard_s = time.monotonic()
                if said == _READY:
                    self._is_ready = True
                elif watch:
                    watch(self.job, *said)
        except (EOFError, OSError):
            self._process.join(_LAST_WORDS_S)
            return self._buried(f"the process ended ({_how(self._process.exitcode)})")
        taken = _memory(self._process.pid)
        if taken > limits.memory:
            return self._killed(
                f"it took {taken / _BYTES_PER_GB:.1f} GB of memory where "
                f"{limits.memory / _BYTES_PER_GB:.1f} GB are allowed"
            )
        silent_s = time.monotonic() - self._heard_s
        if silent_s > (limits.patience_s if self._is_ready else _START_S):
            return self._killed(f"it made no progress for {silent_s:.0f} s")
        return None

    def ask_to_end(self) -> None:
        """Ask it to keep what it found and end; `end` waits for that."""
        self._process.terminate()

    def end(self) -> None:
        """Wait until it has ended, and make it when it does not."""
        self.told.close()
        self._process.join(_LAST_WORDS_S)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _killed(self, reason: str) -> Outcome:
        self._process.kill()
        self._process.join()
        return self._buried(reason)

    def _buried(self, reason: str) -> Outcome:
        assert self.job is not None
        self.has_died = True
        seconds = time.monotonic() - self._began_s
        message = f"{reason}; {self.job.log} has what it said last"
        return Outcome(self.job.name, "crashed", message, seconds)


def serve(told: Connection, cores: frozenset[int]) -> None:
    """Do the jobs that come through `told`, and answer with their outcomes.

    Between them goes how far each one is. Ends when the other side hangs up, and
    within seconds of its parent's death.

    Parameters
    ----------
    told
        Gives jobs, takes answers.
    cores
        The processor cores that this process keeps to; empty: it may use all.

    """
    _heed_signals(is_working=False)
    if cores:
        os.sched_setaffinity(0, cores)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    told.send(_READY)
    while True:
        try:
            job = told.recv()
        except (EOFError, OSError):
            return
        told.send(_do(job, told))


def _do(job: Job, told: Connection) -> Outcome:
    """Do one job; Ctrl-C ends it, and what it found so far is kept on disk."""
    last_s = 0.0

    def tell(stage: str, done: float, whole: float | None) -> None:
        nonlocal last_s
        if time.monotonic() - last_s > _TELL_EVERY_S:
            last_s = time.monotonic()
            told.send((stage, done, whole))

    _heed_signals(is_working=True)
    try:
        with _errors_into(job.log):
            return do(job, progress=tell)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001  a fault costs one video, not the batch
        return crashed(job, error)
    finally:
        _heed_signals(is_working=False)


def _heed_signals(*, is_working: bool) -> None:
    """Let signals end one at work with what it found so far.

    Ctrl-C reaches every process, and one without work waits for what comes of it; a
    SIGTERM is meant for this one, and ends it.
    """
    keep = signal.default_int_handler
    signal.signal(signal.SIGINT, keep if is_working else signal.SIG_IGN)
    signal.signal(signal.SIGTERM, keep if is_working else signal.SIG_DFL)


@contextmanager
def _errors_into(log: Path) -> Iterator[None]:
    """Let all that is said on stderr, also by libraries in C, go into the file `log`.

    It stays where the work ends with a fault, or the process with it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), _STDERR)
        faulthandler.enable(_STDERR, all_threads=False)
        try:
            yield
        except Exception:
            traceback.print_exc(file=file)
            raise
    log.unlink()


def _end_with_parent() -> None:
    """End this process when nobody is left who would take its answers."""
    parent = parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_ORPHAN_S)
    os._exit(1)


def _memory(pid: int | None) -> int:
    """Return the memory (bytes) that a process holds; 0 when it has ended."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _how(exitcode: int | None) -> str:
    """Return in words how a process ended."""
    if exitcode is not None and exitcode < 0:
        try:
            return f"killed by {signal.Signals(-exitcode).name}"
        except ValueError:
            return f"killed by signal {-exitcode}"
    return f"exit status {exitcode}"
