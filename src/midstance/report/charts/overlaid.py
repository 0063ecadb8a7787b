"""One joint angle of one side in several recordings, drawn over each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from midstance.kernels.types import Floats
from midstance.report.charts.svg import (
    EARLIER,
    LATER,
    MUTED,
    area,
    canvas,
    stride_axes,
)


@dataclass(frozen=True)
class Overlaid:
    """The mean curve of one recording, shape (n_points,), with how well it is known.

    `doubt_deg` is one standard deviation; None: not known.
    """

    mean_deg: Floats
    doubt_deg: Floats | None


def overlaid_figure(curves: Sequence[Overlaid | None], *, name: str, up: str) -> str:
    """Draw the curves of recordings over each other, as SVG for a page.

    Parameters
    ----------
    curves
        In order of time: the first is dashed, the last full, those between them thin;
        None of one in which it was not seen. The ribbon is its doubt.
    name
        Distinguishes this figure from the others of the page; letters and ``-``.
    up
        What a larger angle means, written at the top of the axis.

    """
    last = len(curves) - 1
    with canvas(name) as (axes, written):
        stride_axes(axes, up)
        for i, curve in enumerate(curves):
            if curve is None:
                continue
            colour = {0: EARLIER, last: LATER}.get(i, MUTED)
            width = 1.9 if i in (0, last) else 0.9
            style = "-" if i else (0, (6, 1.5))
            percent = np.linspace(0, 100, curve.mean_deg.size)
            axes.plot(percent, curve.mean_deg, color=colour, lw=width, ls=style)
        # A doubt as wide as the figure must not squeeze everything else.
        axes.autoscale_view()
        axes.autoscale(enable=False)
        for i in (0, last):
            drawn = curves[i]
            if drawn is not None and drawn.doubt_deg is not None:
                colour = LATER if i else EARLIER
                area(axes, drawn.mean_deg, drawn.doubt_deg, colour, alpha=0.16)
    return written()
