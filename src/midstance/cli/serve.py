"""`midstance serve`: the web app."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer, insist

if TYPE_CHECKING:
    from midstance.web.serving import Encryption
    from midstance.web.store.recordings import Store

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Where recordings are kept; default: the user's data."
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        help="Address of a database, as SQLAlchemy writes it; default: a file in the "
        "folder."
    ),
]


def serve(
    folder: Folder = None,
    *,
    host: Annotated[
        str,
        typer.Option(
            help="Address to serve on. Others than 127.0.0.1 need users (midstance "
            "users) and encryption."
        ),
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
    database: Database = None,
    queue: Annotated[
        str | None,
        typer.Option(
            help="Where jobs are queued: a file, or redis://HOST:PORT/N; default: a "
            "file in the folder."
        ),
    ] = None,
    tls_certificate: Annotated[
        Path | None,
        typer.Option(help="Certificate (PEM) with which the way to here is encrypted."),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(help="Its key (PEM); default: in the file of the certificate."),
    ] = None,
    behind_proxy: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESSES",
            help="Addresses of proxies that encrypt the way to here and say so "
            "(X-Forwarded-Proto), with commas between.",
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

    store = open_store(folder, database)
    encryption = serving.Encryption(tls_certificate, tls_key, behind_proxy)
    token = secrets.token_urlsafe(24) if host in LOCAL else None
    if token is None:
        _ensure_safe(store, encryption, host)
    encryption.options()  # a wrong certificate is said before anything is begun
    with serving.listening(host, port) as socket:
        store.sweep()
        take_over(store)
        urls = _addresses(host, socket.getsockname()[1], encryption, token)
        insist("\n".join(urls))
        typer.echo("Open this page; end with Ctrl-C.")
        answer(addresses=urls, folder=store.root)
        if browser and token is not None:
            webbrowser.open(urls[0])
        hosts = frozenset() if token is None else LOCAL
        worker = Jobs(store, n_jobs=jobs, queue=queue)
        app = make_app(store, token=token, hosts=hosts, jobs=worker)
        with suppress(KeyboardInterrupt):
            serving.serve(app, socket, encryption)
    typer.echo(f"Recordings and results are in {store.root}")


def open_store(folder: Path | None, database: str | None) -> "Store":
    """Return the recordings of a folder; default: those of this user."""
    from midstance.web.store.recordings import Store
    from midstance.weights.published import user_folder

    return Store(folder or user_folder() / "recordings", database)


def _addresses(
    host: str, port: int, encryption: "Encryption", token: str | None
) -> list[str]:
    """Return what can be typed into a browser to get here."""
    from midstance.web.serving import names_to_type

    scheme = "https" if encryption.is_ours else "http"
    if token is not None:
        return [f"{scheme}://localhost:{port}/?token={token}"]
    return [f"{scheme}://{name}:{port}/" for name in names_to_type(host)]


def _ensure_safe(store: "Store", encryption: "Encryption", host: str) -> None:
    """Raise unless only those get in who may, over a way that nobody reads.

    Raises
    ------
    ConfigError
        If nobody can log in as an owner, or the way is not encrypted.

    """
    from midstance.errors import ConfigError
    from midstance.web.access.users import Users

    if not any(one.role == "owner" for one in Users(store.rows).all()):
        raise ConfigError(
            f"Other machines reach {host}, so that users must log in, and there is no "
            "owner yet; add one with: midstance users add NAME --role owner"
        )
    if not encryption.is_any:
        raise ConfigError(
            f"Other machines reach {host}, so that the way must be encrypted; give "
            "--tls-certificate and --tls-key, or --behind-proxy with the address of "
            "the proxy that does it."
        )
