"""`midstance pdf`: the report on paper."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer


def pdf(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The PDF; default: report.pdf in FOLDER."),
    ] = None,
    *,
    summary: Annotated[
        bool, typer.Option("--summary", help="What stands out and the numbers alone.")
    ] = False,
) -> None:
    """Print the report to a PDF, with an installed Chromium, Chrome or Edge."""
    from midstance.report.pdf import print_page
    from midstance.report.write import PAGE

    name = "summary.pdf" if summary else "report.pdf"
    path = print_page(
        folder / PAGE,
        folder / name if out is None else out,
        extent="summary" if summary else "full",
    )
    typer.echo(str(path))
    answer(file=path)
