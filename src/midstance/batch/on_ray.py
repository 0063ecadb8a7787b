"""Machines of a Ray cluster."""

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from midstance.batch.base import Engine, Outcome, Watch, crashed, do, engines
from midstance.batch.jobs import Job
from midstance.errors import ConfigError, MissingDependencyError


@engines.register("ray")
@dataclass(frozen=True)
class OnRay(Engine):
    """The cores of a Ray cluster [1]_, which must see the same folders as we do.

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
            If there is no cluster at the address.

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
        try:
            nodes = ray.nodes()  # type: ignore[no-untyped-call]
            most = max(node["Resources"].get("CPU", 1) for node in nodes)
            n_cores = min(self.cores_per_video, most)
            work = ray.remote(do).options(num_cpus=n_cores)
            running = {work.remote(job): job for job in jobs}
            while running:
                (ready,), _ = ray.wait(list(running), num_returns=1)
                job = running.pop(ready)
                try:
                    yield ray.get(ready)
                except ray.exceptions.RayError as error:
                    yield crashed(job, getattr(error, "cause", None) or error)
        finally:
            ray.shutdown()
