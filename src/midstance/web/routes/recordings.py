"""Recordings: bring, see, analyze again, stop and delete."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

import numpy as np
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from midstance.errors import ConfigError
from midstance.report.quantities import display_scale, with_uncertainty
from midstance.schema.repetitions import REPETITIONS
from midstance.web.access.sight import Sight
from midstance.web.access.users import Users
from midstance.web.access.who import Who, who_asks
from midstance.web.jobs.workers import Jobs
from midstance.web.label.sessions import Sessions
from midstance.web.models import About, Again, KeyNumber, RecordingAnswer, Settings
from midstance.web.sentences import of_problem
from midstance.web.store.people import People, no_person
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Number, Upload
from midstance.words.kept import retold
from midstance.words.language import language
from midstance.words.text import _

UPLOAD = ("POST", "/api/recordings")
"""Where a video is sent to; it is read piece by piece."""
_KEY_METRICS = ("cadence", "contact_time", "vertical_oscillation")
_FEW = 500
_LIST = TypeAdapter(list[RecordingAnswer])
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
    person: Annotated[str | None, Query(max_length=32)] = None,
) -> RecordingAnswer:
    """Take a video: the body is the file, the query its name and settings (JSON)."""
    who = who_asks(request)
    given = store, who, person, _settings(settings)
    changes = await to_thread.run_sync(settings_for, *given)
    left = await to_thread.run_sync(Users(store.rows).bytes_left, who.user_id)
    begin = partial(store.begin, name, changes, person_id=person, bytes_left=left)
    new = await to_thread.run_sync(partial(begin, user_id=who.user_id))
    try:
        async for piece in request.stream():
            await to_thread.run_sync(new.upload.write, piece)
        recording = await to_thread.run_sync(new.keep)
    finally:
        await to_thread.run_sync(new.discard)
    await to_thread.run_sync(jobs.wake, recording.id)
    return described(recording, [])


@router.get("", response_model=list[RecordingAnswer])
def list_all(request: Request, store: Kept) -> Response:
    """Return all recordings, newest first, and how far each is."""
    # Made once for all who see the same: nothing changes but what changes the pulse.
    sight, pulse = Sight(store.rows, who_asks(request)), store.pulse()
    made: dict[object, bytes]
    since, made = getattr(request.app.state, "list_answers", (None, {}))
    if since != pulse:
        made = {}
        request.app.state.list_answers = pulse, made
    key = sight.key, language()
    if key not in made:
        seen = [one for one in store.all() if sight.sees(one.person_id)]
        made[key] = _LIST.dump_json(described_all(store, seen))
    return Response(made[key], media_type="application/json")


@router.post("/{recording_id}")
def again(
    recording_id: str,
    store: Kept,
    jobs: Queue,
    labels: Labels,
    sent: Again | None = None,
) -> RecordingAnswer:
    """Analyze a recording once more, with other settings if there are any."""
    recording, wish = store.get(recording_id), sent or Again()
    labels.close(recording_id)
    if wish.whole_video:
        recording = _untrimmed(recording)
    changed = store.change(recording, _changes(wish))
    jobs.wake(recording_id)
    return described(changed, [])


def _untrimmed(recording: Upload) -> Upload:
    """Return a recording of which no part is chosen."""
    whole = {"start_s": None, "end_s": None}
    clip = recording.config.clip.model_copy(update=whole)
    return replace(recording, config=recording.config.model_copy(update={"clip": clip}))


@router.put("/{recording_id}/about")
def about(
    recording_id: str, request: Request, store: Kept, sent: About
) -> RecordingAnswer:
    """Say whose a recording is, and when it was filmed."""
    store.get(recording_id)
    if sent.person_id is not None:
        _ensure_seen(store, who_asks(request), sent.person_id)
    store.set_about(recording_id, person_id=sent.person_id, day=sent.day)
    return described_all(store, [store.get(recording_id)])[0]


@router.post("/{recording_id}/stop")
def stop(recording_id: str, store: Kept) -> RecordingAnswer:
    """Analyze a recording no further."""
    recording = store.get(recording_id)
    if recording.state in ("waiting", "working"):
        store.stop(recording_id)
    return described_all(store, [store.get(recording_id)])[0]


@router.delete("/{recording_id}", status_code=204, response_class=Response)
def delete(recording_id: str, store: Kept, jobs: Queue, labels: Labels) -> None:
    """Delete a recording and everything found in it."""
    store.get(recording_id)
    labels.close(recording_id)
    store.remove(recording_id)
    jobs.forget()


def described_all(store: Store, recordings: list[Upload]) -> list[RecordingAnswer]:
    """Return recordings with the few numbers that tell them apart."""
    ids = [one.id for one in recordings]
    numbers = store.numbers(_KEY_METRICS, of=ids if len(ids) < _FEW else None)
    return [described(one, numbers.get(one.id, [])) for one in recordings]


def described(recording: Upload, numbers: list[Number]) -> RecordingAnswer:
    """Return a recording as the page shows it."""
    first = [one for one in recording.first if one.metric in _KEY_METRICS]
    shown = {"done": numbers, "working": first}.get(recording.state, [])
    return RecordingAnswer(
        id=recording.id,
        name=recording.name,
        state=recording.state,
        message=retold(recording.message),
        stage=_(recording.stage),
        share=round(recording.share, 3),
        left_s=recording.left_s,
        created_at=recording.created_at,
        person_id=recording.person_id,
        day=recording.day,
        view=recording.view,
        settings=Settings(
            people=recording.config.people,
            quality=recording.config.quality,
            subject=recording.config.subject,
            clip=recording.config.clip,
            hide_faces=recording.config.hide_faces,
        ),
        numbers=[_shown(one) for one in _ordered(shown) if one.value is not None],
        are_first=bool(first) and not recording.is_first_whole,
        has_repetitions=(recording.results / REPETITIONS).is_file(),
    )


def settings_for(
    store: Store, who: Who, person_id: str | None, sent: Settings
) -> dict[str, Any]:
    """Return settings by group, with what is known of the person they are for.

    Raises
    ------
    FormatError
        If the person is not there, or not for who asks.

    """
    changes = _changes(sent)
    if person_id is None:
        return changes
    _ensure_seen(store, who, person_id)
    return with_person(store, person_id, changes)


def _ensure_seen(store: Store, who: Who, person_id: str) -> None:
    """Raise if a person is not there, or not for who asks."""
    People(store).get(person_id)
    if not Sight(store.rows, who).sees(person_id):
        raise no_person()


def with_person(
    store: Store, person_id: str, changes: dict[str, Any]
) -> dict[str, Any]:
    """Return settings with what is known of a person, where they say nothing."""
    facts = People(store).get(person_id).facts
    known = {name: facts[name] for name in ("height_m", "mass_kg") if facts[name]}
    given = changes.get("subject") or {}
    said = {name: value for name, value in given.items() if value is not None}
    return {**changes, "subject": {**known, **said}}


def _settings(text: str) -> Settings:
    try:
        return Settings.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        sentence = of_problem({**first, "loc": ("settings", *first["loc"])})
        raise ConfigError(f"Settings: {sentence}") from error


def _changes(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(exclude_unset=True, exclude={"whole_video"})


def _ordered(numbers: list[Number]) -> list[Number]:
    """Return numbers by person and metric, both sides first, then left and right."""
    people = list(dict.fromkeys(one.individual for one in numbers))

    def place(one: Number) -> tuple[int, int, str]:
        side = "" if one.side == "both" else one.side
        return people.index(one.individual), _KEY_METRICS.index(one.metric), side

    return sorted(numbers, key=place)


def _shown(row: Number) -> KeyNumber:
    from midstance.metrics.base import metrics

    known = row.value or 0.0
    scale = display_scale(row.unit, known)
    value, doubt = with_uncertainty(
        scale.factor * known,
        np.nan if row.uncertainty is None else scale.factor * row.uncertainty,
    )
    return KeyNumber(
        label=_(metrics.get(row.metric).label),
        person=row.individual,
        side=row.side,
        text=f"{value} ± {doubt} {scale.unit}" if doubt else f"{value} {scale.unit}",
    )
