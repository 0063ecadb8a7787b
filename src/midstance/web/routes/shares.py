"""Links to reports: for who makes them, and for who follows them."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from midstance.errors import ConfigError, FormatError
from midstance.report.write import PAGE
from midstance.web import policy
from midstance.web.access.attempts import Attempts
from midstance.web.routes.pages import page
from midstance.web.routes.recordings import Kept
from midstance.web.routes.results import finished
from midstance.web.sharing.models import Pin, ShareAnswer, SharesAnswer, ShareWish
from midstance.web.sharing.shares import FILES, Share, Shares
from midstance.words.kept import retold
from midstance.words.language import language

COOKIE = "midstance-pin"
_HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


def _shares(request: Request) -> Shares:
    shares: Shares = request.app.state.shares
    return shares


Links = Annotated[Shares, Depends(_shares)]

router = APIRouter(tags=["links"])
public_router = APIRouter(tags=["links"], prefix="/shared")


@router.get("/api/recordings/{recording_id}/shares")
def list_all(recording_id: str, shares: Links, store: Kept) -> SharesAnswer:
    """Return the links to a recording that still work."""
    recording = finished(store, recording_id)
    return SharesAnswer(
        is_ready=shares.is_ready(recording),
        problem=retold(shares.problem(recording_id)),
        shares=[_answer(one) for one in shares.of(recording_id)],
    )


@router.post("/api/recordings/{recording_id}/shares", status_code=201)
def add(recording_id: str, shares: Links, store: Kept, sent: ShareWish) -> ShareAnswer:
    """Make a link to the report, without faces, that ends after some days."""
    share, word = shares.add(
        finished(store, recording_id), days=sent.days, pin=sent.pin
    )
    return _answer(share, path=f"/shared/{word}/")


@router.delete(
    "/api/recordings/{recording_id}/shares/{share_id}",
    status_code=204,
    response_class=Response,
)
def remove(recording_id: str, share_id: str, shares: Links) -> None:
    """Take a link back, at once."""
    shares.remove(recording_id, share_id)


@public_router.get("/{word}/", include_in_schema=False)
def look(word: str, request: Request, shares: Links, store: Kept) -> Response:
    """Return the report behind a link, or ask for its PIN."""
    try:
        return _file(word, PAGE, request, shares, store)
    except FormatError:
        return page("gone.html", 404)


@public_router.post("/{word}/pin", status_code=204, response_class=Response)
def unlock(word: str, request: Request, shares: Links, sent: Pin) -> Response:
    """Type the PIN of a link."""
    share, known = shares.find(word)
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else ""
    attempts.ensure_open(share.id, address)
    if not shares.opens(sent.pin, known):
        attempts.failed(share.id, address)
        raise ConfigError("This is not the PIN of this link.")
    attempts.succeeded(share.id, address)
    answer = Response(status_code=204)
    answer.set_cookie(
        COOKIE,
        _proof(word, known),
        path=f"/shared/{word}/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@public_router.get("/{word}/{file}", include_in_schema=False)
def file(
    word: str, file: str, request: Request, shares: Links, store: Kept
) -> Response:
    """Return a file that belongs to the report behind a link."""
    return _file(word, file, request, shares, store)


def _file(
    word: str, name: str, request: Request, shares: Shares, store: Kept
) -> Response:
    share, known = shares.find(word)
    if known and request.cookies.get(COOKIE) != _proof(word, known):
        if name == PAGE:
            return page("pin.html")
        raise FormatError("Type the PIN of this link first.")
    recording = store.get(share.recording_id)
    if name == PAGE and recording.state in ("waiting", "working"):
        return page("soon.html")
    if recording.state != "done":
        raise FormatError("This report is not there at the moment.")
    shares.prepare(recording)
    path = shares.folder(recording) / name
    if name == PAGE:
        shares.renew(recording)
    if not shares.is_ready(recording):
        if name == PAGE:
            return page("soon.html")
        raise FormatError("This report is still being prepared.")
    if name not in FILES or not path.is_file():
        raise FormatError("There is no such file behind this link.")
    if name != PAGE:
        return FileResponse(path, headers=_HEADERS)
    path = shares.page_in(recording, language())
    allowed = {"Content-Security-Policy": _policy(path, path.stat().st_mtime_ns)}
    return FileResponse(path, headers={**_HEADERS, **allowed})


def _answer(share: Share, *, path: str = "") -> ShareAnswer:
    return ShareAnswer(
        id=share.id,
        has_pin=share.has_pin,
        created_at=share.created_at,
        expires_at=share.expires_at,
        path=path,
    )


def _proof(word: str, known: str) -> str:
    return hashlib.sha256(f"{word} {known}".encode()).hexdigest()


@lru_cache(maxsize=64)
def _policy(path: Path, _changed_ns: int) -> str:
    return policy.of_report(path.read_text("utf-8"))
