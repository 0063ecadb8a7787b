"""`midstance doctor`: what is installed, what is missing and how to get it."""

import platform
from collections.abc import Iterator

import typer

from midstance.cli.answer import answer

Finding = tuple[bool | None, str]
"""Whether all is well, None when it is only not needed, and the line that says so."""

_MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[yellow]○[/yellow]"}


def doctor() -> None:
    """Say what is installed, which weights are here, and what is missing.

    ○ marks what is optional. Ends with status 2 when the default analysis cannot
    run.
    """
    from importlib.metadata import version

    from rich.console import Console

    console = Console()
    console.print(
        f"midstance {version('midstance')} on Python {platform.python_version()}, "
        f"{platform.platform()}",
        markup=False,
    )
    findings = [*_libraries(), _encoder(), *_weights(), *_other_networks(), *_broken()]
    answer(found=[{"is_good": good, "line": line} for good, line in findings])
    for is_good, line in findings:
        console.print(_MARKS[is_good], end=" ")
        console.print(line, markup=False, soft_wrap=True)
    if any(is_good is False for is_good, _ in findings):
        raise typer.Exit(2)


def _libraries() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, requires, version

    for requirement in requires("midstance") or []:
        if "extra ==" in requirement:
            continue
        name = requirement.split(";")[0]
        for mark in "<>=!~ [":
            name = name.split(mark)[0]
        try:
            yield True, f"{name} {version(name)}"
        except PackageNotFoundError:
            yield False, f"{name} is missing: pip install '{requirement}'"


def _encoder() -> Finding:
    import av

    if "libx264" in av.codecs_available:
        return True, "H.264 encoder for the overlay video"
    return False, (
        "This build of PyAV has no H.264 encoder; reinstall it with: "
        "pip install --force-reinstall av"
    )


def _weights() -> Iterator[Finding]:
    from midstance.cli.remedies import with_option
    from midstance.weights.published import weights_status

    for status in weights_status():
        said = with_option(status.message, status.remedy, name=status.name)
        yield (
            None if status.is_optional and not status.is_ready else status.is_ready,
            f"weights of {status.name} ({status.licence}): {said}",
        )


def _other_networks() -> Iterator[Finding]:
    """Say of every other pose backend whether it can run; none is needed."""
    from midstance.cli.remedies import with_option
    from midstance.pose.base import backends
    from midstance.weights.added import backend_status

    for name in backends.names():
        needs = backends.get(name).needs
        if not needs.published:
            status = backend_status(name, needs)
            said = with_option(status.message, status.remedy, name=name)
            line = f"pose network {name} ({status.licence}): {said}"
            yield True if status.is_ready else None, line


def _broken() -> Iterator[Finding]:
    """Say which plug-ins of other packages cannot be used."""
    from midstance.batch.base import engines
    from midstance.cleaning.base import cleaners
    from midstance.events.base import detectors
    from midstance.formats.base import formats
    from midstance.metrics.base import metrics
    from midstance.pose.base import backends
    from midstance.report.sections import sections

    for registry in (
        *(backends, cleaners, detectors, metrics, sections, engines),
        formats,
    ):
        for sentence in registry.broken().values():
            yield None, sentence
