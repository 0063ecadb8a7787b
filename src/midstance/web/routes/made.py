"""What is made of results when it is asked for: overlay, paper, both recordings."""

import tempfile
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from midstance.errors import ConfigError
from midstance.report.comparison.recorded import SEEN_IN_A_LIST
from midstance.report.comparison.write import PAGE as COMPARISON
from midstance.report.comparison.write import write_comparison
from midstance.report.heading import Heading, kept_practice, paper_for
from midstance.report.joined.write import PAGE as JOINED
from midstance.report.joined.write import write_joined
from midstance.report.pdf import print_page
from midstance.report.units import kept_units
from midstance.report.write import OVERLAY, PAGE, draw_overlay
from midstance.schema.analysis import load
from midstance.web import policy
from midstance.web.reports.pages import report_in
from midstance.web.routes.results import finished
from midstance.web.store.people import People
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Upload
from midstance.words.days import day_text
from midstance.words.language import language
from midstance.words.text import _

router = APIRouter(tags=["results"])
_HERE = ("localhost", "127.0.0.1", "::1")
_drawing = Lock()
"""One overlay at a time: each takes a processor for as long as the video lasts."""


@router.get("/recordings/{recording_id}/overlay.mp4", response_class=FileResponse)
def overlay(recording_id: str, request: Request) -> FileResponse:
    """Return the video with everything drawn in; it is made the first time."""
    recording = finished(request.app.state.store, recording_id)
    path = recording.results / OVERLAY
    with _drawing:
        if not path.is_file():
            draw_overlay(load(recording.results), recording.video, recording.results)
    return FileResponse(path)


@router.get("/recordings/{recording_id}/{extent}.pdf", response_class=Response)
def paper(
    recording_id: str, extent: Literal["report", "summary"], request: Request
) -> Response:
    """Return the report on paper: the whole, or one page of it."""
    store = request.app.state.store
    recording = finished(store, recording_id)
    heading = Heading(
        kept_practice(),
        _client(store, recording),
        _address(request, recording_id),
        paper_for(kept_units()),
    )
    with tempfile.TemporaryDirectory() as place:
        printed = print_page(
            report_in(store, recording, language()),
            Path(place) / "report.pdf",
            extent="full" if extent == "report" else "summary",
            heading=heading,
        )
        return Response(printed.read_bytes(), media_type="application/pdf")


@router.get("/recordings/{recording_id}/compare.html", response_class=HTMLResponse)
def compare(
    recording_id: str,
    request: Request,
    other: Annotated[str, Query(max_length=40)],
) -> HTMLResponse:
    """Return what changed from one recording of a person to another."""
    store = request.app.state.store
    both = sorted(
        _pair(store, recording_id, other), key=lambda one: (one.day, one.created_at)
    )
    with tempfile.TemporaryDirectory() as place:
        write_comparison(
            [load(one.results) for one in both],
            place,
            pages=[one.results / PAGE for one in both],
            addresses=_addresses(both),
            labels=_labels(store, both),
            title=_name(store, both[0]),
            language=language(),
        )
        return _page(Path(place) / COMPARISON)


@router.get("/recordings/{recording_id}/joined.html", response_class=HTMLResponse)
def joined(
    recording_id: str,
    request: Request,
    other: Annotated[str, Query(max_length=40)],
) -> HTMLResponse:
    """Return two views of one session as one report."""
    store = request.app.state.store
    both = _pair(store, recording_id, other)
    with tempfile.TemporaryDirectory() as place:
        write_joined(
            [load(one.results) for one in both],
            place,
            pages=[one.results / PAGE for one in both],
            videos=[one.video for one in both],
            addresses=_addresses(both),
            title=_name(store, both[0]),
            language=language(),
        )
        return _page(Path(place) / JOINED)


def _address(request: Request, recording_id: str) -> str:
    """Return where a phone can open the report; empty: only this machine can."""
    if request.url.hostname in _HERE:
        return ""
    return str(request.url_for("file", recording_id=recording_id, file=PAGE))


def _pair(store: Store, first_id: str, other_id: str) -> list[Upload]:
    """Return two recordings of one person.

    Who may see the first may see the other then.

    Raises
    ------
    ConfigError
        If they are of different people.

    """
    first, other = (finished(store, one) for one in (first_id, other_id))
    if first.person_id != other.person_id:
        raise ConfigError("Both recordings must be of one person.")
    return [first, other]


def _addresses(recordings: list[Upload]) -> list[str]:
    return [f"/recordings/{one.id}" for one in recordings]


def _name(store: Store, recording: Upload) -> str:
    if recording.person_id is None:
        return ""
    return People(store).get(recording.person_id).name


def _labels(store: Store, recordings: list[Upload]) -> list[str]:
    """Return what each is called in a comparison: by day, shoes and, if need be, view.

    Shoes are those that were noted last until that day on the page of the person, or
    those of the person where none were ever noted.
    """
    person_id = recordings[0].person_id
    if person_id is None or not all(one.day for one in recordings):
        return []
    people = People(store)
    worn = [one for one in people.moments(person_id) if one.kind == "shoe"]
    own = "" if worn else str(people.get(person_id).facts["shoes"] or "")
    labels = []
    for one in recordings:
        shoes = [shoe.text for shoe in worn if shoe.day <= one.day] or [own]
        parts = (day_text(date.fromisoformat(one.day)), shoes[-1])
        labels.append(", ".join(part for part in parts if part))
    if len({one.view for one in recordings}) == 1:
        return labels
    views = [_(SEEN_IN_A_LIST.get(one.view, "")) for one in recordings]
    return [
        f"{label}, {view}" if view else label
        for label, view in zip(labels, views, strict=True)
    ]


def _page(path: Path) -> HTMLResponse:
    text = path.read_text("utf-8")
    return HTMLResponse(
        text, headers={"Content-Security-Policy": policy.of_report(text)}
    )


def _client(store: Store, recording: Upload) -> list[tuple[str, str]]:
    """Return what the library knows of whom a recording shows."""
    if recording.person_id is None:
        return []
    person = People(store).get(recording.person_id)
    facts = {
        _("Name"): person.name,
        _("Born"): str(person.facts["birth_year"] or ""),
        _("Shoes"): str(person.facts["shoes"] or ""),
    }
    return [(label, value) for label, value in facts.items() if value]
