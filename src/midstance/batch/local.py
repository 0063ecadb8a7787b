"""Processes of this machine."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Annotated

import psutil
from pydantic import Field

from midstance.batch.base import Engine, Outcome, Watch, engines
from midstance.batch.jobs import Job
from midstance.batch.worker import Limits, Worker

_LEAST_BYTES = 1 << 30
"""What a video may need: no more processes than have this."""

_LOOK_EVERY_S = 1.0
"""How often processes that say nothing are looked at."""

_SHARE_OF_MEMORY = 0.8
"""What all processes together may take of the memory of the machine."""

_BYTES_PER_GB = 1e9


@engines.register("local")
@dataclass(frozen=True)
class Local(Engine):
    """As many processes as the machine has room for.

    A video whose process dies, takes too much memory or stands still costs that
    video alone. A process that died is no proof against its video, since another
    one may have taken the memory, so the video is tried once more, alone.

    Parameters
    ----------
    n_workers
        Videos at a time; None: one for every core, as far as the memory goes. What
        follows the last frame of a video uses one core, and networks that share theirs
        with nobody take less work.
    memory_gb
        How much memory one video may take; None: four fifths of what the machine
        has, shared by the processes.
    patience_s
        How long a video may go without progress before it is given up.

    """

    n_workers: Annotated[int, Field(ge=1)] | None = None
    memory_gb: Annotated[float, Field(gt=0.1, allow_inf_nan=False)] | None = None
    patience_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 600.0

    def outcomes(
        self, jobs: Sequence[Job], *, watch: Watch | None = None
    ) -> Iterator[Outcome]:
        """Yield outcomes in the order in which the jobs end."""
        all_memory = _SHARE_OF_MEMORY * psutil.virtual_memory().total
        n_workers = min(self.n_workers or _room(all_memory), max(len(jobs), 1))
        memory = all_memory / n_workers
        if self.memory_gb is not None:
            memory = self.memory_gb * _BYTES_PER_GB
        crew = _Crew(n_workers, Limits(memory, self.patience_s))
        try:
            yield from crew.do(jobs, watch)
        finally:
            crew.dismiss()


class _Crew:
    """Some processes, and which job each of them is at."""

    def __init__(self, n_workers: int, limits: Limits) -> None:
        self._limits = limits
        self._free = _shares_of_cores(n_workers)
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def do(self, jobs: Sequence[Job], watch: Watch | None) -> Iterator[Outcome]:
        """Yield the outcome of each job; one that killed its process is done again.

        That second time it is alone: nothing else runs.
        """
        waiting, again = deque(jobs), deque[Job]()
        is_second_time = False
        while waiting or again or self._busy:
            while waiting and (self._idle or self._free):
                self._begin(waiting.popleft())
            if again and not self._busy:
                is_second_time = True
                self._begin(again.popleft())
            for worker, outcome in self._ended(watch):
                if worker.has_died and not is_second_time and worker.job:
                    again.append(worker.job)
                else:
                    yield outcome

    def dismiss(self) -> None:
        """End all processes; those at work keep what they found."""
        for worker in self._busy:
            worker.ask_to_end()
        for worker in (*self._busy, *self._idle):
            worker.end()

    def _begin(self, job: Job) -> None:
        worker = self._idle.pop() if self._idle else Worker(self._free.pop())
        worker.begin(job)
        self._busy.append(worker)

    def _ended(self, watch: Watch | None) -> Iterator[tuple[Worker, Outcome]]:
        """Wait a moment, and yield who is done with a job and what became of it."""
        wait([worker.told for worker in self._busy], _LOOK_EVERY_S)
        for worker in tuple(self._busy):
            outcome = worker.look(self._limits, watch)
            if outcome is None:
                continue
            self._busy.remove(worker)
            if worker.has_died:
                self._free.append(worker.cores)
            else:
                self._idle.append(worker)
            yield worker, outcome


def _room(memory: float) -> int:
    """Return how many processes cores and memory (bytes) are enough for."""
    n_cores = len(_cores()) or os.cpu_count() or 1
    return max(1, min(n_cores, int(memory // _LEAST_BYTES)))


def _cores() -> list[int]:
    """Return the cores that may be used; empty: the system does not say."""
    affinity = getattr(os, "sched_getaffinity", None)
    return sorted(affinity(0)) if affinity else []


def _shares_of_cores(n_workers: int) -> list[frozenset[int]]:
    """Return the cores of each process; empty: the system shares them out."""
    cores = _cores()
    n_own = len(cores) // n_workers
    if n_workers == 1 or not n_own:
        return [frozenset()] * n_workers
    return [frozenset(cores[i * n_own : (i + 1) * n_own]) for i in range(n_workers)]
