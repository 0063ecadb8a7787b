"""Contacts and repetitions put right by hand: what the pages ask for and change."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from midstance.schema.repetition_change import Change
from midstance.web.label.models import RepetitionChange, RepetitionData
from midstance.web.label.session import Session
from midstance.web.label.sessions import Sessions
from midstance.web.models import DrawingStatus, Edits, LabelData, Numbers, Revision
from midstance.web.routes.pages import page
from midstance.words.kept import retold

_LASTING = {"Cache-Control": "private, max-age=3600"}

FOLDER = "folder"
"""Name of the session of an app that was opened on one folder."""


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _session(recording_id: str, request: Request) -> Session:
    return _sessions(request).get(recording_id)


Wanted = Annotated[Session, Depends(_session)]

router = APIRouter(tags=["contacts by hand"])


@router.get("/label/{recording_id}", include_in_schema=False)
def label_page(recording_id: str, request: Request) -> Response:
    """Return the page; its analysis is read anew."""
    _sessions(request).open(recording_id)
    return page("label/label.html")


@router.get("/api/label/{recording_id}", response_model=LabelData)
def data(session: Wanted) -> dict[str, Any]:
    """Return everything that the page shows."""
    return session.data()


@router.get("/api/label/{recording_id}/recording", response_class=Response)
def recording(session: Wanted) -> Response:
    """Return what the player draws over the frames, as the report holds it."""
    return Response(session.recording(), media_type="application/json")


@router.get("/api/label/{recording_id}/frame/{index}", response_class=Response)
def frame(session: Wanted, index: Annotated[int, Path(ge=0, le=10**9)]) -> Response:
    """Return a frame of the video as JPEG, counted from 0."""
    return Response(session.jpeg(index), media_type="image/jpeg", headers=_LASTING)


@router.post("/api/label/{recording_id}/measure", response_model=Numbers)
def measure(session: Wanted, sent: Edits) -> dict[str, Any]:
    """Return the numbers that other edits would give; nothing is saved."""
    return session.measure(sent.model_dump(mode="json"))


@router.post("/api/label/{recording_id}/save", response_model=Numbers)
def save(session: Wanted, sent: Edits) -> dict[str, Any]:
    """Write other edits and all that follows from them, and begin to draw."""
    return session.save(sent.model_dump(mode="json"))


@router.post("/api/label/{recording_id}/revise", response_model=LabelData)
def revise(session: Wanted, sent: Revision) -> dict[str, Any]:
    """Write other edits and settings, and all that follows from them."""
    changes = sent.said.model_dump(exclude_unset=True)
    session.revise({"edits": sent.model_dump(mode="json")["edits"]}, changes)
    return session.data()


@router.post("/api/label/{recording_id}/undo", response_model=LabelData)
def undo(session: Wanted) -> dict[str, Any]:
    """Take the last change that was saved back."""
    session.step(-1)
    return session.data()


@router.post("/api/label/{recording_id}/redo", response_model=LabelData)
def redo(session: Wanted) -> dict[str, Any]:
    """Do again what was taken back."""
    session.step(1)
    return session.data()


@router.get("/api/label/{recording_id}/status", response_model=DrawingStatus)
def status(session: Wanted) -> dict[str, Any]:
    """Return whether the report is being drawn, how far, and what went wrong."""
    status = session.status()
    return {**status, "problem": retold(status["problem"])}


@router.get("/label/{recording_id}/repetitions", include_in_schema=False)
def repetitions_page(recording_id: str, request: Request) -> Response:
    """Return the page; its analysis is read anew."""
    _sessions(request).open(recording_id)
    return page("repetitions/repetitions.html")


@router.get("/api/label/{recording_id}/repetitions", response_model=RepetitionData)
def repetitions(session: Wanted) -> dict[str, Any]:
    """Return everything that the page of repetitions shows."""
    return session.repetitions()


@router.post("/api/label/{recording_id}/repetitions", response_model=RepetitionData)
def change(session: Wanted, sent: RepetitionChange) -> dict[str, Any]:
    """Change one repetition or set, save it with all that follows, begin to draw."""
    session.change_repetition(Change(**sent.model_dump()))
    return session.repetitions()


folder_router = APIRouter(include_in_schema=False)


@folder_router.get("/")
def start() -> Response:
    """Lead to the one folder that this app was opened on."""
    return RedirectResponse(f"/label/{FOLDER}", 303)
