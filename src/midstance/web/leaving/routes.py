"""Faces hidden in everything that leaves: in the whole app, and in one recording."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from midstance.web.access.who import ensure_owner
from midstance.web.jobs.workers import Jobs
from midstance.web.leaving.faces import Faces
from midstance.web.models import FacesAnswer, FacesWish, RecordingAnswer
from midstance.web.routes.recordings import Kept, Labels, Queue, described_all
from midstance.web.store.upload import Upload

router = APIRouter(tags=["faces"])


def _faces(store: Kept) -> Faces:
    return Faces(store)


Known = Annotated[Faces, Depends(_faces)]


@router.get("/api/faces")
def get(faces: Known) -> FacesAnswer:
    """Return whether faces are hidden in what is brought, and where they are shown."""
    return FacesAnswer(hide=faces.are_hidden, n_shown=len(faces.shown_in()))


@router.put("/api/faces", dependencies=[Depends(ensure_owner)])
def set_all(faces: Known, jobs: Queue, labels: Labels, sent: FacesWish) -> FacesAnswer:
    """Say whether faces are hidden; if so, the reports that are here are drawn anew."""
    if sent.hide:
        for one in faces.shown_in():
            labels.close(one.id)
    for one in faces.hide(are_hidden=sent.hide):
        _wake(jobs, one)
    return get(faces)


@router.put("/api/recordings/{recording_id}/faces")
def set_one(
    recording_id: str,
    request: Request,
    faces: Known,
    jobs: Queue,
    labels: Labels,
    sent: FacesWish,
) -> RecordingAnswer:
    """Say whether faces are hidden in all that leaves of one recording."""
    store = request.app.state.store
    recording = store.get(recording_id)
    labels.close(recording_id)
    _wake(jobs, faces.hide_in(recording, are_hidden=sent.hide))
    return described_all(store, [store.get(recording_id)])[0]


def _wake(jobs: Jobs, recording: Upload) -> None:
    if recording.state == "waiting":
        jobs.wake(recording.id)
