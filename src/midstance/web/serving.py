"""The app on a socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midstance.errors import ConfigError

if TYPE_CHECKING:
    from fastapi import FastAPI

_ANYWHERE = ("0.0.0.0", "::", "")  # they stand for every address


@dataclass(frozen=True)
class Encryption:
    """How the way to the app is encrypted.

    Parameters
    ----------
    certificate, key
        Files of a certificate and its key (PEM); None: not by us.
    proxies
        Addresses of proxies that do it; what they say of a request is believed.

    """

    certificate: Path | None = None
    key: Path | None = None
    proxies: str | None = None

    @property
    def is_any(self) -> bool:
        """Whether the way is encrypted at all."""
        return self.certificate is not None or self.proxies is not None

    @property
    def is_ours(self) -> bool:
        """Whether we ourselves encrypt it."""
        return self.certificate is not None

    def options(self) -> dict[str, Any]:
        """Return what uvicorn is told of it.

        Raises
        ------
        ConfigError
            If a file of the certificate is not there, or not one.

        """
        given: dict[str, Any] = {"proxy_headers": False}
        if self.proxies is not None:
            given |= {"proxy_headers": True, "forwarded_allow_ips": self.proxies}
        if self.certificate is not None:
            _ensure_certificate(self.certificate, self.key)
            given |= {"ssl_certfile": self.certificate, "ssl_keyfile": self.key}
        return given


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
                "port, or 0 for any free one."
            ) from error
        yield listener


def serve(
    app: "FastAPI", listener: socket.socket, encryption: Encryption | None = None
) -> None:
    """Serve until the user interrupts."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        **(encryption or Encryption()).options(),
    )
    uvicorn.Server(config).run(sockets=[listener])


def names_to_type(host: str) -> list[str]:
    """Return the names under which a browser reaches what listens on `host`.

    An address that stands for all of this machine's is none that can be typed: its
    addresses in the network are returned, the likeliest first.

    Examples
    --------
    >>> names_to_type("192.0.2.7")
    ['192.0.2.7']
    >>> names_to_type("2001:db8::7")
    ['[2001:db8::7]']

    """
    if host not in _ANYWHERE:
        return [f"[{host}]" if ":" in host else host]
    return network_addresses() or ["localhost"]


def network_addresses() -> list[str]:
    """Return this machine's IPv4 addresses in networks, the likeliest first."""
    import psutil

    found = []
    for card, addresses in psutil.net_if_addrs().items():
        state = psutil.net_if_stats().get(card)
        if state is not None and not state.isup:
            continue
        found += [one.address for one in addresses if one.family == socket.AF_INET]
    outward = _outward_address()
    known = [one for one in found if not one.startswith("127.")]
    return sorted(dict.fromkeys(known), key=lambda one: one != outward)


def _outward_address() -> str:
    """Return the address of the card that leads out; nothing is sent for that."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # kept free for documentation
        except OSError:
            return ""
        return str(asking.getsockname()[0])


def _ensure_certificate(certificate: Path, key: Path | None) -> None:
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"{certificate} and its key cannot be used for encryption ({error}); "
            "expected a certificate and its key, not locked by a password, as PEM."
        ) from error
