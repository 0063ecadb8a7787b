"""`midstance serve`: the web app."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer


def serve(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="Where recordings are kept; default: the user's data."
        ),
    ] = None,
    *,
    host: Annotated[
        str, typer.Option(help="Address to serve on; others than this machine's too.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port; 0: any free one.", min=0, max=65535)
    ] = 8765,
    browser: Annotated[
        bool, typer.Option(help="Open the page in the web browser.")
    ] = True,
    jobs: Annotated[
        int, typer.Option(help="How many videos to analyze at a time.", min=1, max=64)
    ] = 1,
    database: Annotated[
        str | None,
        typer.Option(
            help="Address of a database, as SQLAlchemy writes it; default: a file in "
            "the folder."
        ),
    ] = None,
    queue: Annotated[
        str | None,
        typer.Option(
            help="Where jobs are queued: a file, or redis://HOST:PORT/N; default: a "
            "file in the folder."
        ),
    ] = None,
) -> None:
    """Analyze recordings on a page of this machine; nothing leaves it."""
    import secrets
    import webbrowser

    from midstance.web import serving
    from midstance.web.app import make_app
    from midstance.web.guard import LOCAL
    from midstance.web.jobs.workers import Jobs
    from midstance.web.store.legacy import take_over
    from midstance.web.store.recordings import Store
    from midstance.weights.published import user_folder

    store = Store(folder or user_folder() / "recordings", database)
    token = secrets.token_urlsafe(24)
    with serving.listening(host, port) as socket:
        store.sweep()
        take_over(store)
        shown = "localhost" if host in LOCAL else host
        url = f"http://{shown}:{socket.getsockname()[1]}/?token={token}"
        typer.echo(f"{url}\nOpen this page; end with Ctrl-C.")
        if host not in LOCAL:
            typer.echo(
                "Whoever has this address can see and delete the recordings, and the "
                "way to here is not encrypted.",
                err=True,
            )
        if browser:
            webbrowser.open(url)
        hosts = LOCAL if host in LOCAL else frozenset()
        worker = Jobs(store, n_jobs=jobs, queue=queue)
        app = make_app(store, token=token, hosts=hosts, jobs=worker)
        with suppress(KeyboardInterrupt):
            serving.serve(app, socket)
    typer.echo(f"Recordings and results are in {store.root}")
