"""Videos that come piece by piece: begin, go on, and have the recording."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from midstance.config import Config
from midstance.web.access.users import Users
from midstance.web.access.who import who_asks
from midstance.web.models import RecordingAnswer
from midstance.web.preparing.models import NewUploadFacts, UploadAnswer, UploadedFacts
from midstance.web.preparing.uploads import Uploads
from midstance.web.routes.recordings import Kept, Queue, described, settings_for
from midstance.web.store.recordings import NewUpload, Store
from midstance.web.store.upload import shown_name

_BODY = {
    "requestBody": {
        "description": "the next piece of the file",
        "required": True,
        "content": {"application/octet-stream": {}},
    }
}


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


Open = Annotated[Uploads, Depends(_uploads)]

router = APIRouter(tags=["uploads"], prefix="/api/uploads")


@router.post("", status_code=201)
def begin(
    request: Request, store: Kept, uploads: Open, sent: NewUploadFacts
) -> UploadAnswer:
    """Begin to send a video that can go on after an interruption."""
    who = who_asks(request)
    shown_name(sent.name)
    digits = uploads.begin(
        sent.n_bytes, user_id=who.user_id, bytes_left=_left(store, who.user_id)
    )
    return UploadAnswer(id=digits, n_bytes=0)


@router.get("/{upload_id}")
def look(upload_id: str, request: Request, store: Kept, uploads: Open) -> UploadAnswer:
    """Return how much of a video is here."""
    user_id = who_asks(request).user_id
    left = _left(store, user_id)
    n_bytes = uploads.n_bytes(upload_id, user_id=user_id, bytes_left=left)
    return UploadAnswer(id=upload_id, n_bytes=n_bytes)


@router.patch(
    "/{upload_id}",
    openapi_extra=_BODY,
    response_model=UploadAnswer,
    responses={409: {"model": UploadAnswer}},
)
async def go_on(
    upload_id: str,
    request: Request,
    uploads: Open,
    offset: Annotated[int, Query(ge=0, le=10**13)],
) -> Response:
    """Take the next piece; 409 says from where to go on when it does not fit."""
    piece = await request.body()
    append = partial(uploads.append, user_id=who_asks(request).user_id)
    fits, n_bytes = await to_thread.run_sync(append, upload_id, offset, piece)
    answer = UploadAnswer(id=upload_id, n_bytes=n_bytes)
    return JSONResponse(answer.model_dump(), 200 if fits else 409)


@router.post("/{upload_id}/recording", status_code=201)
def finish(
    upload_id: str,
    request: Request,
    store: Kept,
    jobs: Queue,
    uploads: Open,
    sent: UploadedFacts,
) -> RecordingAnswer:
    """Have a video that is here whole analyzed with these settings."""
    who = who_asks(request)
    changes = settings_for(store, who, sent.person_id, sent.settings)
    config, name = Config().updated(**changes), shown_name(sent.name)
    left = _left(store, who.user_id)
    upload = uploads.take(upload_id, user_id=who.user_id, bytes_left=left)
    new = NewUpload(store, name, config, upload, sent.person_id, who.user_id)
    try:
        recording = new.keep()
    finally:
        new.discard()
    jobs.wake(recording.id)
    return described(recording, [])


@router.delete("/{upload_id}", status_code=204, response_class=Response)
def discard(upload_id: str, request: Request, uploads: Open) -> None:
    """Delete what came of a video."""
    uploads.discard(upload_id, user_id=who_asks(request).user_id)


def _left(store: Store, user_id: str | None) -> int | None:
    return Users(store.rows).bytes_left(user_id)
