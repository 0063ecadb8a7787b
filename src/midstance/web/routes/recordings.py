"""Recordings: bring, see, analyze again, stop and delete."""

from typing import Annotated, Any

import pandas as pd
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from midstance.errors import ConfigError
from midstance.report.quantities import decimals_for, number
from midstance.web.jobs import Jobs
from midstance.web.label.sessions import Sessions
from midstance.web.models import KeyNumber, RecordingAnswer, Settings
from midstance.web.sentences import of_problem
from midstance.web.store import Store, Upload

UPLOAD = ("POST", "/api/recordings")
"""Where a video is sent to; it is read piece by piece."""
_KEY_METRICS = ("cadence", "contact_time", "vertical_oscillation")
_BODY = {
    "requestBody": {
        "description": "The video file as it is.",
        "required": True,
        "content": {"application/octet-stream": {}},
    }
}


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


Kept = Annotated[Store, Depends(_store)]
Queue = Annotated[Jobs, Depends(_jobs)]
Labels = Annotated[Sessions, Depends(_sessions)]

router = APIRouter(tags=["recordings"], prefix="/api/recordings")


@router.post("", status_code=201, openapi_extra=_BODY)
async def bring(
    request: Request,
    store: Kept,
    jobs: Queue,
    name: Annotated[str, Query(max_length=1000)] = "",
    settings: Annotated[str, Query(max_length=10_000)] = "{}",
) -> RecordingAnswer:
    """Take a video: the body is the file, the query its name and settings (JSON)."""
    with store.adding(name, _changes(_settings(settings))) as (new, file):
        async for piece in request.stream():
            await to_thread.run_sync(file.write, piece)
        if not file.tell():
            raise ConfigError(f"{new.name} is empty; bring a video file.")
    jobs.wake()
    return _described(new, jobs)


@router.get("")
def list_all(store: Kept, jobs: Queue) -> list[RecordingAnswer]:
    """Return all recordings, newest first, and how far each is."""
    return [_described(one, jobs) for one in store.all()]


@router.post("/{recording_id}")
def again(
    recording_id: str,
    store: Kept,
    jobs: Queue,
    labels: Labels,
    sent: Settings | None = None,
) -> RecordingAnswer:
    """Analyze a recording once more, with other settings if there are any."""
    recording = store.get(recording_id)
    jobs.stop(recording)
    labels.close(recording_id)
    changed = store.change(recording, _changes(sent or Settings()))
    jobs.wake()
    return _described(changed, jobs)


@router.post("/{recording_id}/stop")
def stop(recording_id: str, store: Kept, jobs: Queue) -> RecordingAnswer:
    """Analyze a recording no further."""
    recording = store.get(recording_id)
    if recording.state()[0] in ("waiting", "working"):
        jobs.stop(recording)
    return _described(recording, jobs)


@router.delete("/{recording_id}", status_code=204, response_class=Response)
def delete(recording_id: str, store: Kept, jobs: Queue, labels: Labels) -> None:
    """Delete a recording and everything found in it."""
    recording = store.get(recording_id)
    jobs.stop(recording)
    labels.close(recording_id)
    store.remove(recording)


def _settings(text: str) -> Settings:
    try:
        return Settings.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        sentence = of_problem({**first, "loc": ("settings", *first["loc"])})
        raise ConfigError(f"Settings: {sentence}") from error


def _changes(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(exclude_unset=True)


def _described(recording: Upload, jobs: Jobs) -> RecordingAnswer:
    state, message = recording.state()
    stage, share = jobs.progress(recording)
    return RecordingAnswer(
        id=recording.id,
        name=recording.name,
        state=state,
        message=message,
        stage=stage,
        share=round(share, 3),
        settings=Settings(
            people=recording.config.people,
            subject=recording.config.subject,
            clip=recording.config.clip,
        ),
        numbers=_numbers(recording) if state == "done" else [],
    )


def _numbers(recording: Upload) -> list[KeyNumber]:
    """Return the few numbers that tell recordings apart."""
    from midstance.metrics.base import metrics

    table = pd.read_csv(recording.results / "summary.csv")
    rows = table[table["metric"].isin(_KEY_METRICS)]
    return [
        KeyNumber(
            label=metrics.get(row.metric).label,
            person=row.individual,
            side=row.side,
            text=_text(row.value, row.uncertainty, row.unit),
        )
        for row in rows.itertuples()
    ]


def _text(value: float, uncertainty: float, unit: str) -> str:
    decimals = decimals_for(uncertainty)
    return f"{number(value, decimals)} ± {number(uncertainty, decimals)} {unit}"
