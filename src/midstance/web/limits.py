"""How much may be sent: what is larger is refused before it is in memory."""

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

from midstance.words.text import _

MOST_BYTES = 20_000_000
"""Of settings and edits; videos have a limit of their own."""


class BodyLimit:
    """Refuses bodies over `MOST_BYTES`, whatever their header says.

    Parameters
    ----------
    app
        What is guarded.
    unlimited
        Methods and paths that read their body piece by piece and count themselves.

    """

    def __init__(self, app: "ASGIApp", *, unlimited: set[tuple[str, str]]) -> None:
        self._app = app
        self._unlimited = unlimited

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._is_unlimited(scope):
            await self._app(scope, receive, send)
            return
        pieces, n_bytes, is_more = [], 0, True
        while is_more:
            message = await receive()
            if message["type"] != "http.request":  # gone before all was sent
                return
            pieces.append(message.get("body", b""))
            n_bytes += len(pieces[-1])
            is_more = message.get("more_body", False)
            if n_bytes > MOST_BYTES:
                await _refuse(scope, receive, send)
                return
        body: Message | None = {"type": "http.request", "body": b"".join(pieces)}

        async def replay() -> "Message":
            nonlocal body
            given, body = body, None
            return given or await receive()

        await self._app(scope, replay, send)

    def _is_unlimited(self, scope: "Scope") -> bool:
        return (scope["method"], scope["path"]) in self._unlimited


async def _refuse(scope: "Scope", receive: "Receive", send: "Send") -> None:
    sentence = _(
        "At most {n} MB may be sent here; this is more, so nothing was done.",
        n=MOST_BYTES // 1_000_000,
    )
    answer = JSONResponse({"error": sentence}, 413, headers={"Connection": "close"})
    await answer(scope, receive, send)
