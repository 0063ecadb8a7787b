"""`midstance batch`: a folder of videos in, a folder of results for each out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from midstance.cli.options import ConfigFile

if TYPE_CHECKING:
    from midstance.batch.base import Outcome


def batch(
    videos: Annotated[Path, typer.Argument(help="Folder with videos.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")],
    *,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option(help="Processes of this machine, or a Ray cluster."),
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Videos at a time (local); default: one for four cores."
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(help="Ray cluster; default: one is started on this machine."),
    ] = None,
    subjects: Annotated[
        Path | None,
        typer.Option(
            help="CSV with the column video, and height_m, mass_kg, speed_m_s, "
            "view, ... of each."
        ),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Settings that ship: treadmill, overground.")
    ] = None,
    config: ConfigFile = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Analyze again what was analyzed before.")
    ] = False,
    report: Annotated[
        bool, typer.Option(help="Make overlay videos and report pages.")
    ] = True,
) -> None:
    """Analyze every video of a folder; done ones are kept, failed ones are named.

    Ends with status 2 when a video could not be analyzed; the others are done.
    """
    from midstance.batch.base import engines
    from midstance.batch.jobs import find_jobs
    from midstance.batch.run import run_batch
    from midstance.cli.analyze import chosen_settings
    from midstance.cli.progress import progress_bar

    given = {"n_workers": workers} if engine == "local" else {"address": address}
    params = {key: value for key, value in given.items() if value is not None}
    worker = engines.build(engine, params)
    settings = chosen_settings(config, preset)
    jobs = find_jobs(videos, out, settings, subjects=subjects, with_report=report)
    ended = 0
    with progress_bar() as progress:

        def show(outcome: "Outcome") -> None:
            nonlocal ended
            ended += 1
            progress("Analyzing videos", ended, len(jobs))
            typer.echo(_line(outcome))

        progress("Analyzing videos", 0, len(jobs))
        outcomes = run_batch(jobs, worker, out, anew=anew, report=show)
    typer.echo(f"\n{out / 'batch.csv'}\n{out / 'summary.csv'}")
    statuses = {outcome.status for outcome in outcomes}
    if "crashed" in statuses:
        raise typer.Exit(1)
    if "failed" in statuses:
        raise typer.Exit(2)


def _line(outcome: "Outcome") -> str:
    said = f": {outcome.message}" if outcome.message else ""
    took = f" in {outcome.seconds:.0f} s" if outcome.status == "done" else ""
    return f"{outcome.status:<8}{outcome.name}{took}{said}"
