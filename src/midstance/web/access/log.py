"""Has what is done written down."""

import logging
from typing import TYPE_CHECKING

from anyio import to_thread

from midstance.web.access.audit import Audit
from midstance.web.access.who import READING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger(__name__)
_TAKEN_AWAY = (".zip", ".pdf", ".xlsx", ".csv", ".mp4")


class AuditLog:
    """Writes down each request that changed something or took files away.

    Parameters
    ----------
    app
        What answers.
    audit
        Where it is written down; None: nowhere.

    """

    def __init__(self, app: "ASGIApp", *, audit: Audit | None) -> None:
        self._app = app
        self._audit = audit

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        audit = self._audit
        if audit is None or scope["type"] != "http" or not _matters(scope):
            await self._app(scope, receive, send)
            return
        status = 500

        async def remember(message: "Message") -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, remember)
        finally:
            path = getattr(scope.get("route"), "path", "")
            action = f"{scope['method']} {path or 'of no route'}"
            about = scope.get("path_params", {})
            who = scope["state"].get("who")
            try:
                await to_thread.run_sync(audit.note, who, action, about, status)
            except Exception:  # noqa: BLE001  # what was answered cannot be taken back
                _LOG.exception("the audit log could not be written")


def _matters(scope: "Scope") -> bool:
    # Pieces of a video, whose whole is noted, and images that are kept nowhere.
    if scope["method"] == "PATCH" or scope["path"].startswith("/api/live/"):
        return False
    return scope["method"] not in READING or scope["path"].endswith(_TAKEN_AWAY)
