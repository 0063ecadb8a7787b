"""Who may ask: only pages of this app, in a browser that was given its address."""

import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from midstance.web import policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "midstance"
LOCAL = frozenset(["127.0.0.1", "localhost"])
"""Names of this machine for itself."""
_READING = ("GET", "HEAD")


class Guard:
    """Lets in who knows the token, from the hosts and pages that are ours.

    The token comes once in the address (``?token=...``) and is then kept in a
    cookie. A request that changes something must come from a page of this host:
    another page in the same browser would send the cookie along too. Every answer
    carries headers that keep a browser from loading anything from elsewhere.

    Parameters
    ----------
    app
        What is guarded.
    token
        The secret.
    hosts
        Names under which the app may be asked; empty: any.

    """

    def __init__(self, app: "ASGIApp", *, token: str, hosts: frozenset[str]) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_ours(message["headers"])}
            await send(message)

        answer = self._answer(Request(scope))
        await (answer or self._app)(scope, receive, send_guarded)

    def _answer(self, request: Request) -> Response | None:
        """Return what to say instead of letting the request in, or None."""
        if not request.headers.get("host"):
            return PlainTextResponse("Say which host is asked (Host header).", 400)
        if self._hosts and request.url.hostname not in self._hosts:
            return PlainTextResponse("This is not a name of midstance.", 421)
        given = request.query_params.get("token")
        if given is not None and self._knows(given):
            answer = RedirectResponse(_same_site(request.url.path), 303)
            answer.set_cookie(
                _cookie_name(request), self._token, httponly=True, samesite="strict"
            )
            return answer
        if not self._knows(request.cookies.get(_cookie_name(request), "")):
            return PlainTextResponse(
                "Open midstance with the whole address that its terminal shows.", 403
            )
        if request.method not in _READING and not _is_own_page(request):
            return PlainTextResponse("Only pages of midstance may do that.", 403)
        return None

    def _knows(self, given: str) -> bool:
        known = self._token.encode()
        return secrets.compare_digest(given.encode(errors="replace"), known)


def _cookie_name(request: Request) -> str:
    """Return the name of the cookie: browsers keep one jar for all ports of a host."""
    return f"{COOKIE}-{request.url.port or 80}"


def _same_site(path: str) -> str:
    """Return `path` so that no browser takes its beginning for another host."""
    return "/" + path.lstrip("/\\")


def _with_ours(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that every answer carries."""
    given = {name.lower() for name, _ in headers}
    ours = {
        "Content-Security-Policy": policy.NOTHING,
        "Cache-Control": "no-store",
        **policy.ALWAYS,
    }
    missing = (
        (name.lower().encode(), value.encode())
        for name, value in ours.items()
        if name.lower().encode() not in given
    )
    return [*headers, *missing]


def _is_own_page(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin == f"{request.url.scheme}://{request.headers.get('host')}"
