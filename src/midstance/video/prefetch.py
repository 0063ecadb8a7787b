"""Work done ahead in a thread, while what is already there is used."""

import os
import sys
from collections.abc import Generator, Iterable
from contextlib import suppress
from queue import Empty, Queue
from threading import Event, Thread, get_native_id
from typing import TypeVar

T = TypeVar("T")


_LESS_URGENT = 10


def prefetch(
    items: Iterable[T], n_ahead: int, *, is_urgent: bool = True
) -> Generator[T, None, None]:
    """Yield `items` in order, made in a thread of their own.

    Several of these, one within the other, make an assembly line. Threads work at
    the same time as far as they are outside of Python: decoding, networks, OpenCV.

    Parameters
    ----------
    items
        What takes time to make, for example a generator. It runs in the thread
        from its first step to its end; nobody else may use it meanwhile.
    n_ahead
        So many items wait at most to be used.
    is_urgent
        False: the thread takes only what the others leave of the processor, where
        the system can tell threads apart (Linux).

    Yields
    ------
    T
        The items. An error of `items`, an interruption too, arises after those
        that came before it. Closing this generator closes `items` and waits until
        the thread has ended.

    Examples
    --------
    >>> list(prefetch((n * n for n in range(4)), 2))
    [0, 1, 4, 9]

    """
    line: Queue[tuple[T] | BaseException | None] = Queue(n_ahead)
    is_over = Event()
    worker = Thread(
        target=_work,
        args=(items, line, is_over, is_urgent),
        name="midstance-ahead",
        daemon=True,
    )
    worker.start()
    try:
        while (made := line.get()) is not None:
            if isinstance(made, BaseException):
                raise made
            yield made[0]
    finally:
        is_over.set()
        while worker.is_alive():
            with suppress(Empty):  # the worker may be waiting for a place
                line.get(timeout=0.01)
        worker.join()


def _work(
    items: Iterable[T],
    line: Queue[tuple[T] | BaseException | None],
    is_over: Event,
    is_urgent: bool,
) -> None:
    try:
        if not is_urgent:
            _step_back()
        iterator = iter(items)
        for item in iterator:
            line.put((item,))
            if is_over.is_set():
                break
        if isinstance(iterator, Generator):
            iterator.close()
    except BaseException as error:  # noqa: BLE001 - raised again where it is used
        line.put(error)
    else:
        line.put(None)


def _step_back() -> None:
    """Let other threads go first; those that this one starts step back with it."""
    if sys.platform == "linux":
        thread = get_native_id()
        usual = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, usual + _LESS_URGENT)
