"""What the page says of one person."""

from dataclasses import dataclass
from math import isfinite

import pandas as pd
import xarray as xr

from midstance.checks.base import rules
from midstance.findings.look import find_findings, speed_of
from midstance.findings.shoes import ShoeAdvice, shoe_advice
from midstance.kernels.nan_stats import finite_quantile
from midstance.metrics.frontal import FRONTAL_VIEWS
from midstance.report.charts.feet_over_floor import feet_over_floor
from midstance.report.charts.figure_3d import Figure3D, figure_3d
from midstance.report.charts.strides import common_band, stride_charts
from midstance.report.charts.svg import Chart, height_figure
from midstance.report.charts.timeline import Timeline, make_timeline
from midstance.report.courses import courses_of, force_chart
from midstance.report.first.doing import (
    VIEWS,
    exercises_only,
    moves_on,
    runs_at_all,
    what_is_done,
)
from midstance.report.first.headline import Number, headline_numbers
from midstance.report.first.quality import Quality, judge
from midstance.report.first.told import Told, tell
from midstance.report.quantities import number, significant
from midstance.report.references import reference_at
from midstance.report.tables import Group, grouped, label_of, make_rows
from midstance.report.units import Units
from midstance.schema.analysis import Analysis
from midstance.schema.events import of_individual
from midstance.schema.findings import Finding
from midstance.schema.measures import summarize
from midstance.schema.remedies import told
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals
from midstance.words.kept import retold
from midstance.words.text import _

_LOW = 0.25
UNNAMED = "person-"
"""So begin the names of those whom nobody named."""


@dataclass(frozen=True)
class Lack:
    """Metrics that could not be measured for one reason."""

    reason: str
    labels: list[str]


@dataclass(frozen=True)
class Person:
    """One person, ready for the page.

    Parameters
    ----------
    name, anchor, shown
        Their name in the results, how the page links to them, and what it calls them.
    activity
        What they did and how they are seen, in a few words.
    facts
        What the lengths and speeds rest on.
    quality
        How good the recording is; None when no contact was found.
    runs
        Whether they were seen to run or to walk, or to do nothing else.
    exercises
        Whether they were seen to exercise, and neither to run nor to walk.
    findings, left_out, no_findings
        What stands out, most telling first, without and with what a person leaves
        out; what is said when nothing does.
    numbers, compared, groups
        The numbers that tell the most, who they are compared with, and all numbers.
    timeline
        Their contacts; None when there are none.
    figures
        The joint angles over the stride.
    force
        The vertical force over the stance; None: there is no curve.
    courses
        What changes along the clip; empty of a short one.
    band
        What their grey band is; empty when they have none.
    why_no_figures
        The reason when there are none.
    feet
        How often each foot is how high over the floor line; None: no floor found.
    lacks
        What could not be measured.
    shoes
        What the numbers say about shoes; None for somebody who was not seen to
        run.
    figure_3d
        The person in space; None for somebody who was not lifted.
    is_frontal
        Whether they are seen from behind or in front.
    is_from_3d
        Whether the angles over the stride are those of the lifted person.

    """

    name: str
    anchor: str
    shown: str
    activity: str
    facts: list[str]
    quality: Quality | None
    runs: bool
    exercises: bool
    findings: list[Told]
    left_out: list[Told]
    no_findings: str
    numbers: list[Number]
    compared: str
    groups: list[Group]
    timeline: Timeline | None
    figures: list[Chart]
    force: Chart | None
    courses: list[Chart]
    band: str
    why_no_figures: str
    feet: Chart | None
    lacks: list[Lack]
    shoes: ShoeAdvice | None
    figure_3d: Figure3D | None
    is_frontal: bool
    is_from_3d: bool


def describe_person(
    analysis: Analysis, name: str, number: int, units: Units | None = None
) -> Person:
    """Return everything the page says of the person `name`.

    Parameters
    ----------
    analysis
        The whole analysis.
    name
        One of its people.
    number
        Which one it is, from 1: names may hold anything, anchors may not.
    units
        None: metric.

    """
    tracks = analysis.tracks.sel(individual=[name])
    events = of_individual(analysis.events, name)
    bouts = _own(analysis.bouts, name)
    scene = analysis.scenes.get(name, Scene())
    measures = _own(analysis.measures, name)
    summary = summarize(measures)
    units = units or Units()
    speed_m_s = speed_of(scene, measures)
    findings = [one for one in _findings(analysis) if one.individual == name]
    told_findings = tell(findings, units, analysis.remarks)
    rows = make_rows(summary, speed_m_s, scene, units)
    time_s = tracks["time"].to_numpy()
    anchor = f"person-{number}"
    has_events, exercises = not events.empty, exercises_only(bouts)
    is_withheld = has_events and measures.empty and _is_impossible(analysis, name)
    lifted = _lifted(analysis, name)
    figures = stride_charts(analysis.cycles, name, anchor, speed_m_s)
    return Person(
        name=name,
        anchor=anchor,
        shown=_shown(analysis, name, number, runs=not exercises),
        activity=what_is_done(bouts, scene),
        facts=_facts(scene),
        quality=(
            judge(tracks, events, bouts, scene, is_withheld=is_withheld)
            if has_events
            else None
        ),
        runs=moves_on(bouts),
        exercises=exercises,
        findings=[one for one in told_findings if not one.is_left_out],
        left_out=[one for one in told_findings if one.is_left_out],
        no_findings=(
            _("Nothing can be said about how they run: no number is believed.")
            if is_withheld
            else _no_findings(has_events, runs_at_all(bouts), speed_m_s)
        ),
        numbers=headline_numbers(
            summary, measures, speed_m_s=speed_m_s, runs=runs_at_all(bouts), units=units
        ),
        compared=compared_with(summary, speed_m_s, units) if runs_at_all(bouts) else "",
        groups=grouped(rows, summary),
        timeline=(
            make_timeline(events, bouts, float(time_s[0]), float(time_s[-1]))
            if has_events
            else None
        ),
        figures=figures,
        force=force_chart(analysis.forces, name, anchor),
        courses=courses_of(measures, anchor, units),
        band=common_band(figures),
        why_no_figures="" if figures else _why_no_figures(analysis, scene, has_events),
        feet=(
            _feet(analysis.measured_part(name)[0], scene, anchor)
            if has_events
            else None
        ),
        lacks=lacks(_own(analysis.missing, name)),
        shoes=(
            shoe_advice(summary)
            if has_events and runs_at_all(bouts) and not is_withheld
            else None
        ),
        figure_3d=None if lifted is None else figure_3d(lifted),
        is_frontal=scene.view in FRONTAL_VIEWS,
        is_from_3d=lifted is not None and not scene.is_side_view,
    )


def _shown(analysis: Analysis, name: str, number: int, *, runs: bool) -> str:
    """Return what the page calls somebody: nobody is a person-1 to themself."""
    is_alone = analysis.tracks.sizes["individual"] == 1
    if is_alone and analysis.config.subject.name:
        return analysis.config.subject.name
    if not name.startswith(UNNAMED):
        return name
    if not runs:
        return _("this person") if is_alone else _("Person {number}", number=number)
    return _("the runner") if is_alone else _("Runner {number}", number=number)


def _lifted(analysis: Analysis, name: str) -> xr.Dataset | None:
    lifted = analysis.tracks_3d
    if lifted is None or name not in individuals(lifted):
        return None
    return lifted.sel(individual=[name])


def _feet(tracks: xr.Dataset, scene: Scene, anchor: str) -> Chart | None:
    heights, unit = feet_over_floor(tracks, scene)
    if not heights:
        return None
    low = {side: finite_quantile(values, _LOW) for side, values in heights.items()}
    texts = {side: f"{number(value, 1)} {unit}" for side, value in low.items()}
    return Chart(
        title=_("Feet over the floor"),
        svg=height_figure(heights, unit=unit, name=f"{anchor}-feet"),
        description=_how_low(texts),
        strides=_("share of frames by height over the floor line"),
    )


def _how_low(texts: dict[str, str]) -> str:
    if len(texts) > 1:
        return _(
            "A quarter of the time the left foot is lower than {left} and the right "
            "foot lower than {right} over the floor line.",
            **texts,
        )
    if "left" in texts:
        return _(
            "A quarter of the time the left foot is lower than {left} over the floor "
            "line.",
            **texts,
        )
    return _(
        "A quarter of the time the right foot is lower than {right} over the floor "
        "line.",
        **texts,
    )


def _findings(analysis: Analysis) -> tuple[Finding, ...]:
    if analysis.findings is None:
        return find_findings(analysis)
    return analysis.findings


def _is_impossible(analysis: Analysis, name: str) -> bool:
    """Return whether a rule of what can be took numbers of somebody away."""
    notes = analysis.notes[analysis.notes["individual"] == name]
    return bool(notes["kind"].isin(rules.names()).any())


def _no_findings(has_events: bool, runs: bool, speed_m_s: float) -> str:
    """Return what is said when nothing stands out: that is a good answer."""
    if not has_events:
        return _("Nothing can be said about how they run: no contact was found.")
    if not runs:
        return _("What stands out is only told of running; this is walking.")
    if not isfinite(speed_m_s):
        return _(
            "Nothing stands out that can be told without the speed. With it, the "
            "numbers are held against what others show at the same speed."
        )
    return _(
        "Nothing stands out: every number that is known well enough lies where those "
        "of ordinary runners at this speed lie. There is no reason to change anything "
        "that feels good."
    )


def compared_with(summary: pd.DataFrame, speed_m_s: float, units: Units) -> str:
    """Return who the numbers are compared with, and at which speed."""
    if not isfinite(speed_m_s):
        return _("not compared with others: the speed is not known")
    speed = units.speed_text(speed_m_s)
    norms = [reference_at(str(name), speed_m_s) for name in summary["metric"].unique()]
    groups = dict.fromkeys(norm.group for norm in norms if norm is not None)
    if not groups:
        return _("at {speed}; nobody to compare with at this speed", speed=speed)
    return _(
        "against {group}, at your {speed}", group=_(next(iter(groups))), speed=speed
    )


def _why_no_figures(analysis: Analysis, scene: Scene, has_events: bool) -> str:
    if analysis.cycles is None:
        return _(
            "These results were made before joint angles over the stride were kept; "
            "analyze the video again to see them."
        )
    if not (scene.is_side_view or scene.view in FRONTAL_VIEWS):
        return _(
            "Joint angles need a view from the side; here the runner is {view}.",
            view=_(VIEWS[scene.view]),
        )
    if not has_events:
        return _("Joint angles over the stride need contacts; none was found.")
    return _("Joint angles over the stride need a whole stride; none was seen.")


def _own(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[table["individual"] == name].reset_index(drop=True)


def _facts(scene: Scene) -> list[str]:
    facts = []
    if isfinite(scene.speed_m_s):
        speed = f"{significant(scene.speed_m_s)} m/s"
        facts.append(_("{speed} as given", speed=speed))
    if isfinite(scene.m_per_px) and scene.scale_source:
        source = retold(scene.scale_source)
        facts.append(_("scale from {source}", source=source) + _doubt(scene))
    return facts


def _doubt(scene: Scene) -> str:
    """Return how exact the scale is; empty when that is not known."""
    percent = 100 * scene.m_per_px_uncertainty / scene.m_per_px
    return f" (± {max(percent, 1):.0f} %)" if isfinite(percent) else ""


def lacks(missing: pd.DataFrame) -> list[Lack]:
    """Return what could not be measured, by reason, with what can be done."""
    return [
        Lack(
            told(str(reason), str(remedy)),
            sorted(label_of(str(metric)) for metric in own["metric"]),
        )
        for (reason, remedy), own in missing.groupby(["reason", "remedy"], sort=False)
    ]
