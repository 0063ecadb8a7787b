"""Processes of this machine."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Annotated

from pydantic import Field

from midstance.batch.base import Outcome, crashed, do, engines
from midstance.batch.jobs import Job

CORES_PER_VIDEO = 4
"""The networks of one video use at most so many."""


@engines.register("local")
@dataclass(frozen=True)
class Local:
    """As many processes as the machine has room for.

    Parameters
    ----------
    n_workers
        Videos at a time; None: one for every four cores.

    """

    n_workers: Annotated[int, Field(ge=1)] | None = None

    def outcomes(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Yield outcomes in the order in which the jobs end."""
        roomy = max(1, (os.cpu_count() or 1) // CORES_PER_VIDEO)
        n_workers = min(self.n_workers or roomy, max(len(jobs), 1))
        # A new interpreter each: the networks' threads do not survive a fork.
        pool = ProcessPoolExecutor(
            n_workers, mp_context=get_context("spawn"), initializer=_ignore_interrupt
        )
        try:
            running = {pool.submit(_do_interruptibly, job): job for job in jobs}
            for future in as_completed(running):
                error = future.exception()
                yield crashed(running[future], error) if error else future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _ignore_interrupt() -> None:
    """Let Ctrl-C, which reaches every process, not end one that waits for work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do_interruptibly(job: Job) -> Outcome:
    """Do one job; Ctrl-C ends it, and what it found so far is kept on disk."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return do(job)
    finally:
        _ignore_interrupt()
