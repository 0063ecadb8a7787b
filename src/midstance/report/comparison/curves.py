"""The joint angles of several recordings over each other."""

from collections.abc import Sequence

import numpy as np

from midstance.report.charts.cycles import JOINTS, Joint, cycles_of
from midstance.report.charts.overlaid import Overlaid, overlaid_figure
from midstance.report.charts.svg import Chart, Cycle
from midstance.report.comparison.recorded import Recorded
from midstance.schema.events import SIDES


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
            charts.append(
                Chart(
                    title=f"{joint.title}, {side}",
                    svg=overlaid_figure(
                        [None if one is None else _overlaid(one) for one in curves],
                        name=f"compare-{joint.angle}-{side}",
                        up=joint.up,
                    ),
                    description=_described(joint, side, first, last),
                    strides=" and ".join(str(one.n_strides) for one in (first, last))
                    + " strides",
                    caution=""
                    if first.is_told and last.is_told
                    else "The ribbon is wide: the leg is hidden, or its joints are "
                    "seen badly; a difference of the curves says nothing there.",
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


def _described(joint: Joint, side: str, first: Cycle, last: Cycle) -> str:
    ends = [
        f"from {np.nanmin(one.mean_deg):.0f}° to {np.nanmax(one.mean_deg):.0f}°"
        for one in (first, last)
    ]
    return (
        f"{joint.title} {joint.up} of the {side} side over the stride: {ends[0]} "
        f"in the first recording, {ends[1]} in the last."
    )
