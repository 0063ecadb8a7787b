"""Figures as SVG that takes its colours and its font from the page around it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from midstance.findings.norms import NormCurve
from midstance.kernels.types import Floats
from midstance.report.quantities import number
from midstance.schema.events import SIDES

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_CSS_COLOURS = {
    "#a1b2c1": "var(--left)",
    "#a1b2c2": "var(--right)",
    "#a1b2c3": "var(--muted)",
    "#a1b2c4": "var(--line)",
    "#a1b2c5": "var(--band)",
}
"""Drawn with a colour that nothing else has, then named for the style sheet."""
_LEFT, _RIGHT, _MUTED, _LINE, _BAND = _CSS_COLOURS
_SIDE = {"left": _LEFT, "right": _RIGHT}
_SIZE_IN = (4.0, 2.7)
_AXES = (0.115, 0.115, 0.82, 0.785)
"""Left, bottom, width and height within the figure: the same for every joint."""
_WIDE_IN = (9.2, 2.8)
_WIDE_AXES = (0.055, 0.14, 0.9, 0.8)
_N_BINS = 30
_FONT_PT = 10
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "midstance",
    "font.size": _FONT_PT,
    "font.family": "sans-serif",
    "axes.edgecolor": _LINE,
    "xtick.color": _LINE,
    "ytick.color": _LINE,
    "xtick.labelcolor": _MUTED,
    "ytick.labelcolor": _MUTED,
    "path.simplify": True,
}


@dataclass(frozen=True)
class Cycle:
    """A joint angle of one side over the stride, mean and spread over strides.

    Parameters
    ----------
    side
        left or right.
    mean_deg, sd_deg
        Shape (n_points,), from initial contact (0 %) to the next one of the same
        foot (100 %); NaN where too few strides were seen.
    toe_off_percent
        Mean share of the stride at which the foot left the ground; NaN: unknown.
    n_strides
        Number of strides behind the mean.

    """

    side: str
    mean_deg: Floats
    sd_deg: Floats
    toe_off_percent: float
    n_strides: int


def cycle_figure(
    cycles: list[Cycle],
    *,
    name: str,
    up: str,
    band: NormCurve | None = None,
) -> str:
    """Draw a joint angle over the stride, left and right, as SVG for a page.

    Parameters
    ----------
    cycles
        At most one a side.
    name
        Distinguishes this figure from the others of the page; letters and ``-``.
    up
        What a larger angle means ("flexion"), written at the top of the axis.
    band
        A reference, drawn in grey behind.

    Returns
    -------
    str
        An ``svg`` element without size: it fills the width it is given. The same
        input gives the same text.

    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    buffer = StringIO()
    with rc_context(_SETTINGS):
        figure = Figure(figsize=_SIZE_IN)
        axes = figure.add_axes(_AXES)
        _frame(axes, up)
        if band is not None:
            _area(axes, band.mean_deg, band.sd_deg, _BAND, alpha=1.0)
        for cycle in sorted(cycles, key=lambda cycle: SIDES.index(cycle.side)):
            _draw(axes, cycle)
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return _for_page(buffer.getvalue(), name)


def height_figure(heights: Mapping[str, Floats], *, unit: str, name: str) -> str:
    """Draw how often each foot is how high over the floor, as SVG for a page.

    Parameters
    ----------
    heights
        Shape (n_times,) by side; NaN is left out.
    unit
        Unit of the heights.
    name
        Distinguishes this figure from the others of the page; letters and ``-``.

    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    seen = {side: values[np.isfinite(values)] for side, values in heights.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(seen.values())), _N_BINS)
    buffer = StringIO()
    with rc_context(_SETTINGS):
        figure = Figure(figsize=_WIDE_IN)
        axes = figure.add_axes(_WIDE_AXES)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.yaxis.set_major_formatter(lambda value, _: f"{number(value, 0)} %")
        axes.xaxis.set_major_formatter(lambda value, _: f"{number(value, 0)} {unit}")
        axes.locator_params(axis="y", nbins=4)
        axes.grid(axis="y", color=_LINE, linewidth=0.6)
        axes.tick_params(length=0, pad=5)
        axes.set_axisbelow(True)
        axes.set_xlim(edges[0], edges[-1])
        axes.axvline(0.0, color=_MUTED, linewidth=1, ls=(0, (3, 3)))
        for side, values in seen.items():
            percent = 100 * np.histogram(values, edges)[0] / values.size
            axes.stairs(percent, edges, color=_SIDE[side], fill=True, alpha=0.18)
            axes.stairs(percent, edges, color=_SIDE[side], linewidth=1.9)
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return _for_page(buffer.getvalue(), name)


def _frame(axes: "Axes", up: str) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0 %", "25", "50", "75", "100 %"])
    axes.yaxis.set_major_formatter(lambda value, _: f"{number(value, 0)}°")
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y", color=_LINE, linewidth=0.6)
    axes.tick_params(length=0, pad=5)
    axes.set_axisbelow(True)
    axes.set_title(
        f"{up} \N{UPWARDS ARROW}", loc="left", color=_MUTED, fontsize=_FONT_PT
    )


def _area(axes: "Axes", mean: Floats, sd: Floats, colour: str, *, alpha: float) -> None:
    percent = np.linspace(0, 100, mean.size)
    axes.fill_between(
        percent, mean - sd, mean + sd, color=colour, alpha=alpha, linewidth=0
    )


def _draw(axes: "Axes", cycle: Cycle) -> None:
    colour = _SIDE[cycle.side]
    percent = np.linspace(0, 100, cycle.mean_deg.size)
    _area(axes, cycle.mean_deg, cycle.sd_deg, colour, alpha=0.18)
    axes.plot(percent, cycle.mean_deg, color=colour, linewidth=1.9)
    if np.isfinite(cycle.toe_off_percent):
        axes.axvline(cycle.toe_off_percent, color=colour, linewidth=1, ls=(0, (3, 3)))


def _for_page(svg: str, name: str) -> str:
    """Return `svg` without prolog, with own ids, short numbers and named colours."""
    body = svg[svg.index("<svg") :].strip()
    for pattern, replacement in (
        (r"<metadata>.*?</metadata>\s*", ""),
        (r"<defs>\s*<style.*?</style>\s*</defs>\s*", ""),
        (
            r'\A<svg [^>]*?viewBox="([^"]+)"[^>]*>',
            r'<svg viewBox="\1" class="figure" aria-hidden="true">',
        ),
        (r' id="[^"]*_\d+"', ""),
        (r'(\bid="|url\(#|href="#)', rf"\1{name}-"),
        (r" font-family: [^;]*;", ""),
        (r"<g\s*/>\s*", ""),
        (r"(\d\.\d)\d+", r"\1"),
        (r"\s+", " "),
    ):
        body = re.sub(pattern, replacement, body, flags=re.DOTALL)
    for placeholder, variable in _CSS_COLOURS.items():
        body = body.replace(placeholder, variable)
    return body.replace("xlink:href", "href")
