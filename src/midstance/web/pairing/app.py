"""The app that a phone reaches: a page, and a way in for videos. There is no way out.

It knows none of the routes of the app at the computer, and answers with no recording.
"""

from functools import partial

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from midstance.web.access.doors import Admitted
from midstance.web.access.who import READING
from midstance.web.complaints import COMPLAINTS
from midstance.web.guard import Guard
from midstance.web.jobs.workers import Jobs
from midstance.web.pairing.phone import Pairing
from midstance.web.routes.pages import page
from midstance.web.speaking import Speaking
from midstance.web.store.recordings import Store
from midstance.words.text import _

COOKIE = "midstance-phone"
_FILES = (
    "shared.css",
    "app.css",
    "common.js",
    "phone.js",
    "player/words.js",
)


def make_phone_app(
    store: Store, jobs: Jobs, pairing: Pairing, *, host: str
) -> Starlette:
    """Return the app that a phone reaches.

    Parameters
    ----------
    store, jobs
        Where videos go, and who has them analyzed.
    pairing
        The phone that may send.
    host
        Address under which it is asked; under another name it does not answer.

    """

    async def show(_: Request) -> Response:
        return page("phone.html")

    async def take(request: Request) -> Response:
        secret = pairing.take(request.cookies.get(COOKIE))
        answer = JSONResponse({"left_s": round(pairing.left_s)})
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
        return answer

    async def bring(request: Request) -> Response:
        name = request.query_params.get("name", "")
        begin = partial(store.begin, name, pairing.settings)
        new = await to_thread.run_sync(partial(begin, person_id=pairing.person_id))
        try:
            async for piece in request.stream():
                await to_thread.run_sync(new.upload.write, piece)
            recording = await to_thread.run_sync(new.keep)
        finally:
            await to_thread.run_sync(new.discard)
        pairing.count()
        await to_thread.run_sync(jobs.wake, recording.id)
        return Response(status_code=201)

    async def file(request: Request) -> Response:
        return page(request.path_params["name"])

    return Starlette(
        routes=[
            Route("/{code}", show),
            Route("/{code}/take", take, methods=["POST"]),
            Route("/{code}/videos", bring, methods=["POST"]),
            Route("/static/{name:path}", file),
        ],
        middleware=[
            Middleware(Speaking),
            Middleware(Guard, door=PhoneDoor(pairing), hosts=frozenset([host])),
        ],
        exception_handlers=COMPLAINTS,
    )


class PhoneDoor:
    """Lets in who has the code, and lets only the phone that took it send.

    Parameters
    ----------
    pairing
        The phone that may send.

    """

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def admit(self, request: Request) -> Admitted | Response:
        """Return that anybody may, or the answer to who may not."""
        code, _slash, rest = request.url.path.removeprefix("/").partition("/")
        if code == "static" and rest in _FILES and self._pairing.is_open:
            return Admitted(None)
        if not self._pairing.is_code(code):
            sentence = _("This code is not open; show another one on the computer.")
            return PlainTextResponse(sentence, 403)
        is_asking = request.method in READING or rest == "take"
        if is_asking or self._pairing.knows(request.cookies.get(COOKIE)):
            return Admitted(None)
        sentence = _("Another phone took this code.")
        return JSONResponse({"error": sentence}, 403)
