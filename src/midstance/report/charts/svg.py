"""Figures as SVG that takes its colours and its font from the page around it."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from midstance.findings.norms import NormCurve
from midstance.kernels.nan_stats import finite_quantile
from midstance.kernels.types import Floats
from midstance.report.quantities import number
from midstance.report.useful import WIDEST_DEG
from midstance.schema.events import SIDES
from midstance.words.numbers import plain
from midstance.words.text import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_CSS_COLOURS = {
    "#a1b2c1": "var(--left)",
    "#a1b2c2": "var(--right)",
    "#a1b2c3": "var(--muted)",
    "#a1b2c4": "var(--line)",
    "#a1b2c5": "var(--band)",
    "#a1b2c6": "var(--earlier)",
    "#a1b2c7": "var(--later)",
}
"""Drawn with a colour that nothing else has, then named for the style sheet."""
_LEFT, _RIGHT, MUTED, _LINE, _BAND, EARLIER, LATER = _CSS_COLOURS
_SIDE = {"left": _LEFT, "right": _RIGHT}
_SIZE_IN = (4.0, 2.7)
AXES_LEFT, AXES_RIGHT = 0.115, 0.935
"""Where the axis begins and ends, as parts of the width of a figure."""
_AXES = (AXES_LEFT, 0.115, AXES_RIGHT - AXES_LEFT, 0.785)
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
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "path.simplify": True,
}


@dataclass(frozen=True)
class Chart:
    """One figure of the page; `svg` is empty when what it shows was not seen.

    Parameters
    ----------
    title, strides
        Its heading, and on how much it rests.
    svg, description
        The drawing, and what it shows for those who do not see it.
    caution
        What keeps it from being taken at its word.
    axis
        ``stride`` or ``time`` where the player can run along it; empty: it cannot.
    start_s, end_s
        Ends of an axis of time.
    band
        What the grey band is; empty without.

    """

    title: str
    svg: str
    description: str
    strides: str
    caution: str = ""
    axis: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    band: str = ""


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
    uncertainty_deg
        Stated uncertainty of the mean, shape (n_points,); None: not known.

    """

    side: str
    mean_deg: Floats
    sd_deg: Floats
    toe_off_percent: float
    n_strides: int
    uncertainty_deg: Floats | None = None

    @property
    def is_told(self) -> bool:
        """Return whether the curve is known well enough to be read."""
        if self.uncertainty_deg is None:
            return True
        usual = finite_quantile(self.uncertainty_deg, 0.5)
        return not usual > WIDEST_DEG


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
    with canvas(name) as (axes, written):
        stride_axes(axes, up)
        if band is not None:
            area(axes, band.mean_deg, band.sd_deg, _BAND, alpha=1.0)
        ordered = sorted(cycles, key=lambda cycle: SIDES.index(cycle.side))
        for cycle in ordered:
            _draw(axes, cycle)
        # A doubt as wide as the figure must not squeeze everything else.
        axes.autoscale_view()
        axes.autoscale(enable=False)
        for cycle in ordered:
            _draw_doubt(axes, cycle)
    return written()


def course_figure(
    points: Mapping[str, tuple[Floats, Floats]],
    *,
    unit: str,
    name: str,
    stretches: Mapping[str, tuple[Floats, Floats, Floats]] | None = None,
) -> str:
    """Draw a number over the time of the clip, left and right, as SVG for a page.

    Parameters
    ----------
    points
        Times (s) and values by side: left, right, both.
    unit
        Unit of the values.
    name
        Distinguishes this figure from the others of the page; letters and ``-``.
    stretches
        Middle (s), median and its uncertainty of stretches of the clip by side, drawn
        as a line with its ribbon.

    """
    with canvas(name) as (axes, written):
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.xaxis.set_major_formatter(lambda value, _at: f"{plain(value)} s")
        axes.yaxis.set_major_formatter(lambda value, _at: plain(value))
        axes.locator_params(axis="both", nbins=5)
        axes.grid(axis="y", color=_LINE, linewidth=0.6)
        axes.tick_params(length=0, pad=5)
        axes.set_title(unit, loc="left", color=MUTED, fontsize=_FONT_PT)
        for side, (time_s, values) in points.items():
            colour = _SIDE.get(side, MUTED)
            marker = "s" if side == "right" else "o"
            axes.plot(time_s, values, marker, color=colour, markersize=2.6, alpha=0.45)
        axes.autoscale_view()
        axes.autoscale(enable=False)
        for side, (middle_s, median, doubt) in (stretches or {}).items():
            colour = _SIDE.get(side, MUTED)
            style = (0, (6, 1.5)) if side == "right" else "-"
            axes.plot(middle_s, median, color=colour, linewidth=1.9, ls=style)
            axes.fill_between(
                *(middle_s, median - doubt, median + doubt),
                color=colour,
                alpha=0.12,
                linewidth=0,
            )
        first_s = min(float(np.min(time_s)) for time_s, _values in points.values())
        last_s = max(float(np.max(time_s)) for time_s, _values in points.values())
        axes.set_xlim(first_s, max(last_s, first_s + 0.1))
    return written()


def force_figure(curves: Mapping[str, tuple[Floats, Floats]], *, name: str) -> str:
    """Draw the vertical force over the stance, with its uncertainty, as SVG.

    Parameters
    ----------
    curves
        Force and its uncertainty (body weights) by side, shape (n_points,).
    name
        Distinguishes this figure from the others of the page; letters and ``-``.

    """
    with canvas(name) as (axes, written):
        stride_axes(axes, _("body weights"))
        axes.yaxis.set_major_formatter(lambda value, _at: plain(value))
        for side, (force, doubt) in curves.items():
            colour = _SIDE[side]
            percent = np.linspace(0, 100, force.size)
            style = "-" if side == "left" else (0, (6, 1.5))
            area(axes, force, doubt, colour, alpha=0.14)
            axes.plot(percent, force, color=colour, linewidth=1.9, ls=style)
    return written()


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
    seen = {side: values[np.isfinite(values)] for side, values in heights.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(seen.values())), _N_BINS)
    with canvas(name, size_in=_WIDE_IN, axes_in=_WIDE_AXES) as (axes, written):
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.yaxis.set_major_formatter(lambda value, _at: f"{number(value, 0)} %")
        axes.xaxis.set_major_formatter(lambda value, _at: f"{number(value, 0)} {unit}")
        axes.locator_params(axis="y", nbins=4)
        axes.grid(axis="y", color=_LINE, linewidth=0.6)
        axes.tick_params(length=0, pad=5)
        axes.set_axisbelow(True)
        axes.set_xlim(edges[0], edges[-1])
        axes.axvline(0.0, color=MUTED, linewidth=1, ls=(0, (3, 3)))
        for side, values in seen.items():
            percent = 100 * np.histogram(values, edges)[0] / values.size
            axes.stairs(percent, edges, color=_SIDE[side], fill=True, alpha=0.18)
            axes.stairs(percent, edges, color=_SIDE[side], linewidth=1.9)
    return written()


@contextmanager
def canvas(
    name: str,
    *,
    size_in: tuple[float, float] = _SIZE_IN,
    axes_in: tuple[float, float, float, float] = _AXES,
) -> Iterator[tuple["Axes", Callable[[], str]]]:
    """Yield axes to draw on, and what returns the SVG once they are left."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    buffer = StringIO()
    with rc_context(_SETTINGS):
        figure = Figure(figsize=size_in)
        yield figure.add_axes(axes_in), lambda: _for_page(buffer.getvalue(), name)
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})


def stride_axes(axes: "Axes", up: str) -> None:
    """Make axes of degrees over a stride; `up` is what a larger angle means."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0 %", "25", "50", "75", "100 %"])
    axes.yaxis.set_major_formatter(lambda value, _at: f"{number(value, 0)}°")
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y", color=_LINE, linewidth=0.6)
    axes.tick_params(length=0, pad=5)
    axes.set_axisbelow(True)
    axes.set_title(
        f"{up} \N{UPWARDS ARROW}", loc="left", color=MUTED, fontsize=_FONT_PT
    )


def area(axes: "Axes", mean: Floats, sd: Floats, colour: str, *, alpha: float) -> None:
    """Draw a ribbon of `sd` to either side of a curve over the stride."""
    percent = np.linspace(0, 100, mean.size)
    axes.fill_between(
        percent, mean - sd, mean + sd, color=colour, alpha=alpha, linewidth=0
    )


def _draw_doubt(axes: "Axes", cycle: Cycle) -> None:
    """Draw the stated uncertainty as a ribbon of its own, wider than the spread."""
    if cycle.uncertainty_deg is None:
        return
    percent = np.linspace(0, 100, cycle.mean_deg.size)
    doubt, colour = cycle.uncertainty_deg, _SIDE[cycle.side]
    area(axes, cycle.mean_deg, doubt, colour, alpha=0.1)
    for edge in (cycle.mean_deg - doubt, cycle.mean_deg + doubt):
        axes.plot(
            percent, edge, color=colour, linewidth=1.0, alpha=0.85, ls=(0, (1, 2))
        )


def _draw(axes: "Axes", cycle: Cycle) -> None:
    colour = _SIDE[cycle.side]
    percent = np.linspace(0, 100, cycle.mean_deg.size)
    area(axes, cycle.mean_deg, cycle.sd_deg, colour, alpha=0.18)
    # Side by line style too, for those who see no colours.
    style = "-" if cycle.side == "left" else (0, (6, 1.5))
    known = 1.0 if cycle.is_told else 0.35
    axes.plot(
        percent, cycle.mean_deg, color=colour, linewidth=1.9, ls=style, alpha=known
    )
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
