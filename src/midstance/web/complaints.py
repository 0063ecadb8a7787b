"""What is answered when something is not done: a sentence, and a fitting status."""

from collections.abc import Callable, Coroutine
from errno import EDQUOT, ENOSPC
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from midstance.errors import FormatError, MidstanceError
from midstance.web.access.attempts import LockedOutError
from midstance.web.routes.pages import wrong_page
from midstance.web.sentences import of_error, of_problem
from midstance.words.text import _

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


async def _complain(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, FormatError) else 400
    if isinstance(error, LockedOutError):
        status = 429
    said = of_error(error) if isinstance(error, MidstanceError) else str(error)
    return _answer(request, said, status)


async def _complain_of_input(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return _answer(request, of_problem(error.errors()[0]), 400)


async def _complain_of_disk(request: Request, error: Exception) -> Response:
    if not isinstance(error, OSError) or error.errno not in (ENOSPC, EDQUOT):
        raise error
    sentence = _("The disk is full; delete recordings or make room, then try again.")
    return _answer(request, sentence, 507)


async def _admit(request: Request, _error: Exception) -> Response:
    sentence = _(
        "midstance itself failed; the terminal that runs it shows why, please report "
        "that."
    )
    return _answer(request, sentence, 500)


def _answer(request: Request, sentence: str, status: int) -> Response:
    """Return a sentence as what asks reads it: on a page for a person, else as JSON."""
    accepted = "" if request is None else request.headers.get("accept", "")
    if "text/html" in accepted and request.method == "GET":
        return wrong_page(sentence, status)
    return JSONResponse({"error": sentence}, status)


COMPLAINTS: dict[int | type[Exception], Handler] = {
    MidstanceError: _complain,
    RequestValidationError: _complain_of_input,
    OSError: _complain_of_disk,
    Exception: _admit,
}
"""What answers which error."""
