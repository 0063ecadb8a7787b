"""The app on a socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from midstance.errors import ConfigError
from midstance.web.app import make_app
from midstance.web.store import Store


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that listens.

    Raises
    ------
    ConfigError
        If the port is taken or the address not this machine's.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"Cannot serve on {host}:{port} ({error.strerror}); choose another "
                "--port, or 0 for any free one."
            ) from error
        yield listener


def run(
    store: Store, listener: socket.socket, *, token: str, hosts: frozenset[str]
) -> None:
    """Serve until the user interrupts."""
    import uvicorn

    app = make_app(store, token=token, hosts=hosts)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[listener])
