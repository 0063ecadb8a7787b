"""`midstance label`: contacts put right by hand, and every number follows."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import insist

if TYPE_CHECKING:
    from midstance.web.label.session import Session


def label(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    *,
    video: Annotated[
        Path | None,
        typer.Option(help="The video that was analyzed; default: looked for."),
    ] = None,
    from_table: Annotated[
        bool,
        typer.Option(
            "--from-table",
            help="Take over what was changed in events.csv, without the page.",
        ),
    ] = False,
    browser: Annotated[
        bool, typer.Option(help="Open the page in the web browser.")
    ] = True,
) -> None:
    """Add, move and delete contacts and toe-offs by hand."""
    from midstance.pipeline import edited as results

    analysis, is_table_changed = results.open_folder(folder)
    film = results.find_video(folder, analysis, video)
    if is_table_changed:
        analysis.save(folder)
        typer.echo("Changes in events.csv were taken over; the numbers follow them.")
    if from_table:
        if not is_table_changed:
            typer.echo("events.csv is as midstance wrote it; nothing to do.")
            return
        from midstance.api.whole import REPORT
        from midstance.cli.analyze import show
        from midstance.cli.progress import progress_bar

        with progress_bar(REPORT) as progress:
            page = results.redraw(analysis, film, folder, progress=progress)
        show(analysis)
        typer.echo(str(page))
        return
    from midstance.errors import VideoError
    from midstance.web.label.session import Session

    try:
        session = Session(analysis, folder, film)
    except VideoError as error:
        raise VideoError(f"{error} Say where it is with --video.") from error
    if is_table_changed:
        session.draw()
    _serve(session, with_browser=browser)


def _serve(session: "Session", *, with_browser: bool) -> None:
    """Show the page until the user interrupts."""
    import secrets
    import webbrowser

    from midstance.web import serving
    from midstance.web.app import make_folder_app
    from midstance.web.guard import LOCAL

    token = secrets.token_urlsafe(24)
    with serving.listening("127.0.0.1", 0) as socket:
        url = f"http://localhost:{socket.getsockname()[1]}/?token={token}"
        insist(url)
        typer.echo("Open this page; end with Ctrl-C.")
        if with_browser:
            webbrowser.open(url)
        with suppress(KeyboardInterrupt):
            serving.serve(make_folder_app(session, token=token, hosts=LOCAL), socket)
    if session.status()["is_drawing"]:
        typer.echo("Drawing the report to its end ...", err=True)
        session.finish()
    typer.echo(f"What was saved is in {session.folder}")
