"""The page of a comparison, as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from midstance.drawing.colours import LEFT, RIGHT, css
from midstance.drawing.person import SHADE
from midstance.findings.differences import day_source
from midstance.report.charts.svg import Chart
from midstance.report.comparison.curves import overlaid_curves
from midstance.report.comparison.lines import Line, lines_of
from midstance.report.comparison.recorded import (
    SEEN_FROM,
    Recorded,
    cautions,
    speed_sentence,
)
from midstance.report.page import environment, static_text
from midstance.report.player.parts import (
    allowed,
    player_script,
    player_style,
)
from midstance.report.units import Units
from midstance.words.scripts import words_for
from midstance.words.text import _


@dataclass(frozen=True)
class Comparison:
    """A comparison in words.

    Parameters
    ----------
    title
        Who.
    recordings
        In order of time.
    speed, cautions
        What to know before the numbers.
    changed
        The lines that are told from chance, the surest first.
    lines
        All of them.
    first
        Those that are clear, and those that tell the most as far as they can be told.
    curves
        The joint angles over each other.
    table
        Every recording against the first, see
        `midstance.report.comparison.lines.compared`.

    """

    title: str
    recordings: Sequence[Recorded]
    speed: str
    cautions: list[str]
    changed: list[Line]
    lines: list[Line]
    first: list[Line]
    curves: list[Chart]
    table: pd.DataFrame


def describe_comparison(
    recordings: Sequence[Recorded],
    table: pd.DataFrame,
    units: Units,
    *,
    title: str = "",
) -> Comparison:
    """Return a comparison in words.

    Parameters
    ----------
    recordings
        In order of time.
    table
        As `midstance.report.comparison.lines.compared` gives it.
    units
        In which numbers are written.
    title
        Whose comparison it is; empty: as the settings say.

    """
    lines = lines_of(recordings, table, units)
    first, last = recordings[0], recordings[-1]
    given = [title, *(one.analysis.config.subject.name for one in recordings)]
    return Comparison(
        title=next((name for name in given if name), _("Before and after")),
        recordings=recordings,
        speed=speed_sentence(first, last, units),
        cautions=cautions(first, last),
        changed=[line for line in lines if line.is_clear],
        lines=lines,
        first=[line for line in lines if line.is_first],
        curves=overlaid_curves(recordings),
        table=table,
    )


def render_comparison(
    comparison: Comparison, *, folder: Path, units: Units, same_camera: bool
) -> str:
    """Return the page as text.

    Parameters
    ----------
    comparison
        What it says.
    folder
        Where it will lie; films that are beside a report are linked from there.
    units
        In which speeds are written.
    same_camera
        Whether the recordings were filmed alike.

    """
    first, last = comparison.recordings[0], comparison.recordings[-1]
    parts = [one.player(folder) for one in (first, last)]
    script = player_script()
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            c=comparison,
            pair=[one for one in parts if one] if all(parts) else [],
            speeds=[units.speed_text(one.speed_m_s) for one in comparison.recordings],
            same_camera=same_camera,
            day_source=day_source(),
            left=css(LEFT),
            right=css(RIGHT),
            shade=css(SHADE),
            style="".join(
                static_text(f"{name}.css") for name in ("report", "first", "compare")
            )
            + player_style(),
            script=script,
            words=words_for([script]),
            seen_from=SEEN_FROM,
            allowed=allowed(script),
        )
    )
