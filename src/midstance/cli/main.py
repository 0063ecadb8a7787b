"""The command `midstance`."""

import os
from typing import Annotated, Literal

import typer

from midstance.cli import (
    activity,
    analyze,
    batch,
    benchmark,
    classify,
    clip,
    compare,
    convert,
    demo,
    doctor,
    events,
    join,
    label,
    lift,
    measure,
    mpii,
    opensim,
    overlay,
    pdf,
    people,
    poses,
    render3d,
    report,
    reps,
    retime,
    serve,
    synth,
    users,
    verify,
    watch,
    weights,
)
from midstance.cli.command import Commands
from midstance.cli.command_group import CommandGroup

app = Commands(
    cls=CommandGroup,
    name="midstance",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from midstance import __version__

        typer.echo(f"midstance {__version__}")
        raise typer.Exit


def _log(level: str) -> None:
    """Let midstance say on stderr what it does."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("midstance")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


@app.callback()
def root(
    context: typer.Context,
    *,
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"] | None,
        typer.Option(
            envvar="MIDSTANCE_LOG_LEVEL",
            help="Say on stderr what is done, from this level on; before the command.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Say the version."
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="As --log-level info."),
    ] = False,
) -> None:
    """Turn ordinary video of runners into biomechanics that can be trusted.

    Without a command the app opens, as with `serve`.
    """
    if log_level is not None or verbose:
        _log(log_level or "info")
    if context.invoked_subcommand is None:
        serve.serve()


app.command(
    "analyze",
    epilog="Example: midstance analyze run.mp4 -o out --height-m 1.78 --speed-m-s 3",
)(analyze.analyze)
app.command("batch")(batch.batch)
app.command("label")(label.label)
app.command("benchmark")(benchmark.benchmark)
app.command("verify")(verify.verify)
app.command("compare")(compare.compare)
app.command("join")(join.join)
app.command("watch")(watch.watch)
app.command("overlay")(overlay.overlay)
app.command("pdf")(pdf.pdf)
app.command("people")(people.people)
app.command("report")(report.report)
app.command("events")(events.events)
app.command("measure")(measure.measure)
app.command("lift")(lift.lift)
app.command("opensim")(opensim.opensim)
app.command("render3d")(render3d.render3d)
app.command("convert")(convert.convert)
app.command("clip")(clip.clip)
app.command("retime")(retime.retime)
app.command("classify")(classify.classify)
app.command("reps")(reps.reps)
app.command("activity")(activity.activity)
app.command("synth")(synth.synth)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.add_typer(poses.app, name="poses")
app.add_typer(mpii.app, name="mpii")
app.add_typer(users.app, name="users")
app.add_typer(weights.app, name="weights")


def main() -> None:
    """Run the command line."""
    # The threads of NumPy's linear algebra wait busily, and there is nothing so large
    # here that they would be of use. They start when NumPy is read.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()
