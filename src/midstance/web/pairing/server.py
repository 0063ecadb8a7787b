"""The socket that a phone reaches: open only while a phone may send."""

import socket
import threading
import time
from typing import TYPE_CHECKING

from midstance.errors import ConfigError
from midstance.web.jobs.workers import Jobs
from midstance.web.pairing.app import make_phone_app
from midstance.web.pairing.phone import Pairing
from midstance.web.serving import listening, network_addresses
from midstance.web.store.recordings import Store

if TYPE_CHECKING:
    import uvicorn

_LOOK_EVERY_S = 0.5
_LINGER_S = 5.0
"""So long it goes on after it closed, so that the phone learns why."""


class PhoneServer:
    """Opens a way in for the videos of a phone, one at a time, and closes it again.

    Parameters
    ----------
    store, jobs
        Where videos go, and who has them analyzed.

    """

    def __init__(self, store: Store, jobs: Jobs) -> None:
        self._store, self._jobs = store, jobs
        self._lock = threading.Lock()
        self._pairing: Pairing | None = None
        self._url = ""
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def pairing(self) -> Pairing | None:
        """The phone that may send; None: none ever did."""
        return self._pairing

    @property
    def url(self) -> str:
        """What the phone is to open; empty: nothing is open."""
        pairing = self._pairing
        return self._url if pairing is not None and pairing.is_open else ""

    def open(self, pairing: Pairing, *, address: str | None = None) -> str:
        """Return the address that the phone is to open; what was open is closed.

        Raises
        ------
        ConfigError
            If this machine is in no network.

        """
        found = address or next(iter(network_addresses()), None)
        if found is None:
            raise ConfigError(
                "This computer is in no network that a phone could be in too; connect "
                "both to the same Wi-Fi, or bring the video by cable."
            )
        with self._lock:
            self._end()
            began = threading.Event()
            self._thread = threading.Thread(
                target=self._serve, args=(pairing, found, began), daemon=True
            )
            self._pairing = pairing
            self._thread.start()
            if not began.wait(20.0) or not self._url:
                pairing.close()
                raise ConfigError(
                    f"No port can be opened at {found} for a phone; a firewall may "
                    "forbid it. Bring the video by cable."
                )
            return self._url

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._pairing is not None:
            self._pairing.close()
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        self._thread = self._server = None
        self._url = ""

    def _serve(self, pairing: Pairing, host: str, began: threading.Event) -> None:
        import uvicorn

        app = make_phone_app(self._store, self._jobs, pairing, host=host)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        self._server = server = uvicorn.Server(config)
        watch = threading.Thread(target=_watch, args=(pairing, server), daemon=True)
        try:
            with listening(host, 0) as listener:
                self._url = _url(host, listener, pairing)
                listener.listen()
                watch.start()
                began.set()
                server.run(sockets=[listener])
        except ConfigError:
            self._url = ""
            began.set()


def _watch(pairing: Pairing, server: "uvicorn.Server") -> None:
    while pairing.is_open and not server.should_exit:
        time.sleep(_LOOK_EVERY_S)
    until = time.monotonic() + _LINGER_S
    while not server.should_exit and time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
    server.should_exit = True


def _url(host: str, listener: socket.socket, pairing: Pairing) -> str:
    return f"http://{host}:{listener.getsockname()[1]}/{pairing.code}"
