"""Who may ask: only pages of this app, in a browser that was let in."""

from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from midstance.web import policy
from midstance.web.access.doors import Admitted, Door
from midstance.web.access.who import READING
from midstance.words.text import _

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = frozenset(["127.0.0.1", "localhost"])
"""Names of this machine for itself."""


class Guard:
    """Lets in whom the door admits, from the hosts and pages that are ours.

    A request that changes something must come from a page of this host: another page
    in the same browser would send the cookie along too. Every answer carries headers
    that keep a browser from loading anything from elsewhere. Who was let in stands in
    the state of the request as ``who``.

    Parameters
    ----------
    app
        What is guarded.
    door
        Says who asks.
    hosts
        Names under which the app may be asked; empty: any.

    """

    def __init__(self, app: "ASGIApp", *, door: Door, hosts: frozenset[str]) -> None:
        self._app = app
        self._door = door
        self._hosts = hosts

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = await self._answer(Request(scope))
        cookie = ""
        if isinstance(answer, Admitted):
            scope.setdefault("state", {})["who"] = answer.who
            cookie = answer.cookie

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = _with_ours(message["headers"])
                if cookie and not _has(headers, b"set-cookie"):
                    headers.append((b"set-cookie", cookie.encode()))
                message = {**message, "headers": headers}
            await send(message)

        app = self._app if isinstance(answer, Admitted) else answer
        await app(scope, receive, send_guarded)

    async def _answer(self, request: Request) -> Admitted | Response:
        """Return who is let in, or what to say instead."""
        if not request.headers.get("host"):
            return PlainTextResponse(_("Say which host is asked (Host header)."), 400)
        if self._hosts and request.url.hostname not in self._hosts:
            return PlainTextResponse(_("This is not a name of midstance."), 421)
        admitted = await to_thread.run_sync(self._door.admit, request)
        if isinstance(admitted, Response):
            return admitted
        if request.method not in READING and not _is_own_page(request):
            return PlainTextResponse(_("Only pages of midstance may do that."), 403)
        return admitted


def _with_ours(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that every answer carries."""
    ours = {
        "Content-Security-Policy": policy.NOTHING,
        "Cache-Control": "no-store",
        **policy.ALWAYS,
    }
    missing = (
        (name.lower().encode(), value.encode())
        for name, value in ours.items()
        if not _has(headers, name.lower().encode())
    )
    return [*headers, *missing]


def _has(headers: list[tuple[bytes, bytes]], wanted: bytes) -> bool:
    return any(name.lower() == wanted for name, _ in headers)


def _is_own_page(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin == f"{request.url.scheme}://{request.headers.get('host')}"
