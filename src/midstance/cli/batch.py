"""`midstance batch`: a folder of videos in, a folder of results for each out."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from midstance.cli.answer import answer
from midstance.cli.options import ConfigFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from midstance.batch.base import Outcome
    from midstance.batch.jobs import Job

_STAGES = {"Finding people": (0.0, 0.75), "Drawing": (0.75, 0.25)}
"""Where each stage of a video begins and how long it is, as parts of the whole."""


def batch(
    videos: Annotated[
        str, typer.Argument(help="Folder with videos, or its address (s3://...).")
    ],
    out: Annotated[
        str,
        typer.Option("--out", "-o", help="Folder for the results, or its address."),
    ],
    *,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option(help="Processes of this machine, or a Ray cluster."),
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Videos at a time (local); default: one for each core."
        ),
    ] = None,
    memory_gb: Annotated[
        float | None,
        typer.Option(
            help="Memory one video may take (local); default: its share of most "
            "of the machine's."
        ),
    ] = None,
    patience_min: Annotated[
        float | None,
        typer.Option(
            help="Minutes without progress after which a video is given up (local); "
            "default: 10."
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(help="Ray cluster; default: one is started on this machine."),
    ] = None,
    subjects: Annotated[
        Path | None,
        typer.Option(
            help="CSV with the column video, and person, height_m, mass_kg, "
            "speed_m_s, view, ... of each."
        ),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Settings that ship: treadmill, overground.")
    ] = None,
    config: ConfigFile = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Analyze again what was analyzed before.")
    ] = False,
    report: Annotated[bool, typer.Option(help="Make report pages.")] = True,
) -> None:
    """Analyze every video of a folder; done ones are kept, failed ones are named.

    Ends with status 2 when a video could not be analyzed, and with 1 when one made
    midstance crash; the others are done. What crashed is left out by the next run
    with the same settings; --anew tries it again.
    """
    from midstance.batch.base import engines
    from midstance.batch.jobs import find_jobs
    from midstance.batch.remote import as_place
    from midstance.batch.run import run_batch
    from midstance.cli.analyze import chosen_settings
    from midstance.cli.progress import progress_bar
    from midstance.schema.foreign.subjects import read_subjects

    local = {
        "n_workers": workers,
        "memory_gb": memory_gb,
        "patience_s": None if patience_min is None else 60 * patience_min,
    }
    given = local if engine == "local" else {"address": address}
    params = {key: value for key, value in given.items() if value is not None}
    worker = engines.build(engine, params)
    settings = chosen_settings(config, preset)
    place = as_place(out)
    ends = ExitStack()
    folder = (
        Path(ends.enter_context(TemporaryDirectory(prefix="midstance-batch-")))
        if isinstance(place, str)
        else place
    )
    jobs = find_jobs(
        as_place(videos),
        place,
        settings,
        subjects=subjects,
        with_report=report,
        mirror=folder,
    )
    for note in () if subjects is None else read_subjects(subjects)[1]:
        typer.echo(f"! {note}", err=True)
    shares: dict[str, float] = {}
    with ends, progress_bar() as progress:

        def advance(name: str, share: float) -> None:
            shares[name] = share
            progress("Analyzing videos", sum(shares.values()), len(jobs))

        def watch(job: "Job", stage: str, done: float, whole: float | None) -> None:
            if whole and stage in _STAGES:
                begin, length = _STAGES[stage]
                advance(job.name, begin + length * min(done / whole, 1.0))

        def show(outcome: "Outcome") -> None:
            advance(outcome.name, 1.0)
            typer.echo(_line(outcome))

        progress("Analyzing videos", 0, len(jobs))
        outcomes = run_batch(
            jobs,
            worker,
            folder,
            anew=anew,
            report=show,
            watch=watch,
            address=place if isinstance(place, str) else "",
        )
        made = ("index.html", "batch.csv", "summary.csv", "summary.parquet")
        names = [name for name in made if (folder / name).is_file()]
    _end([f"{place}/{name}" for name in names], outcomes)


def _end(made: list[str], outcomes: "Sequence[Outcome]") -> None:
    """Say what was made, and end with the status of the worst outcome."""
    typer.echo("\n" + "\n".join(made))
    told = ("name", "status", "message")
    answer(files=made, videos=[{k: getattr(o, k) for k in told} for o in outcomes])
    statuses = {outcome.status for outcome in outcomes}
    if statuses & {"crashed", "quarantined"}:
        raise typer.Exit(1)
    if "failed" in statuses:
        raise typer.Exit(2)


def _line(outcome: "Outcome") -> str:
    said = f": {outcome.message}" if outcome.message else ""
    took = f" in {outcome.seconds:.0f} s" if outcome.status == "done" else ""
    return f"{outcome.status:<8}{outcome.name}{took}{said}"
