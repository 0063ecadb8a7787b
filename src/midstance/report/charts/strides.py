"""The joint angles of one person over the stride, as figures of the page."""

from collections.abc import Sequence
from dataclasses import replace

import xarray as xr

from midstance.findings.norms import NormCurve, norm_curve_at
from midstance.report.charts.cycles import (
    FRONTAL,
    JOINTS,
    UPPER_BODY,
    Joint,
    cycles_of,
    described,
    is_measured,
    is_read,
)
from midstance.report.charts.svg import Chart, Cycle, cycle_figure
from midstance.report.references import band_note, caution_of
from midstance.schema.events import SIDES
from midstance.words.text import _


def stride_charts(
    cycles: xr.Dataset | None, name: str, anchor: str, speed_m_s: float
) -> list[Chart]:
    """Return a figure of each angle; none of whom no stride was seen.

    From the side hip, knee and ankle, and trunk and arms where they are seen; from
    behind and in front pelvis, hip and knee.

    Parameters
    ----------
    cycles
        As `midstance.metrics.cycles.find_cycles` gives them; None: not kept.
    name
        Whose.
    anchor
        Distinguishes the figures from those of others.
    speed_m_s
        Of this runner, for the reference behind; NaN: unknown.

    """
    if cycles is None or not cycles.sizes:
        return []
    if name not in cycles["individual"].to_numpy():
        return []
    seen = [one for one in FRONTAL if is_read(cycles, name, one)]
    if not seen:
        more = [one for one in UPPER_BODY if cycles_of(cycles, name, one)]
        seen = [*JOINTS, *more]
    charts = [_figure(cycles, name, one, anchor, speed_m_s) for one in seen]
    usual = common_band(charts)
    return [_with_own_band(chart, usual) for chart in charts]


def common_band(charts: Sequence[Chart]) -> str:
    """Return what the grey band of most of the figures is; empty: none has one."""
    bands = [one.band for one in charts if one.band]
    return max(bands, key=bands.count, default="")


def _with_own_band(chart: Chart, usual: str) -> Chart:
    """Return a figure that says what its band is, where that is not the usual one."""
    if chart.band in ("", usual):
        return chart
    own = _("Grey band: {who}.", who=chart.band)
    return replace(chart, caution=f"{chart.caution} {own}".strip())


def _figure(
    angles: xr.Dataset, name: str, joint: Joint, anchor: str, speed_m_s: float
) -> Chart:
    cycles = cycles_of(angles, name, joint)
    if not cycles:
        why = (
            _("Too few strides of either side seen.")
            if is_measured(angles, name, joint)
            else _(
                "The pose network does not give the keypoints that this angle needs."
            )
        )
        return Chart(_(joint.title), "", "", why)
    band = norm_curve_at(joint.angle, speed_m_s)
    return Chart(
        title=_(joint.title),
        svg=cycle_figure(
            cycles, name=f"{anchor}-{joint.angle}", up=_(joint.up), band=band
        ),
        description=described(cycles, joint),
        strides=_strides(cycles),
        caution=_caution(cycles, joint, band),
        axis="stride",
        band="" if band is None else band_note(band, speed_m_s),
    )


def _caution(cycles: list[Cycle], joint: Joint, band: NormCurve | None) -> str:
    told = []
    faint = {cycle.side for cycle in cycles if not cycle.is_told}
    if faint == set(SIDES):
        told.append(_("Drawn faintly, cannot be told: left and right."))
    elif "left" in faint:
        told.append(_("Drawn faintly, cannot be told: left."))
    elif "right" in faint:
        told.append(_("Drawn faintly, cannot be told: right."))
    if band is not None:
        told.append(caution_of(joint.metric, band))
    return " ".join(one for one in told if one)


def _strides(cycles: list[Cycle]) -> str:
    """Return how many strides each side's curve rests on, or that there is none."""
    counts = {cycle.side: cycle.n_strides for cycle in cycles}
    if len(counts) == len(SIDES):
        return _(
            "{left} left, {right} right strides",
            left=counts["left"],
            right=counts["right"],
        )
    ((side, n),) = counts.items()
    if side == "left":
        return _("{n} left strides; right: too few seen", n=n)
    return _("{n} right strides; left: too few seen", n=n)
