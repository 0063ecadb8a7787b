"""The page for curation, on this machine alone."""

import json
import secrets
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

from midstance.drawing.colours import LEFT, RIGHT, css
from midstance.errors import MidstanceError
from midstance.web.label.session import Session

_HOST = "127.0.0.1"
_MOST_BYTES = 20_000_000
_JSON = "application/json"
_FILES = {
    "": ("label.html", "text/html; charset=utf-8"),
    "label.css": ("label.css", "text/css; charset=utf-8"),
    "label.js": ("label.js", "text/javascript; charset=utf-8"),
    "events.js": ("events.js", "text/javascript; charset=utf-8"),
    "picture.js": ("picture.js", "text/javascript; charset=utf-8"),
    "timeline.js": ("timeline.js", "text/javascript; charset=utf-8"),
}
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class LabelServer(ThreadingHTTPServer):
    """Serves one session at a free port of the loopback interface.

    The address carries a token that no other page can guess; who does not know
    it, or comes under another host name, learns nothing.

    Parameters
    ----------
    session
        What is looked at.

    """

    daemon_threads = True

    def __init__(self, session: Session) -> None:
        super().__init__((_HOST, 0), _Handler)
        self.session = session
        self.token = secrets.token_urlsafe(24)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Say nothing of a page that was closed while it was being answered."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{self.host}/{self.token}/"

    @property
    def host(self) -> str:
        """Name and port under which it may be asked."""
        return f"{_HOST}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LabelServer

    def do_GET(self) -> None:
        name = self._name()
        if name is None:
            return self._refuse()
        if name in _FILES:
            file, kind = _FILES[name]
            return self._send(_static(file), kind)
        if name.startswith("frame/") and name[6:].isdigit():
            index = int(name[6:])
            return self._answer(
                lambda: self.server.session.jpeg(index), "image/jpeg", is_lasting=True
            )
        asked = {"data": self.server.session.data, "status": self.server.session.status}
        if name in asked:
            return self._answer(asked[name], _JSON)
        return self._refuse()

    def do_POST(self) -> None:
        name = self._name()
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get("Content-Type", "")
        session = self.server.session
        asked = {"measure": session.measure, "save": session.save}
        is_sound = length.isdigit() and int(length) <= _MOST_BYTES and kind == _JSON
        if name not in asked or not is_sound:
            self.close_connection = True
            return self._refuse()
        body = self.rfile.read(int(length))
        try:
            sent = json.loads(body)
        except ValueError:
            return self._complain("Expected JSON.")
        return self._answer(lambda: asked[name](sent), _JSON)

    def _name(self) -> str | None:
        """Return what is asked for, or None when it is none of the asker's business."""
        if self.headers.get("Host") != self.server.host:
            return None
        token, slash, name = self.path.removeprefix("/").partition("/")
        is_known = secrets.compare_digest(token.encode(), self.server.token.encode())
        return name if is_known and slash else None

    def _answer(
        self, ask: Callable[[], Any], kind: str, *, is_lasting: bool = False
    ) -> None:
        try:
            found = ask()
        except MidstanceError as error:
            return self._complain(str(error))
        body = found if isinstance(found, bytes) else _json(found)
        return self._send(body, kind, is_lasting=is_lasting)

    def _complain(self, sentence: str) -> None:
        self._send(_json({"error": sentence}), _JSON, HTTPStatus.BAD_REQUEST)

    def _refuse(self) -> None:
        self._send(b"", "text/plain", HTTPStatus.NOT_FOUND)

    def _send(
        self,
        body: bytes,
        kind: str,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        is_lasting: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600" if is_lasting else "no-store")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the terminal free."""


def _static(name: str) -> bytes:
    content = (
        resources.files("midstance.web") / "static" / "label" / name
    ).read_bytes()
    if name != "label.css":
        return content
    shared = resources.files("midstance.report") / "static" / "report.css"
    fills = f":root {{ --left-fill: {css(LEFT)}; --right-fill: {css(RIGHT)}; }}\n"
    return fills.encode() + shared.read_bytes() + content


def _json(found: object) -> bytes:
    return json.dumps(found, allow_nan=False).encode()
