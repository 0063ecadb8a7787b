"""What every engine promises: jobs in, one outcome each, as they are done."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from midstance.batch.jobs import Job
from midstance.batch.remote import brought_here
from midstance.errors import MidstanceError
from midstance.kernels.progress import Progress
from midstance.pipeline.folder import analyze_into
from midstance.registry import ClassRegistry

Status = Literal["done", "kept", "failed", "crashed", "quarantined"]

Watch = Callable[[Job, str, float, float | None], None]
"""Told of a job how far it is: the stage, what is done and the whole of it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one job.

    Parameters
    ----------
    name
        Name of the job.
    status
        ``done`` now, ``kept`` from before, ``failed`` by its input,
        ``crashed`` by a fault of ours, or ``quarantined``: it crashed before and
        was not tried again.
    message
        Why it failed, in one sentence.
    seconds
        How long it took.

    """

    name: str
    status: Status
    message: str = ""
    seconds: float = 0.0


class Engine(ABC):
    """Does jobs beside one another; a frozen dataclass of settings.

    Attributes
    ----------
    library
        What Python imports for it, when the default install has it not.

    """

    library: ClassVar[str] = ""

    @abstractmethod
    def outcomes(
        self, jobs: Sequence[Job], *, watch: Watch | None = None
    ) -> Iterator[Outcome]:
        """Yield the outcome of each job as soon as it is known.

        A job that fails, or kills the process that does it, says so in its
        outcome; the others go on. When the caller stops taking outcomes, no
        further job is begun. An engine that knows how far a job is tells `watch`.
        """


engines: ClassRegistry[Engine] = ClassRegistry(
    "batch engine", Engine, "midstance.batch", group="midstance.engines"
)


def do(job: Job, *, progress: Progress | None = None, wait_s: float = 0.0) -> Outcome:
    """Do one job; a wrong input is an outcome, a fault of ours is raised.

    Parameters
    ----------
    job
        What is to be done.
    progress
        Called with the stage, what is done and the whole.
    wait_s
        How long to wait for somebody else who writes into its folder.

    """
    began = time.monotonic()
    try:
        with brought_here(job) as here:
            analyze_into(
                here.folder,
                here.video,
                here.config,
                with_report=here.with_report,
                progress=progress,
                wait_s=wait_s,
            )
    except MidstanceError as error:
        return Outcome(job.name, "failed", str(error), time.monotonic() - began)
    return Outcome(job.name, "done", seconds=time.monotonic() - began)


def crashed(job: Job, error: BaseException) -> Outcome:
    """Return the outcome of a job that ended with a fault of ours."""
    return Outcome(job.name, "crashed", f"{type(error).__name__}: {error}")
