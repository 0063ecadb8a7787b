"""What the page says of one person."""

from dataclasses import dataclass
from math import isfinite

import pandas as pd
import xarray as xr

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
from midstance.schema.remedies import with_remedy
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

_VIEWS = {
    "left": "seen from the left",
    "right": "seen from the right",
    "front": "seen from the front",
    "rear": "seen from behind",
    "oblique": "seen obliquely",
    "unknown": "seen from an unknown side",
}
_LOW = 0.25
_GAITS = ("running", "walking")
_SURFACES = {"treadmill": " on a treadmill", "overground": " overground", "unknown": ""}


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
    name, anchor
        Their name, and how the page links to them.
    activity
        What they did and how they are seen, in a few words.
    facts
        What the lengths and speeds rest on.
    quality
        How good the recording is; None when no contact was found.
    runs
        Whether they were seen to run or to walk, or to do nothing else.
    findings, no_findings
        What stands out, most telling first; what is said when nothing does.
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
    is_from_3d
        Whether the angles over the stride are those of the lifted person.

    """

    name: str
    anchor: str
    activity: str
    facts: list[str]
    quality: Quality | None
    runs: bool
    findings: list[Told]
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
    rows = make_rows(summary, speed_m_s, scene, units)
    time_s = tracks["time"].to_numpy()
    anchor = f"person-{number}"
    has_events = not events.empty
    lifted = _lifted(analysis, name)
    figures = stride_charts(analysis.cycles, name, anchor, speed_m_s)
    return Person(
        name=name,
        anchor=anchor,
        activity=_activity(bouts, scene),
        facts=_facts(scene),
        quality=judge(tracks, events, bouts, scene) if has_events else None,
        runs=_moves_on(bouts),
        findings=tell(findings, units),
        no_findings=_no_findings(has_events, _runs(bouts), speed_m_s),
        numbers=headline_numbers(
            summary, measures, speed_m_s=speed_m_s, runs=_runs(bouts), units=units
        ),
        compared=compared_with(summary, speed_m_s, units) if _runs(bouts) else "",
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
        shoes=shoe_advice(summary) if has_events and _runs(bouts) else None,
        figure_3d=None if lifted is None else figure_3d(lifted),
        is_from_3d=lifted is not None and not scene.is_side_view,
    )


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
    words = " and ".join(
        f"the {side} foot is lower than {number(value, 1)} {unit}"
        for side, value in low.items()
    )
    return Chart(
        title="Feet over the floor",
        svg=height_figure(heights, unit=unit, name=f"{anchor}-feet"),
        description=f"A quarter of the time {words} over the floor line.",
        strides="share of frames by height over the floor line",
    )


def _findings(analysis: Analysis) -> tuple[Finding, ...]:
    if analysis.findings is None:
        return find_findings(analysis)
    return analysis.findings


def _no_findings(has_events: bool, runs: bool, speed_m_s: float) -> str:
    """Return what is said when nothing stands out: that is a good answer."""
    if not has_events:
        return "Nothing can be said about how they run: no contact was found."
    if not runs:
        return "What stands out is only told of running; this is walking."
    if not isfinite(speed_m_s):
        return (
            "Nothing stands out that can be told without the speed. With it, the "
            "numbers are held against what others show at the same speed."
        )
    return (
        "Nothing stands out: every number that is known well enough lies where those "
        "of ordinary runners at this speed lie. There is no reason to change anything "
        "that feels good."
    )


def compared_with(summary: pd.DataFrame, speed_m_s: float, units: Units) -> str:
    """Return who the numbers are compared with, and at which speed."""
    if not isfinite(speed_m_s):
        return "not compared with others: the speed is not known"
    speed = units.speed_text(speed_m_s)
    norms = [reference_at(str(name), speed_m_s) for name in summary["metric"].unique()]
    groups = dict.fromkeys(norm.group for norm in norms if norm is not None)
    if not groups:
        return f"at {speed}; nobody to compare with at this speed"
    return f"against {next(iter(groups))}, at your {speed}"


def _why_no_figures(analysis: Analysis, scene: Scene, has_events: bool) -> str:
    if analysis.cycles is None:
        return (
            "These results were made before joint angles over the stride were kept; "
            "analyze the video again to see them."
        )
    if not (scene.is_side_view or scene.view in FRONTAL_VIEWS):
        view = _VIEWS[scene.view]
        return f"Joint angles need a view from the side; here the runner is {view}."
    if not has_events:
        return "Joint angles over the stride need contacts; none was found."
    return "Joint angles over the stride need a whole stride; none was seen."


def _own(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[table["individual"] == name].reset_index(drop=True)


def _moves_on(bouts: pd.DataFrame) -> bool:
    """Return whether someone runs or walks, or does nothing that has a name."""
    activities = set(bouts["activity"]) - {"other"}
    return not activities or bool(activities & set(_GAITS))


def _runs(bouts: pd.DataFrame) -> bool:
    """Return whether someone runs at all, or may: nothing says that they walk."""
    activities = set(bouts["activity"])
    return "running" in activities or "walking" not in activities


def _activity(bouts: pd.DataFrame, scene: Scene) -> str:
    lasts_s: dict[str, float] = {}
    for bout in bouts.itertuples():
        lasts_s[bout.activity] = (
            lasts_s.get(bout.activity, 0.0) + bout.end_s - bout.start_s
        )
    if not lasts_s:
        return f"No activity found, {_VIEWS[scene.view]}"
    most = sorted(lasts_s, key=lambda name: (name not in _GAITS, -lasts_s[name]))[:2]
    done = bouts.groupby("activity")["repetitions"].sum()
    doing = " and ".join(_in_words(a, int(done[a])) for a in most)
    surface = _SURFACES[scene.surface] if most[0] in _GAITS else ""
    return f"{doing[0].upper()}{doing[1:]}{surface}, {_VIEWS[scene.view]}"


def _in_words(activity: str, n_repetitions: int) -> str:
    if n_repetitions:
        what = "repetitions" if activity == "exercise" else activity
        return f"{n_repetitions} {what}"
    return "other movement" if activity == "other" else activity


def _facts(scene: Scene) -> list[str]:
    facts = []
    if isfinite(scene.speed_m_s):
        facts.append(f"{significant(scene.speed_m_s)} m/s as given")
    if isfinite(scene.m_per_px) and scene.scale_source:
        facts.append(f"scale from {scene.scale_source}{_doubt(scene)}")
    return facts


def _doubt(scene: Scene) -> str:
    """Return how exact the scale is; empty when that is not known."""
    percent = 100 * scene.m_per_px_uncertainty / scene.m_per_px
    return f" (± {max(percent, 1):.0f} %)" if isfinite(percent) else ""


def lacks(missing: pd.DataFrame) -> list[Lack]:
    """Return what could not be measured, by reason, with what can be done."""
    return [
        Lack(
            with_remedy(str(reason), str(remedy)),
            sorted(label_of(str(metric)) for metric in own["metric"]),
        )
        for (reason, remedy), own in missing.groupby(["reason", "remedy"], sort=False)
    ]
