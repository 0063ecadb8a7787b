"""What stands out in how one person runs: the rules, held against their numbers."""

from dataclasses import dataclass, field
from math import hypot, isfinite, nan

import pandas as pd

from midstance.findings.change import change_along
from midstance.findings.moments import moments_of
from midstance.findings.odds import Line, line_of, size_of, sureness
from midstance.findings.rules import Condition, Rule, rules
from midstance.schema.analysis import Analysis
from midstance.schema.events import SIDES, of_individual
from midstance.schema.findings import Drill, Evidence, Finding
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene

SURE = 0.9
"""Only what is at least that sure is told."""
LARGEST = 5.0
"""How far out something lies counts up to here: beyond it errors are likelier."""


@dataclass(frozen=True)
class Runner:
    """What the rules look at.

    Parameters
    ----------
    name
        Who.
    measures
        Their measures, one row a number; see `midstance.schema.measures`.
    events
        Their events; they give the strides to look at.
    speed_m_s, height_m
        NaN: unknown.
    gait
        running or walking.

    """

    name: str
    measures: pd.DataFrame
    events: pd.DataFrame
    speed_m_s: float = nan
    height_m: float = nan
    gait: str = "running"
    summary: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        """Summarize the measures once."""
        object.__setattr__(self, "summary", summarize(self.measures))


def find_findings(analysis: Analysis) -> tuple[Finding, ...]:
    """Return what stands out in everybody of an analysis, most telling first.

    Parameters
    ----------
    analysis
        Its measures are enough; no video is read.

    """
    names = [str(name) for name in analysis.tracks["individual"].to_numpy()]
    found = [one for name in names for one in look(runner_of(analysis, name))]
    return tuple(found)


def runner_of(analysis: Analysis, name: str) -> Runner:
    """Return what the rules look at in one person of an analysis."""
    own = analysis.measures[analysis.measures["individual"] == name]
    scene = analysis.scenes.get(name, Scene())
    bouts = analysis.bouts[analysis.bouts["individual"] == name]
    activities = set(bouts["activity"])
    walks = "walking" in activities and "running" not in activities
    return Runner(
        name,
        own,
        of_individual(analysis.events, name),
        speed_m_s=speed_of(scene, own),
        height_m=scene.height_m,
        gait="walking" if walks else "running",
    )


def speed_of(scene: Scene, measures: pd.DataFrame) -> float:
    """Return how fast someone ran: as given, else as measured; NaN: unknown."""
    measured = measures.loc[measures["metric"] == "speed", "value"].dropna()
    if isfinite(scene.speed_m_s) or measured.empty:
        return scene.speed_m_s
    return float(measured.median())


def look(runner: Runner) -> list[Finding]:
    """Return the findings of one person, ranked; none is a good answer.

    A rule holds when all its conditions are at least `SURE` on the same side. Findings
    are ranked by how far out they are x how sure that is x what it costs.
    """
    found = (_try(rule, runner) for rule in rules() if rule.gait == runner.gait)
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (-one.score, one.rule),
    )


def _try(rule: Rule, runner: Runner) -> Finding | None:
    holding = {}
    for side in SIDES:
        judged = [_judge(condition, runner, side) for condition in rule.conditions]
        whole = [one for one in judged if one is not None and one.sure >= SURE]
        if len(whole) == len(judged):
            holding[side] = whole
    if not holding:
        return None
    sure = {side: min(one.sure for one in own) for side, own in holding.items()}
    size = {side: max(one.size for one in own) for side, own in holding.items()}
    most = max(holding, key=lambda side: size[side])
    evidence = [one.evidence for own in holding.values() for one in own]
    added = (_judge(one, runner, side) for side in holding for one in rule.additions)
    side = _common_side({one.side for one in evidence})
    return Finding(
        rule=rule.name,
        individual=runner.name,
        title=rule.title,
        side=side,
        seen=rule.seen,
        sure=sure[most],
        size=size[most],
        score=min(size[most], LARGEST) * sure[most] * rule.cost,
        # What both feet share is judged twice.
        evidence=tuple(
            dict.fromkeys(
                [*evidence, *(o.evidence for o in added if o and o.sure >= SURE)]
            )
        ),
        moments=moments_of(
            runner.measures, runner.events, rule.conditions[0].metric, side
        ),
        joints=_joints(rule, side),
        why=rule.why,
        source=rule.source,
        unknown=rule.unknown,
        cue=rule.cue,
        drills=tuple(Drill(**drill.model_dump()) for drill in rule.drills),
        professional=rule.professional,
    )


def _common_side(sides: set[str]) -> str:
    """Return the only foot among `sides`, else both.

    Examples
    --------
    >>> _common_side({"left", "both"}), _common_side({"left", "right"})
    ('left', 'both')

    """
    feet = sides - {"both"}
    return feet.pop() if len(feet) == 1 else "both"


def _joints(rule: Rule, side: str) -> tuple[str, ...]:
    sides = SIDES if side == "both" else (side,)
    return tuple(f"{one}_{joint}" for one in sides for joint in rule.joints)


@dataclass(frozen=True)
class _Judged:
    evidence: Evidence
    size: float

    @property
    def sure(self) -> float:
        return self.evidence.sure


def _judge(condition: Condition, runner: Runner, side: str) -> _Judged | None:
    """Return how a condition stands on one side; None where nothing can be said."""
    line = line_of(condition, speed_m_s=runner.speed_m_s, height_m=runner.height_m)
    found = _number(condition, runner, side)
    if line is None or found is None:
        return None
    return _Judged(
        Evidence(
            metric=condition.metric,
            side=found.side,
            value=found.value,
            uncertainty=found.uncertainty,
            unit=found.unit,
            limit=line.value,
            sure=sureness(found.value, found.uncertainty, line, condition),
            n=found.n,
            against=_against(line, condition),
            adds=condition.adds,
        ),
        size_of(found.value, line, condition),
    )


@dataclass(frozen=True)
class _Number:
    side: str
    value: float
    uncertainty: float
    unit: str
    n: int


def _number(condition: Condition, runner: Runner, side: str) -> _Number | None:
    """Return the number that a condition is about; None: it was not measured."""
    own = runner.summary[runner.summary["metric"] == condition.metric]
    if condition.sides_percent is not None:
        return _difference(own)
    if condition.change_percent is not None:
        rows = runner.measures[runner.measures["metric"] == condition.metric]
        change = change_along(rows)
        return None if change is None else _Number("both", *change, "%", len(rows))
    for _, row in own[own["side"].isin((side, "both"))].iterrows():
        return _Number(
            str(row["side"]),
            float(row["value"]),
            float(row["uncertainty"]),
            str(row["unit"]),
            int(row["n"]),
        )
    return None


def _difference(own: pd.DataFrame) -> _Number | None:
    """Return left against right in % of their mean, on the side that has more."""
    sides = {str(row["side"]): row for _, row in own.iterrows()}
    if not set(SIDES) <= set(sides):
        return None
    left, right = (sides[side] for side in SIDES)
    mean = (left["value"] + right["value"]) / 2
    doubt = hypot(left["uncertainty"], right["uncertainty"])
    if not mean or not isfinite(doubt):
        return None
    larger = "left" if left["value"] > right["value"] else "right"
    return _Number(
        larger,
        float(abs(100 * (left["value"] - right["value"]) / mean)),
        float(abs(100 * doubt / mean)),
        "%",
        int(min(left["n"], right["n"])),
    )


def _against(line: Line, condition: Condition) -> str:
    """Return what the line is, in words; empty: it speaks for itself."""
    if line.norm is not None:
        return f"{line.norm.group} at {line.norm.speed_m_s:g} m/s"
    if condition.sides_percent is not None:
        return f"left and right within {condition.sides_percent:g} %"
    if condition.change_percent is not None:
        return f"a change of {condition.change_percent:g} % along the clip"
    return ""
