"""The two ways in: the address that a terminal shows, and a login."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from midstance.web.access.logins import LONGEST_S, Login, Logins
from midstance.web.access.who import HERE, READING, Who
from midstance.words.text import _

COOKIE = "midstance"
_OPEN_TO_ALL = ("/login", "/api/login")
_OF_ONESELF = ("/api/logout", "/api/me/password")
_FILES = "/static/"
_SHARED = "/shared/"
"""Links to reports: whoever has one needs no more."""
_FILES_OF_LINKS = tuple(
    f"{_FILES}{name}"
    for name in (
        *("shared.css", "app.css", "common.js", "pin.js", "soon.js"),
        "player/words.js",
    )
)


@dataclass(frozen=True)
class Admitted:
    """Somebody who is let in, and the cookie that goes with the answer.

    Parameters
    ----------
    who
        Who it is; None: anybody, for a page that everybody may see.
    cookie
        A header ``Set-Cookie``; empty: none.

    """

    who: Who | None
    cookie: str = ""


class Door(Protocol):
    """Says who asks, or what to answer instead of letting them in."""

    def admit(self, request: Request) -> Admitted | Response:
        """Return who asks, or the answer."""


class TokenDoor:
    """Lets in who knows the token: who sits at this machine.

    The token comes once in the address (``?token=...``) and is then kept in a cookie.

    Parameters
    ----------
    token
        The secret.

    """

    def __init__(self, token: str) -> None:
        self._token = token

    def admit(self, request: Request) -> Admitted | Response:
        """Return who sits here, or the answer to somebody else."""
        given = request.query_params.get("token")
        if given is not None and self._knows(given):
            answer = RedirectResponse(_same_site(request.url.path), 303)
            answer.set_cookie(
                cookie_name(request), self._token, httponly=True, samesite="strict"
            )
            return answer
        if self._knows(request.cookies.get(cookie_name(request), "")):
            return Admitted(HERE)
        path = request.url.path
        if path.startswith(_SHARED) or path in _FILES_OF_LINKS:
            return Admitted(None)
        sentence = _("Open midstance with the whole address that its terminal shows.")
        return PlainTextResponse(sentence, 403)

    def _knows(self, given: str) -> bool:
        known = self._token.encode()
        return secrets.compare_digest(given.encode(errors="replace"), known)


class LoginDoor:
    """Lets in who is logged in, over an encrypted way only.

    Parameters
    ----------
    logins
        Who is logged in.

    """

    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    def admit(self, request: Request) -> Admitted | Response:
        """Return the user who asks, or the answer to somebody else."""
        if request.url.scheme != "https":
            sentence = _(
                "The way to here is not encrypted: ask by https. A proxy in front "
                "must say that it was asked so (X-Forwarded-Proto)."
            )
            return PlainTextResponse(sentence, 403)
        digits = request.cookies.get(cookie_name(request))
        login = self._logins.find(digits) if digits else None
        path = request.url.path
        if login is None:
            if path in _OPEN_TO_ALL or path.startswith((_FILES, _SHARED)):
                return Admitted(None)
            return _log_in_first(request)
        is_change = request.method not in READING and path not in _OF_ONESELF
        if is_change and not login.who.may_change:
            return JSONResponse({"error": _("You may look, and change nothing.")}, 403)
        return Admitted(login.who, _renewed(request, login))


def login_cookie(request: Request, digits: str) -> str:
    """Return the header that lets a browser hold the digits of a login."""
    answer = Response()
    answer.set_cookie(
        cookie_name(request),
        digits,
        max_age=int(LONGEST_S),
        httponly=True,
        secure=True,
        samesite="strict",
    )
    return answer.headers["set-cookie"]


def cookie_name(request: Request) -> str:
    """Return the name of the cookie: browsers keep one jar for all ports of a host."""
    default = 443 if request.url.scheme == "https" else 80
    return f"{COOKIE}-{request.url.port or default}"


def _renewed(request: Request, login: Login) -> str:
    return "" if login.renewed is None else login_cookie(request, login.renewed)


def _log_in_first(request: Request) -> Response:
    is_page = request.method == "GET" and not request.url.path.startswith("/api/")
    if is_page:
        return RedirectResponse("/login", 303)
    return JSONResponse({"error": _("Log in first.")}, 401)


def _same_site(path: str) -> str:
    """Return `path` so that no browser takes its beginning for another host."""
    return "/" + path.lstrip("/\\")
