"""What changes along the clip, and the force over the stance, as figures."""

import numpy as np
import pandas as pd
import xarray as xr

from midstance.kernels.types import Floats
from midstance.report.charts.svg import Chart, course_figure, force_figure
from midstance.report.quantities import significant
from midstance.report.tables import label_of
from midstance.report.units import Units
from midstance.schema.events import SIDES
from midstance.schema.measures import summarize_along
from midstance.words.text import _, later, ngettext

COURSES = ("cadence", "contact_time", "vertical_oscillation")
SHORTEST_S = 20.0
"""Over less there is nothing to see but the scatter of the strides."""
_FEWEST = 8


def courses_of(measures: pd.DataFrame, anchor: str, units: Units) -> list[Chart]:
    """Return a figure of each of `COURSES` over the time of the clip.

    Parameters
    ----------
    measures
        Of one person.
    anchor
        Distinguishes the figures from those of others.
    units
        In which lengths are written.

    """
    charts = []
    seen = measures[measures["metric"].isin(COURSES) & measures["time_s"].notna()]
    along = summarize_along(seen.assign(individual=""))
    for metric in COURSES:
        own = measures[(measures["metric"] == metric) & measures["value"].notna()]
        if len(own) < _FEWEST or np.ptp(own["time_s"]) < SHORTEST_S:
            continue
        scale = units.scale(str(own["unit"].iloc[0]), float(own["value"].abs().max()))
        points: dict[str, tuple[Floats, Floats]] = {
            str(side): (
                each["time_s"].to_numpy(dtype=float),
                scale.factor * each["value"].to_numpy(dtype=float),
            )
            for side, each in own.groupby("side")
        }
        stretches = {
            str(side): (
                (each["start_s"] + each["end_s"]).to_numpy(dtype=float) / 2,
                scale.factor * each["value"].to_numpy(dtype=float),
                scale.factor * each["uncertainty"].fillna(0).to_numpy(dtype=float),
            )
            for side, each in along[along["metric"] == metric].groupby("side")
        }
        low, high = (scale.factor * float(end(own["value"])) for end in (min, max))
        charts.append(
            Chart(
                title=label_of(metric),
                svg=course_figure(
                    points,
                    unit=scale.unit,
                    name=f"{anchor}-{metric}",
                    stretches=stretches,
                ),
                description=_(
                    "{metric} along the clip: from {low} to {high}.",
                    metric=label_of(metric),
                    low=significant(low),
                    high=f"{significant(high)} {scale.unit}",
                ),
                strides=ngettext("{n} value", "{n} values", len(own)),
                axis="time",
                start_s=float(own["time_s"].min()),
                end_s=float(own["time_s"].max()),
            )
        )
    return charts


def force_chart(forces: xr.Dataset | None, name: str, anchor: str) -> Chart | None:
    """Return the vertical force over the stance; None: there is no curve.

    Parameters
    ----------
    forces
        As `midstance.metrics.learned.force_curves.find_force_curves` gives them.
    name
        Whose.
    anchor
        Distinguishes the figure from those of others.

    """
    if forces is None or "individual" not in forces.coords:
        return None
    if name not in forces["individual"].to_numpy():
        return None
    own = forces.sel(individual=name)
    curves = {}
    for side in SIDES:
        force = own["force_bw"].sel(side=side).to_numpy()
        if np.isfinite(force).all():
            curves[side] = (force, own["uncertainty_bw"].sel(side=side).to_numpy())
    if not curves:
        return None
    peaks = ", ".join(
        _(_PEAK[side], force=significant(float(force.max())))
        for side, (force, _known) in curves.items()
    )
    return Chart(
        title=_("Vertical force (estimate)"),
        svg=force_figure(curves, name=f"{anchor}-force"),
        description=_("Vertical force over the contact: {peaks}.", peaks=peaks),
        strides=_("mean contact of each foot, with its uncertainty"),
        caution=_(
            "Estimated from the motion alone; 0 % is initial contact, 100 % is "
            "toe-off. How fast the force rises cannot be told from a video."
        ),
    )


_PEAK = {
    "left": later("left up to {force} body weights"),
    "right": later("right up to {force} body weights"),
}
