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
) -> None:
    """Analyze recordings on a page of this machine; nothing leaves it."""
    import secrets
    import webbrowser

    from midstance.web import serving
    from midstance.web.app import make_app
    from midstance.web.guard import LOCAL
    from midstance.web.store.legacy import take_over
    from midstance.web.store.recordings import Store
    from midstance.weights.published import user_folder

    store = Store(folder or user_folder() / "recordings")
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
        app = make_app(store, token=token, hosts=hosts)
        with suppress(KeyboardInterrupt):
            serving.serve(app, socket)
    typer.echo(f"Recordings and results are in {store.root}")
