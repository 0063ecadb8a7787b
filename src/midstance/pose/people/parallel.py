"""Several people looked at in the same moment, each by a network of its own."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Map(Protocol):
    """Applies a function to each of several things; like `map`."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], /) -> Iterable[R]:
        """Return the results in the order of `items`."""
        ...


@contextmanager
def parallel_map(n_at_once: int) -> Iterator[Map]:
    """Give a `map` whose calls run at the same time, `n_at_once` at most.

    A single one runs in the thread of the caller, and so costs nothing more.

    Examples
    --------
    >>> with parallel_map(2) as each:
    ...     each(str, [1, 2, 3])
    ['1', '2', '3']

    """
    with ThreadPoolExecutor(n_at_once) as pool:

        def each(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
            everything = list(items)
            is_alone = n_at_once == 1 or len(everything) < 2
            return list((map if is_alone else pool.map)(work, everything))

        yield each


class InstancePool(Generic[P, R]):
    """A function with state, usable from several threads at a time.

    There is one for each of as many threads as have called it at the same time;
    a further one is made when all are busy.

    Parameters
    ----------
    make
        Makes one.

    """

    def __init__(self, make: Callable[[], Callable[P, R]]) -> None:
        self._make = make
        self._idle: SimpleQueue[Callable[P, R]] = SimpleQueue()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Let one that is idle do it."""
        try:
            one = self._idle.get_nowait()
        except Empty:
            one = self._make()
        try:
            return one(*args, **kwargs)
        finally:
            self._idle.put(one)


class SharedCores(Generic[P, R]):
    """A function with state for several people, among whom the cores are shared out.

    Two networks with a thread each take a tenth less work than two with two threads,
    which wait for each other at every layer.

    Parameters
    ----------
    make
        Makes one that uses so many cores.
    n_cores
        All there are.

    """

    def __init__(self, make: Callable[[int], Callable[P, R]], n_cores: int) -> None:
        self._make = make
        self._n_cores = n_cores
        self._pools: dict[int, InstancePool[P, R]] = {}

    def among(self, n_people: int) -> Callable[P, R]:
        """Return what looks at each of so many people, usable from several threads."""
        n_each = max(1, self._n_cores // max(1, n_people))
        if n_each not in self._pools:
            self._pools[n_each] = InstancePool(partial(self._make, n_each))
        return self._pools[n_each]


def usable_cores(most: int) -> int:
    """Return how many processor cores this process may use, `most` at most.

    The variable ``OMP_NUM_THREADS`` counts, too: who shares out a machine, as Ray
    does, sets it for each process.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    n_cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdecimal() and int(told) > 0:
        n_cores = min(n_cores, int(told))
    return min(most, n_cores)
