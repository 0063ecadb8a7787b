"""Who may ask: only pages of this app, in a browser that was given its address."""

import secrets
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "midstance"
LOCAL = frozenset(["127.0.0.1", "localhost"])
"""Names of this machine for itself."""
_READING = ("GET", "HEAD")


class Guard:
    """Lets in who knows the token, from the hosts and pages that are ours.

    The token comes once in the address (``?token=...``) and is then kept in a
    cookie. A request that changes something must come from a page of this host:
    another page in the same browser would send the cookie along too.

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
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._answer(Request(scope))
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        """Return what to say instead of letting the request in, or None."""
        if self._hosts and request.url.hostname not in self._hosts:
            return PlainTextResponse("This is not a name of midstance.", 421)
        given = request.query_params.get("token")
        if given is not None and self._knows(given):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(COOKIE, self._token, httponly=True, samesite="strict")
            return answer
        if not self._knows(_cookie(request.headers)):
            return PlainTextResponse(
                "Open midstance with the whole address that its terminal shows.", 403
            )
        if request.method not in _READING and not _is_own_page(request):
            return PlainTextResponse("Only pages of midstance may do that.", 403)
        return None

    def _knows(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._token.encode())


def _cookie(headers: Headers) -> str:
    morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    return "" if morsel is None else morsel.value


def _is_own_page(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin == f"{request.url.scheme}://{request.headers.get('host')}"
