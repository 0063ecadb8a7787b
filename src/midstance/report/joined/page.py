"""The page of several views of one run, as text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from midstance.drawing.colours import LEFT, RIGHT, css
from midstance.drawing.evidence import Evidence
from midstance.drawing.person import SHADE
from midstance.findings.shoes import shoe_advice
from midstance.report.charts import timeline
from midstance.report.comparison.recorded import SEEN_FROM
from midstance.report.first.headline import headline_numbers
from midstance.report.first.told import tell
from midstance.report.joined.choice import Joined
from midstance.report.page import Shot, environment, facts_of, shots, static_text
from midstance.report.people import Person, compared_with, describe_person, lacks
from midstance.report.player.parts import (
    PlayerParts,
    allowed,
    player_script,
    player_style,
)
from midstance.report.tables import grouped, label_of, make_rows
from midstance.report.units import Units
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.words.scripts import words_for
from midstance.words.text import _


@dataclass(frozen=True)
class View:
    """One view, ready for the page."""

    title: str
    facts: list[str]
    person: Person
    parts: PlayerParts | None
    shots: list[Shot]
    player: str


def render_joined(
    joined: Joined,
    *,
    folder: Path,
    evidence: Sequence[Sequence[Evidence]] = (),
    title: str = "",
    units: Units,
) -> str:
    """Return the page as text.

    Parameters
    ----------
    joined
        The views.
    folder
        Where the page will lie.
    evidence
        Images of single events, one sequence a view.
    title
        Whose report it is; empty: as the settings say.
    units
        In which lengths and speeds are written.

    """
    views = [
        View(
            title=_(SEEN_FROM[one.scene.view]),
            facts=facts_of(one.analysis),
            person=_described(joined, i, units),
            parts=one.player(folder),
            shots=shots(evidence[i]) if i < len(evidence) else [],
            player=_player(i),
        )
        for i, one in enumerate(joined.views)
    ]
    given = [title, *(one.analysis.config.subject.name for one in joined.views)]
    script = player_script()
    return (
        environment()
        .get_template("joined.html.j2")
        .render(
            title=next((name for name in given if name), _("One run, several views")),
            person=_together(joined, views, units),
            views=views,
            told_by=_told_by(joined, views),
            has_one_speed=joined.has_one_speed,
            drawing=timeline,
            label_of=label_of,
            left=css(LEFT),
            right=css(RIGHT),
            shade=css(SHADE),
            style="".join(static_text(f"{name}.css") for name in ("report", "first"))
            + player_style(),
            script=script,
            words=words_for([script]),
            allowed=allowed(script),
        )
    )


def _described(joined: Joined, number: int, units: Units) -> Person:
    """Return what a view says; with one from the side, none asks for another."""
    view = joined.views[number]
    person = describe_person(view.analysis, view.name, number + 1, units)
    has_side = joined.views[0].scene.is_side_view
    if person.quality is None or view.scene.is_side_view or not has_side:
        return person
    return replace(person, quality=replace(person.quality, change=""))


def _player(number: int) -> str:
    return f"player-{number + 1}"


def _together(joined: Joined, views: Sequence[View], units: Units) -> Person:
    """Return what is said of the runner over all views."""
    measures, first = joined.measures, views[0].person
    summary = summarize(measures)
    speed_m_s = joined.speed_m_s
    found = joined.findings()
    told = [
        replace(one, player=_player(number), decision=joined.decision(one.finding.rule))
        for one, (_, number) in zip(
            tell([finding for finding, _ in found], units), found, strict=True
        )
    ]
    numbers = headline_numbers(
        summary, measures, speed_m_s=speed_m_s, runs=joined.runs, units=units
    )
    rows = make_rows(summary, speed_m_s, Scene(), units)
    return replace(
        first,
        anchor="runner",
        findings=[one for one in told if not one.is_left_out],
        left_out=[one for one in told if one.is_left_out],
        numbers=[
            replace(one, player=_player(joined.view_of(one.metric, one.side)))
            for one in numbers
        ],
        compared=compared_with(summary, speed_m_s, units),
        groups=grouped(rows, summary),
        lacks=lacks(joined.missing),
        shoes=shoe_advice(summary) if first.shoes is not None else None,
    )


def _told_by(joined: Joined, views: Sequence[View]) -> list[tuple[str, list[str]]]:
    """Return the labels of the metrics that each view tells."""
    table = pd.DataFrame(
        [(metric, number) for (metric, _), number in joined.sources.items()],
        columns=["metric", "view"],
    )
    return [
        (
            view.title,
            sorted(
                {_(label_of(one)) for one in table.loc[table["view"] == i, "metric"]}
            ),
        )
        for i, view in enumerate(views)
    ]
