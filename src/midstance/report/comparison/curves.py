"""The joint angles of several recordings over each other."""

from collections.abc import Sequence

import numpy as np

from midstance.report.charts.cycles import JOINTS, Joint, cycles_of
from midstance.report.charts.overlaid import Overlaid, overlaid_figure
from midstance.report.charts.svg import Chart, Cycle
from midstance.report.comparison.recorded import Recorded
from midstance.schema.events import SIDES
from midstance.words.text import _, later

WIDE = later(
    "The ribbon is wide: the leg is hidden, or its joints are seen badly; a difference "
    "of the curves says nothing there."
)


def overlaid_curves(recordings: Sequence[Recorded]) -> list[Chart]:
    """Return a figure for each angle and side that the first and the last show."""
    charts = []
    for joint in JOINTS:
        found = [_cycles(one, joint) for one in recordings]
        for side in SIDES:
            curves = [cycles.get(side) for cycles in found]
            first, last = curves[0], curves[-1]
            if first is None or last is None:
                continue
            sided = {"left": _("{joint}, left"), "right": _("{joint}, right")}[side]
            charts.append(
                Chart(
                    title=sided.format(joint=_(joint.title)),
                    svg=overlaid_figure(
                        [None if one is None else _overlaid(one) for one in curves],
                        name=f"compare-{joint.angle}-{side}",
                        up=_(joint.up),
                    ),
                    description=_described(
                        sided.format(joint=joint.title), first, last
                    ),
                    strides=_(
                        "{first} and {last} strides",
                        first=first.n_strides,
                        last=last.n_strides,
                    ),
                    caution="" if first.is_told and last.is_told else _(WIDE),
                )
            )
    return charts


def _cycles(one: Recorded, joint: Joint) -> dict[str, Cycle]:
    if one.analysis.cycles is None:
        return {}
    found = cycles_of(one.analysis.cycles, one.name, joint)
    return {cycle.side: cycle for cycle in found}


def _overlaid(cycle: Cycle) -> Overlaid:
    return Overlaid(cycle.mean_deg, cycle.uncertainty_deg)


def _described(title: str, first: Cycle, last: Cycle) -> str:
    lows, highs = (
        [f"{end(one.mean_deg):.0f}°" for one in (first, last)]
        for end in (np.nanmin, np.nanmax)
    )
    return _(
        "{title} over the stride: from {low} to {high} in the first recording, from "
        "{last_low} to {last_high} in the last.",
        title=title,
        low=lows[0],
        high=highs[0],
        last_low=lows[1],
        last_high=highs[1],
    )
