"""The app that a phone reaches: a page, and a way in for videos. There is no way out.

It knows none of the routes of the app at the computer, and answers with no recording.
"""

from functools import partial

from anyio import to_thread
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.web.access.doors import Admitted
from midstance.web.access.who import READING
from midstance.web.complaints import COMPLAINTS
from midstance.web.guard import Guard
from midstance.web.jobs.workers import Jobs
from midstance.web.limits import BodyLimit
from midstance.web.pairing.phone import Pairing
from midstance.web.preparing.models import NewUploadFacts
from midstance.web.preparing.uploads import Uploads
from midstance.web.routes.pages import page
from midstance.web.sentences import of_problem
from midstance.web.speaking import Speaking
from midstance.web.store.recordings import NewUpload, Store
from midstance.web.store.upload import Upload, shown_name
from midstance.words.text import _

COOKIE = "midstance-phone"
_FILES = (
    "shared.css",
    "app.css",
    "common.js",
    "phone.js",
    "upload.js",
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
    uploads = Uploads(store.files)

    async def show(_: Request) -> Response:
        return page("phone.html")

    async def take(request: Request) -> Response:
        secret = pairing.take(request.cookies.get(COOKIE))
        answer = JSONResponse({"left_s": round(pairing.left_s)})
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
        return answer

    async def begin(request: Request) -> Response:
        sent = _sent(await request.body())
        digits = await to_thread.run_sync(uploads.begin, sent.n_bytes)
        return JSONResponse({"id": digits, "n_bytes": 0}, 201)

    async def look(request: Request) -> Response:
        digits = request.path_params["upload_id"]
        n_bytes = await to_thread.run_sync(uploads.n_bytes, digits)
        return JSONResponse({"id": digits, "n_bytes": n_bytes})

    async def go_on(request: Request) -> Response:
        digits, offset = request.path_params["upload_id"], _offset(request)
        append = partial(uploads.append, digits, offset, await request.body())
        fits, n_bytes = await to_thread.run_sync(append)
        pairing.stay_open()
        answer = {"id": digits, "n_bytes": n_bytes}
        return JSONResponse(answer, 200 if fits else 409)

    async def finish(request: Request) -> Response:
        sent = _sent(await request.body())
        digits = request.path_params["upload_id"]
        recording = await to_thread.run_sync(_keep, digits, shown_name(sent.name))
        pairing.count()
        await to_thread.run_sync(jobs.wake, recording.id)
        return JSONResponse({"id": digits}, 201)

    def _keep(digits: str, name: str) -> Upload:
        config = Config().updated(**pairing.settings)
        upload = uploads.take(digits)
        new = NewUpload(store, name, config, upload, pairing.person_id)
        try:
            return new.keep()
        finally:
            new.discard()

    async def file(request: Request) -> Response:
        return page(request.path_params["name"])

    return Starlette(
        routes=[
            Route("/{code}", show),
            Route("/{code}/take", take, methods=["POST"]),
            Route("/{code}/uploads", begin, methods=["POST"]),
            Route("/{code}/uploads/{upload_id}", look),
            Route("/{code}/uploads/{upload_id}", go_on, methods=["PATCH"]),
            Route("/{code}/uploads/{upload_id}/recording", finish, methods=["POST"]),
            Route("/static/{name:path}", file),
        ],
        middleware=[
            Middleware(Speaking),
            Middleware(Guard, door=PhoneDoor(pairing), hosts=frozenset([host])),
            Middleware(BodyLimit, unlimited=set()),
        ],
        exception_handlers=COMPLAINTS,
    )


def _sent(body: bytes) -> NewUploadFacts:
    try:
        return NewUploadFacts.model_validate_json(body)
    except ValidationError as error:
        raise ConfigError(of_problem(error.errors()[0])) from error


def _offset(request: Request) -> int:
    try:
        return int(request.query_params.get("offset", ""))
    except ValueError:
        raise ConfigError("Say where the piece begins (offset, in bytes).") from None


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
