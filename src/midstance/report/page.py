"""The report: one HTML file that needs nothing else and asks no network."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from midstance.config import Clip
from midstance.drawing.colours import LEFT, RIGHT, css
from midstance.drawing.evidence import Evidence
from midstance.drawing.person import SHADE
from midstance.files import replacing
from midstance.report.charts import timeline
from midstance.report.people import UNNAMED, Person, describe_person
from midstance.report.player.parts import (
    Film,
    allowed,
    player_parts,
    player_script,
    player_style,
)
from midstance.report.quantities import significant
from midstance.report.sections import sections_of
from midstance.report.tables import label_of
from midstance.report.units import Units, kept_units
from midstance.schema.analysis import Analysis
from midstance.schema.events import KINDS, SIDES
from midstance.schema.notes import told_notes
from midstance.schema.tracks import individuals
from midstance.schema.video import public
from midstance.words.days import day_text
from midstance.words.language import NAMES, Language, kept_language, speaking
from midstance.words.numbers import localized, plain
from midstance.words.page import teach
from midstance.words.scripts import words_for
from midstance.words.text import _

if TYPE_CHECKING:
    from jinja2 import Environment

_LATER = ("frames_between",)
"""Kinds of notes that only who looks how numbers were made wants to know."""
_HEAD = 2000
"""So many characters of a page hold its head up to the styles."""


@dataclass(frozen=True)
class Shot:
    """The image of one event, ready for a page."""

    individual: str
    side: str
    title: str
    seek_s: float
    time: str
    apart: str
    source: str
    still: str
    """What the image shows, for `known_stills`: side, event and both times."""


def write_page(
    analysis: Analysis,
    path: Path,
    *,
    film: Film | None = None,
    evidence: Sequence[Evidence] | Callable[[], Sequence[Evidence]] = (),
    language: Language | None = None,
    is_for_others: bool = False,
    fingerprint: str = "",
) -> None:
    """Write the report, in the units that were asked for last.

    Parameters
    ----------
    analysis
        What was found.
    path
        Where the page shall be.
    film
        The recording for the player, see `midstance.report.player.parts`.
        ``None``: a page without a player.
    evidence
        Images of single events, or what gives them: it is asked last, so that they can
        be drawn while the rest of the page is made.
    language
        None: the one that was asked for last.
    is_for_others
        Whether findings that a person leaves out, and comments that are not shared,
        are not in it.
    fingerprint
        Of the results that `shows` shall know the page as the report of, where an
        earlier version may have saved them; empty: that of `analysis`.

    Raises
    ------
    OutputError
        If the folder cannot be written to.

    """
    page = render_page(
        analysis,
        film=film,
        evidence=evidence,
        units=kept_units(),
        language=language or kept_language(),
        is_for_others=is_for_others,
        fingerprint=fingerprint,
    )
    with replacing(path) as part:
        part.write_text(page, "utf-8")


def shows(page: Path, fingerprint: str) -> bool:
    """Return whether `page` is the report of the analysis with that fingerprint."""
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return f'"midstance-fingerprint" content="{fingerprint}"' in head


def render_page(
    analysis: Analysis,
    *,
    film: Film | None,
    evidence: Sequence[Evidence] | Callable[[], Sequence[Evidence]],
    units: Units | None = None,
    language: Language = "en",
    is_for_others: bool = False,
    fingerprint: str = "",
) -> str:
    """Return the page as text; the same input gives the same text."""
    of = fingerprint or analysis.fingerprint()
    with speaking(language):
        return _render(analysis, film, evidence, units, is_for_others, of)


def _render(
    analysis: Analysis,
    film: Film | None,
    evidence: Sequence[Evidence] | Callable[[], Sequence[Evidence]],
    units: Units | None,
    is_for_others: bool,
    fingerprint: str,
) -> str:
    if is_for_others:
        analysis = replace(analysis, remarks=analysis.remarks.for_others())
    names, notes = individuals(analysis.tracks), analysis.notes
    script_3d = static_text("figure_3d.js")
    people = [
        describe_person(analysis, name, i + 1, units) for i, name in enumerate(names)
    ]
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            title=_title(analysis),
            video_facts=facts_of(analysis),
            analysis=analysis,
            fingerprint=fingerprint,
            is_for_others=is_for_others,
            languages=tuple(NAMES.items()),
            people=people,
            sections={name: sections_of(analysis, name) for name in names},
            parts=player_parts(analysis, film),
            shots=shots(evidence() if callable(evidence) else evidence),
            warnings=told_notes(_first_notes(analysis.notes, people)),
            remarks_on_frames=told_notes(notes[notes["kind"].isin(_LATER)]),
            is_of_exercises=bool(people) and all(one.exercises for one in people),
            provenance=_flat(public(analysis.provenance)),
            settings=json.dumps(analysis.config.model_dump(mode="json"), indent=2),
            drawing=timeline,
            label_of=label_of,
            left=css(LEFT),
            right=css(RIGHT),
            shade=css(SHADE),
            style=static_text("report.css") + static_text("first.css") + player_style(),
            script=player_script(),
            words=words_for([player_script(), script_3d]),
            script_3d=script_3d,
            allowed=" ".join(allowed(text) for text in (player_script(), script_3d)),
        )
    )


def _first_notes(notes: pd.DataFrame, people: Sequence[Person]) -> pd.DataFrame:
    """Return the notes to be read first: not that who exercises does not run."""
    exercising = [one.name for one in people if one.exercises]
    is_plain = (notes["kind"] == "no_gait") & notes["individual"].isin(exercising)
    return notes[~is_plain & ~notes["kind"].isin(_LATER)]


@cache
def environment() -> "Environment":
    """Return what makes pages of the templates."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _text("templates", name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    teach(environment)
    return environment


def compile_templates(name: str = "page.html.j2") -> None:
    """Compile the template of the page and those it includes; they are kept then."""
    from jinja2 import meta

    made = environment()
    parsed = made.parse(_text("templates", name))
    for part in meta.find_referenced_templates(parsed):
        if part is not None:
            compile_templates(part)
    made.get_template(name)


def static_text(name: str) -> str:
    """Return a style sheet or a script of the pages."""
    return _text("static", name)


def _text(folder: str, name: str) -> str:
    return (resources.files("midstance.report") / folder / name).read_text("utf-8")


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def shots(evidence: Sequence[Evidence]) -> list[Shot]:
    """Return images of events for a page, left before right."""
    return [
        Shot(
            individual=picture.individual,
            side=picture.side,
            title=timeline.event_text(picture.side, picture.event),
            seek_s=round(picture.event_time_s, 4),
            time=f"{localized(f'{picture.event_time_s:.3f}')} s",
            apart=_apart(picture),
            source=_data("image/jpeg", picture.jpeg),
            still=" ".join(
                (
                    *(picture.side, picture.event),
                    *(
                        str(float(picture.event_time_s)),
                        str(float(picture.frame_time_s)),
                    ),
                )
            ),
        )
        for picture in sorted(evidence, key=_by_side_then_kind)
    ]


def _by_side_then_kind(picture: Evidence) -> tuple[int, int]:
    return SIDES.index(picture.side), KINDS.index(picture.event)


def _apart(picture: Evidence) -> str:
    """Return how far the frame is from the event; empty when it is the moment."""
    apart_ms = 1000 * picture.frame_offset_s
    if abs(apart_ms) < 0.5:
        return ""
    apart = f"{abs(apart_ms):.0f}"
    if apart_ms < 0:
        return _("frame {apart} ms before", apart=apart)
    return _("frame {apart} ms after", apart=apart)


def _title(analysis: Analysis) -> str:
    """Return the name of the only runner, or of the file until there is one."""
    names = individuals(analysis.tracks)
    given = analysis.config.subject.name
    if given:
        return given
    is_named = len(names) == 1 and not names[0].startswith(UNNAMED)
    return names[0] if is_named else analysis.video.name


def facts_of(analysis: Analysis) -> list[str]:
    """Return when and how a recording was filmed, in a few words each."""
    video = analysis.video
    facts = []
    if day := _day(video.filmed_at):
        facts.append(_("filmed {day}", day=day))
    if analysis.config.subject.name:
        facts.append(video.name)
    if isfinite(video.duration_s):
        facts.append(f"{significant(video.duration_s)} s{_part(analysis.config.clip)}")
    if video.rate_hz > 0:
        rate = significant(video.rate_hz)
        facts.append(
            _("{rate} frames per second, uneven", rate=rate)
            if video.is_variable_rate
            else _("{rate} frames per second", rate=rate)
        )
    if analysis.config.clip.slow_motion != 1:
        factor = plain(analysis.config.clip.slow_motion)
        facts.append(_("slowed down {factor} times", factor=factor))
    day = _day(analysis.provenance.get("analyzed_at"))
    return [*facts, _("analyzed {day}", day=day)] if day else facts


def _part(clip: Clip) -> str:
    """Return which part was analyzed, in the seconds that a player shows."""
    start = "" if clip.start_s is None else plain(clip.start_s)
    end = "" if clip.end_s is None else plain(clip.end_s)
    if start and end:
        return _(", analyzed from {start} s to {end} s", start=start, end=end)
    if start:
        return _(", analyzed from {start} s", start=start)
    return _(", analyzed to {end} s", end=end) if end else ""


def _day(stamp: object) -> str:
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return ""
    return day_text(moment.date())


def _flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return the leaves of `tree` with their path in words."""
    leaves = []
    for key, value in tree.items():
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict):
            leaves += _flat(value, f"{name} ")
        else:
            leaves.append((name, str(value)))
    return leaves
