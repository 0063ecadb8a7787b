"""`midstance pdf`: the report on paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from midstance.cli.answer import answer

if TYPE_CHECKING:
    from midstance.report.heading import Heading


def pdf(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze or join wrote.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The PDF; default: report.pdf in FOLDER."),
    ] = None,
    *,
    summary: Annotated[
        bool, typer.Option("--summary", help="What stands out and the numbers alone.")
    ] = False,
    practice: Annotated[
        str | None, typer.Option(help="Name of the practice over it, remembered.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="A line under that name, remembered.")
    ] = None,
    logo: Annotated[
        Path | None, typer.Option(help="Image of its logo, remembered.")
    ] = None,
    client: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL=TEXT",
            help="Of the runner, such as 'Born=1990'; may be given several times.",
        ),
    ] = None,
    link: Annotated[
        str,
        typer.Option(help="Address of the report with its video, printed as QR code."),
    ] = "",
    paper: Annotated[
        Literal["a4", "letter"] | None,
        typer.Option(help="Default: Letter with imperial units, else A4."),
    ] = None,
) -> None:
    """Print the report to a PDF, with an installed Chromium, Chrome or Edge."""
    from midstance.report.pdf import print_page
    from midstance.report.write import PAGE

    keep_named(practice, contact, logo)
    name = "summary.pdf" if summary else "report.pdf"
    heading = heading_of(folder, client or [], link, paper)
    path = print_page(
        folder / PAGE,
        folder / name if out is None else out,
        extent="summary" if summary else "full",
        heading=heading,
    )
    typer.echo(str(path))
    answer(file=path)


def keep_named(practice: str | None, contact: str | None, logo: Path | None) -> None:
    """Remember what was named of the practice; the rest stays."""
    from dataclasses import replace

    from midstance.report.heading import keep_practice, kept_practice, read_logo

    if practice is None and contact is None and logo is None:
        return
    kept = kept_practice()
    if practice is not None:
        kept = replace(kept, name=practice)
    if contact is not None:
        kept = replace(kept, contact=contact)
    if logo is not None:
        kept = replace(kept, logo=read_logo(logo))
    keep_practice(kept)


def heading_of(
    folder: Path, client: list[str], link: str, paper: Literal["a4", "letter"] | None
) -> "Heading":
    """Return the heading of a report, with what its analysis knows of the runner."""
    from midstance.errors import ConfigError
    from midstance.report.heading import Heading, client_of, kept_practice, paper_for
    from midstance.report.units import kept_units
    from midstance.schema.analysis import FACTS, load
    from midstance.words.language import kept_language, speaking

    units = kept_units()
    facts: dict[str, str] = {}
    if (folder / FACTS).is_file():
        with speaking(kept_language()):
            facts = dict(client_of(load(folder), units))
    for text in client:
        label, mark, value = text.partition("=")
        if not mark or not label.strip():
            raise ConfigError(f"--client must be LABEL=TEXT, got {text!r}.")
        facts[label.strip()] = value.strip()
    named = [(label, value) for label, value in facts.items() if value]
    named.sort(key=lambda one: one[0] != "Name")  # whose it is comes first
    return Heading(
        kept_practice(),
        tuple(named),
        link,
        paper or paper_for(units),
    )
