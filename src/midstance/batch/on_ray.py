"""Machines of a Ray cluster."""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from midstance.batch.base import Engine, Outcome, Watch, crashed, do, engines
from midstance.batch.jobs import Job
from midstance.batch.pieces import find_piece, keep_joined, pieces_of
from midstance.errors import ConfigError, MidstanceError, MissingDependencyError
from midstance.formats.pose_log import TimedPoses
from midstance.pipeline.folder import POSES

_N_TIMES_AGAIN = 3
"""How often a video is done again whose machine or process died."""
_NOT_STARTED = "timed out during startup"
"""What Ray says where its own processes are not up within half a minute."""
_ORPHAN_S = 60.0
"""How long the process of a machine that was lost may still hold a folder."""


@engines.register("ray")
@dataclass(frozen=True)
class OnRay(Engine):
    """The cores of a Ray cluster [1]_, which must see the same folders as we do.

    A video whose machine is lost is done again on another one. The pieces of a long
    video (`midstance.pose.pieces`) are looked at by several machines.

    Parameters
    ----------
    address
        Address of the cluster, such as ``ray://head:10001``; ``local``: one is started
        on this machine and ends with the batch.
    cores_per_video
        How many cores each video is given, where a machine has so many.

    References
    ----------
    .. [1] P. Moritz et al., *Ray: A Distributed Framework for Emerging AI
       Applications*, 2018.

    """

    library: ClassVar[str] = "ray"

    address: str = "local"
    cores_per_video: Annotated[int, Field(ge=1)] = 2

    def outcomes(
        self,
        jobs: Sequence[Job],
        *,
        watch: Watch | None = None,  # noqa: ARG002  other machines do not tell
    ) -> Iterator[Outcome]:
        """Yield outcomes in the order in which the jobs end.

        Raises
        ------
        MissingDependencyError
            If Ray is not installed.
        ConfigError
            If there is no cluster at the address, or none starts here.

        """
        try:
            import ray
        except ImportError as error:
            raise MissingDependencyError(
                "The engine 'ray' needs Ray; install it with: "
                "pip install 'midstance[ray]'."
            ) from error
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would phone home
        try:
            ray.init(self.address, log_to_driver=False, logging_level=logging.ERROR)
        except ConnectionError as error:
            raise ConfigError(
                f"There is no Ray cluster at {self.address!r} ({error}); start one "
                "with 'ray start --head', or leave the address out."
            ) from error
        except Exception as error:
            # Ray has no kind of error of its own for this.
            if _NOT_STARTED not in str(error):
                raise
            raise ConfigError(
                "Ray did not start on this machine within the half minute that it "
                "waits, which happens where much else runs; do it again later, start "
                "a cluster with 'ray start --head' and name its address, or take the "
                "engine 'local'."
            ) from error
        try:
            nodes = ray.nodes()  # type: ignore[no-untyped-call]
            most = max(node["Resources"].get("CPU", 1) for node in nodes)
            n_cores = min(self.cores_per_video, most)
            yield from _Tasks(n_cores).do(jobs)
        finally:
            ray.shutdown()


class _Tasks:
    """What the cluster is at."""

    def __init__(self, n_cores: int) -> None:
        import ray

        task: Any = ray.remote(num_cpus=n_cores, max_retries=_N_TIMES_AGAIN)
        self._begin, self._find, self._finish = map(task, (begin, find_piece, finish))

    def do(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Yield outcomes in the order in which the jobs end."""
        import ray

        running = {self._begin.remote(job): job for job in jobs}
        while running:
            (ready,), _ = ray.wait(list(running), num_returns=1)
            job = running.pop(ready)
            try:
                found = ray.get(ready)
            except ray.exceptions.RayError as error:
                yield crashed(job, getattr(error, "cause", None) or error)
                continue
            if isinstance(found, Outcome):
                yield found
            else:
                running[self._in_pieces(job, found)] = job

    def _in_pieces(self, job: Job, numbers: range) -> Any:  # noqa: ANN401  an ObjectRef
        parts = [self._find.remote(job.video, job.config, number) for number in numbers]
        return self._finish.remote(job, *parts)


def begin(job: Job) -> Outcome | range:
    """Do a job, or return the numbers of its pieces when several can do it."""
    is_here = not (job.video_url or job.folder_url)
    if is_here and not (job.folder / POSES).is_file():
        try:
            numbers = pieces_of(job.video, job.config)
        except MidstanceError:
            numbers = range(1)  # what is wrong is said when it is done
        if len(numbers) > 1:
            return numbers
    return do(job, wait_s=_ORPHAN_S)


def finish(job: Job, *pieces: list[TimedPoses] | None) -> Outcome:
    """Do a job whose pieces were looked at."""
    try:
        keep_joined(job.folder, job.video, job.config, pieces, name=POSES)
    except MidstanceError as error:
        return Outcome(job.name, "failed", str(error))
    return do(job, wait_s=_ORPHAN_S)
