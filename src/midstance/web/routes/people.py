"""The library of people: add, search, change, compare, hand on and delete."""

from functools import partial
from math import isfinite
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from midstance.metrics.base import metrics
from midstance.report.quantities import (
    decimals_for,
    display_scale,
    number,
    with_uncertainty,
)
from midstance.web.access.sight import Sight
from midstance.web.access.users import Users
from midstance.web.access.who import who_asks
from midstance.web.models import (
    MetricKnown,
    MomentAnswer,
    MomentFacts,
    PersonAnswer,
    PersonFacts,
    PersonPage,
    TrendAnswer,
    TrendChange,
    TrendPoint,
)
from midstance.web.routes.pages import page
from midstance.web.routes.recordings import described_all
from midstance.web.store.people import People, Person
from midstance.web.store.recordings import Store
from midstance.web.store.transfer import export_person, import_person
from midstance.web.store.trends import Change, Trend, metrics_of, trend_of
from midstance.words.text import _

IMPORT = ("POST", "/api/people/import")
"""Where an archive is sent to; it is read piece by piece."""


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _people(request: Request) -> People:
    return People(_store(request))


Kept = Annotated[Store, Depends(_store)]
Library = Annotated[People, Depends(_people)]

router = APIRouter(tags=["people"])


@router.get("/people", include_in_schema=False)
def people_page() -> Response:
    """Return the page of the library."""
    return page("people.html")


@router.get("/people/{person_id}", include_in_schema=False)
def person_page(person_id: str, people: Library) -> Response:
    """Return the page of a person."""
    people.get(person_id)
    return page("person.html")


@router.get("/api/people")
def find(
    request: Request,
    store: Kept,
    people: Library,
    words: Annotated[str, Query(max_length=200)] = "",
) -> list[PersonAnswer]:
    """Return whose name, tags, shoes or notes hold all words; none: everybody."""
    sight = Sight(store.rows, who_asks(request))
    return [_answer(one) for one in people.find(words) if sight.sees(one.id)]


@router.post("/api/people", status_code=201)
def add(people: Library, sent: PersonFacts) -> PersonAnswer:
    """Add a person to the library."""
    return _answer(people.add(sent.model_dump()))


@router.post("/api/people/import", status_code=201)
async def take_in(request: Request, store: Kept, people: Library) -> PersonAnswer:
    """Take in the archive of a person, which is the body, as somebody new."""
    user_id = who_asks(request).user_id
    left = await to_thread.run_sync(Users(store.rows).bytes_left, user_id)
    upload = await to_thread.run_sync(store.files.begin, left)
    try:
        async for piece in request.stream():
            await to_thread.run_sync(upload.write, piece)
        await to_thread.run_sync(upload.finish)
        take = partial(import_person, store, people, upload.path, user_id=user_id)
        person = await to_thread.run_sync(take)
    finally:
        await to_thread.run_sync(upload.discard)
    return _answer(person)


@router.get("/api/people/{person_id}")
def get(person_id: str, store: Kept, people: Library) -> PersonPage:
    """Return a person with recordings, what happened, and the metrics known."""
    person = people.get(person_id)
    return PersonPage(
        person=_answer(person),
        moments=[MomentAnswer(**vars(one)) for one in people.moments(person_id)],
        recordings=described_all(store, store.of_person(person_id)),
        metrics=[
            MetricKnown(metric=name, label=_(metrics.get(name).label), n_recordings=n)
            for name, n in metrics_of(store.rows, person_id)
        ],
    )


@router.put("/api/people/{person_id}")
def change(person_id: str, people: Library, sent: PersonFacts) -> PersonAnswer:
    """Change what is known of a person."""
    people.get(person_id)
    return _answer(people.change(person_id, sent.model_dump()))


@router.delete("/api/people/{person_id}", status_code=204, response_class=Response)
def delete(person_id: str, request: Request, store: Kept, people: Library) -> None:
    """Delete a person with all recordings, results and numbers."""
    for recording in store.of_person(person_id):
        request.app.state.sessions.close(recording.id)
    people.remove(person_id)
    request.app.state.jobs.forget()


@router.post("/api/people/{person_id}/merge/{other_id}")
def merge(person_id: str, other_id: str, people: Library) -> PersonAnswer:
    """Give a person all that belongs to another one, who is deleted."""
    return _answer(people.merge(person_id, other_id))


@router.post("/api/people/{person_id}/moments", status_code=201)
def add_moment(person_id: str, people: Library, sent: MomentFacts) -> MomentAnswer:
    """Write down what happened to a person."""
    new = people.add_moment(person_id, **sent.model_dump())
    return MomentAnswer(**vars(new))


@router.delete(
    "/api/people/{person_id}/moments/{moment_id}",
    status_code=204,
    response_class=Response,
)
def remove_moment(person_id: str, moment_id: str, people: Library) -> None:
    """Forget what happened to a person."""
    people.remove_moment(person_id, moment_id)


@router.get("/api/people/{person_id}/trend/{metric}")
def trend(person_id: str, metric: str, store: Kept, people: Library) -> TrendAnswer:
    """Return how a metric of a person goes from day to day, with its uncertainty."""
    people.get(person_id)
    return _shown(trend_of(store.rows, person_id, metric))


@router.get("/people/{person_id}/archive.zip", response_class=StreamingResponse)
def export(person_id: str, store: Kept, people: Library) -> StreamingResponse:
    """Return all that is kept of a person as a zip file."""
    person = people.get(person_id)
    name = quote(f"{person.name}-midstance.zip", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    packed = export_person(store, people, person)
    return StreamingResponse(packed, media_type="application/zip", headers=headers)


def _answer(person: Person) -> PersonAnswer:
    return PersonAnswer(
        id=person.id,
        n_recordings=person.n_recordings,
        last_day=person.last_day,
        **person.facts,
    )


def _shown(trend: Trend) -> TrendAnswer:
    """Return a trend in the unit that people read."""
    values = [abs(point.value) for point in trend.points]
    scale = display_scale(trend.unit, max(values, default=0.0))
    points = []
    for point in trend.points:
        value = scale.factor * point.value
        doubt = None
        if point.uncertainty is not None:
            doubt = scale.factor * point.uncertainty
        told, range_ = with_uncertainty(value, doubt or 0.0)
        text = f"{told} ± {range_} {scale.unit}" if range_ else f"{told} {scale.unit}"
        points.append(
            TrendPoint(
                **{**vars(point), "value": value, "uncertainty": doubt}, text=text
            )
        )
    return TrendAnswer(
        metric=trend.metric,
        label=_(metrics.get(trend.metric).label),
        unit=scale.unit,
        points=points,
        changes=[_sentence(one, scale.factor, scale.unit) for one in trend.changes],
    )


def _sentence(change: Change, factor: float, unit: str) -> TrendChange:
    size, doubt = with_uncertainty(
        factor * abs(change.difference), factor * change.uncertainty
    )
    told = f"{size} ± {doubt} {unit}"
    decimals = decimals_for(factor * change.uncertainty)
    if not round(factor * abs(change.difference), decimals):
        what = _(
            "The same on the last day as on the first, ± {doubt}",
            doubt=f"{doubt} {unit}",
        )
    elif change.difference > 0:
        what = _("{size} more on the last day than on the first", size=told)
    else:
        what = _("{size} less on the last day than on the first", size=told)
    by_speed = number(factor * change.by_speed, decimals)
    if change.by_speed and isfinite(change.by_speed):
        what += _("; the speed alone makes {size}", size=f"{by_speed} {unit}")
    if not change.is_clear:
        what += _(", which may be chance")
    return TrendChange(
        side=change.side, probability=round(change.probability, 4), text=f"{what}."
    )
