"""Work in a process of its own, with limits: whatever it does, we live on."""

import errno
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from midstance.errors import MidstanceError
from midstance.web.sentences import of_error
from midstance.words.text import filled, later

Send = Callable[[Any], None]
Work = Callable[..., None]

_LOOK_EVERY_S = 0.25
_LONGEST_MESSAGE = 10_000_000
_LATE = later("It took longer than {minutes} minutes.")
_ENDED = later(
    "The process that did this was ended by the system ({name}); perhaps the video is "
    "damaged, or the memory was not enough."
)
_NO_MEMORY = later(
    "This needs more memory than it may take; a smaller video needs less."
)
_NO_ROOM = later("The disk is full; make room, then try again.")
_FAULT = later(
    "midstance itself failed ({what}); the terminal that runs it shows why, please "
    "report that."
)
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Limits:
    """What a process may take.

    Parameters
    ----------
    memory_bytes
        Memory for data; more is not given to it.
    time_s
        After that it is ended.

    """

    memory_bytes: int = 8 * 2**30
    time_s: float = 6 * 3600.0


class Child:
    """Runs ``work(*arguments, send)`` in another process.

    Parameters
    ----------
    work
        A function at the top of a module.
    arguments
        What it is given; last comes a function that sends a message to here, of
        what JSON can say.
    limits
        What it may take.

    """

    def __init__(
        self,
        work: Work,
        *arguments: Any,  # noqa: ANN401
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        context = get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        # No daemon: it may have processes of its own; it watches us instead.
        self._process = context.Process(
            target=_run, args=(work, arguments, there, self._limits.memory_bytes)
        )
        self._process.start()
        there.close()
        self.renew()
        self._is_late = False
        self._problem = ""

    def messages(self) -> Iterator[Any]:
        """Yield what it sends until it has ended; None now and then, to look around."""
        try:
            while True:
                if not self._is_late and time.monotonic() > self._until:
                    self._is_late = True
                    self.stop()
                if not self._here.poll(_LOOK_EVERY_S):
                    if not self._process.is_alive() and not self._here.poll():
                        return
                    yield None
                    continue
                # JSON, for what reads hostile files is not believed to be honest.
                kind, message = json.loads(self._here.recv_bytes(_LONGEST_MESSAGE))
                if kind == "problem":
                    self._problem = message
                else:
                    yield message
        except (EOFError, OSError, ValueError):
            self.stop()
        finally:
            self._process.join()
            self._here.close()

    def renew(self) -> None:
        """Give it its whole time again, from now on."""
        self._until = time.monotonic() + self._limits.time_s

    def stop(self) -> None:
        """End it, now."""
        self._process.kill()

    def problem(self) -> str:
        """Return why it did not end well, as a sentence; empty: it did."""
        status = self._process.exitcode
        if self._is_late:
            return filled(_LATE, minutes=f"{self._limits.time_s / 60:g}")
        if self._problem or not status:
            return self._problem
        if status > 0:
            return _fault(f"status {status}")
        name = signal.Signals(-status).name
        return filled(_ENDED, name=name)


def _run(work: Work, arguments: Any, pipe: Connection, memory_bytes: int) -> None:  # noqa: ANN401
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent tells when to end
    threading.Thread(target=end_with_parent, daemon=True).start()
    limit_memory(memory_bytes)

    def send(message: Any) -> None:  # noqa: ANN401
        pipe.send_bytes(json.dumps(("message", message)).encode())

    problem = ""
    try:
        work(*arguments, send)
    except MidstanceError as error:
        problem = of_error(error)
    except MemoryError:
        problem = _NO_MEMORY
    except OSError as error:
        if error.errno not in _FULL:
            traceback.print_exc(file=sys.stderr)
        is_full = error.errno in _FULL
        problem = (
            _NO_ROOM if is_full else _fault(error.strerror or type(error).__name__)
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, it becomes a sentence
        traceback.print_exc(file=sys.stderr)
        problem = _fault(type(error).__name__)
    if problem:
        pipe.send_bytes(json.dumps(("problem", problem)).encode())


def end_with_parent() -> None:
    """End when the process that waits for us is gone."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def limit_memory(memory_bytes: int) -> None:
    """Let this process take no more memory than that, where the system can do so."""
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _fault(what: str) -> str:
    return filled(_FAULT, what=what)
