"""`midstance convert`: between file formats."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.completion import skeletons


def convert(
    source: Annotated[
        Path | None,
        typer.Argument(
            help="File or folder with tracks, of any format of --list, or the folder "
            "that analyze wrote."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Argument(help="File to write; its ending says in which format."),
    ] = None,
    *,
    show_list: Annotated[
        bool,
        typer.Option("--list", help="List the formats and what each can hold."),
    ] = False,
    person: Annotated[
        str | None, typer.Option(help="Whose tracks, when there are several people.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="The file with the names of the markers (text of QTM)."),
    ] = None,
    rate_hz: Annotated[
        float | None,
        typer.Option(help="Frames per second, where the file does not say it."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            help="Unit of the points (m, cm, mm, in, ft), where the file does not say."
        ),
    ] = None,
    image_size: Annotated[
        str | None,
        typer.Option(
            help="Size of the video, 1280x720, where points are shares of the picture."
        ),
    ] = None,
    skeleton: Annotated[
        str | None,
        typer.Option(
            help="Skeleton, where the file does not name its keypoints.",
            autocompletion=skeletons,
        ),
    ] = None,
    joints: Annotated[
        bool,
        typer.Option("--joints", help="Make 18 joints of 45 markers (text of QTM)."),
    ] = False,
    trust: Annotated[
        bool,
        typer.Option("--trust", help="An .npz of others: run the code pickled in it."),
    ] = False,
) -> None:
    """Convert tracks from one file format to another, known by their content."""
    from midstance.errors import ConfigError
    from midstance.formats.base import Told
    from midstance.pipeline.exchange.convert import convert as convert_file

    if show_list:
        _show_formats()
        return
    if source is None or out is None:
        raise ConfigError("Give a file to read and a file to write, or --list.")
    told = Told(
        rate_hz=rate_hz,
        unit=unit,
        labels=labels,
        skeleton=skeleton,
        image_size_px=None if image_size is None else _size_px(image_size),
        is_trusted=trust,
    )
    note = convert_file(source, out, told, person=person, joints=joints)
    if note:
        typer.echo(f"! {note}", err=True)
    typer.echo(str(out))
    answer(file=out, notes=[note] if note else [])


def _size_px(text: str) -> tuple[int, int]:
    from midstance.errors import ConfigError

    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise ConfigError(
            f"--image-size must be width and height in px, such as 1280x720, got "
            f"{text!r}."
        )
    return int(width), int(height)


def _show_formats() -> None:
    from rich.console import Console
    from rich.table import Table

    from midstance.formats.choose import overview

    rows = overview()
    answer(formats=rows)
    table = Table(
        *map(str, rows.columns), box=None, header_style="bold", pad_edge=False
    )
    for row in rows.itertuples(index=False):
        table.add_row(*row)
    Console(width=max(160, Console().width)).print(table)
