"""Which language the app speaks with whom: as asked by a link, else by the browser."""

from typing import TYPE_CHECKING

from starlette.requests import Request

from midstance.errors import ConfigError
from midstance.words.language import (
    Language,
    accepted_language,
    choose_language,
    speaking,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "midstance-language"
_YEAR_S = 365 * 24 * 3600


class Speaking:
    """Has each request answered in the language of who asks.

    A link with ``?language=de`` chooses one, and a cookie keeps it; before that
    ``Accept-Language`` of the browser counts.

    Parameters
    ----------
    app
        What answers.

    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        chosen = _named(request.query_params.get("language", ""))
        kept = _named(request.cookies.get(COOKIE, ""))
        asked = accepted_language(request.headers.get("accept-language", ""))

        async def send_with_cookie(message: "Message") -> None:
            if message["type"] == "http.response.start" and chosen is not None:
                cookie = (
                    f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR_S}; HttpOnly; "
                    "SameSite=Lax"
                )
                headers = [*message["headers"], (b"set-cookie", cookie.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with speaking(chosen or kept or asked):
            await self._app(scope, receive, send_with_cookie)


def _named(text: str) -> Language | None:
    try:
        return choose_language(text)
    except ConfigError:
        return None
