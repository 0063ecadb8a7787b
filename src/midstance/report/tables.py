"""The table of metrics: what was measured, how sure it is, left against right."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from midstance.findings.norms import Norm
from midstance.metrics.base import metrics
from midstance.metrics.lifted import is_read_from_3d
from midstance.report.quantities import (
    Scale,
    decimals_for,
    number,
    significant,
    with_uncertainty,
)
from midstance.report.references import Reference, reference_at, reference_of
from midstance.report.units import Units
from midstance.report.useful import is_useful
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.words.text import _, later

_GROUPS = (
    *(later("Time"), later("Space"), later("Angles")),
    *(later("Symmetry"), later("Estimates")),
)
_ANGLES = ("deg", "°", "% sure")
"""Units of angles, and of the strike pattern that is read from one."""
_LENGTHS = ("m", "cm", "mm", "m/s", "km/h", "% leg")
_CLEAR = 2.0
"""A difference is called clear above this many standard deviations: 95 %."""


@dataclass(frozen=True)
class Cell:
    """A number as it is printed.

    Parameters
    ----------
    value, uncertainty, unit
        Text; the uncertainty is empty when it is not known.
    spread
        Standard deviation over the strides; empty for one stride.
    n
        How many strides or steps.
    is_told
        False of a number that is known too little to be read.

    """

    value: str
    uncertainty: str
    unit: str
    spread: str
    n: int
    is_told: bool = True


@dataclass(frozen=True)
class Difference:
    """Left minus right; `is_clear` when it exceeds twice its uncertainty."""

    value: str
    uncertainty: str
    unit: str
    is_clear: bool


@dataclass(frozen=True)
class Row:
    """One metric of one person.

    Parameters
    ----------
    metric, label, definition
        Its name, what a runner calls it, and what is measured.
    also
        Other names in use.
    cells
        By side: left, right, both; only those that were measured.
    difference
        None unless both sides were measured.
    reference
        What others show; None when nobody knows.
    is_from_3d
        Whether it is read from the lifted person, because the view does not show it.

    """

    metric: str
    label: str
    definition: str
    also: str
    cells: dict[str, Cell]
    difference: Difference | None
    reference: Reference | None
    is_from_3d: bool = False

    @property
    def is_told(self) -> bool:
        """Return whether every side is known well enough to be read."""
        return all(cell.is_told for cell in self.cells.values())


@dataclass(frozen=True)
class Group:
    """The metrics of one kind."""

    title: str
    rows: list[Row]


def make_rows(
    summary: pd.DataFrame,
    speed_m_s: float = float("nan"),
    scene: Scene | None = None,
    units: Units | None = None,
) -> list[Row]:
    """Return one row per metric of one person, in the order of their labels.

    Parameters
    ----------
    summary
        Summary of that person alone, see `midstance.schema.measures.summarize`.
    speed_m_s
        Speed of that person, for the comparison with others; NaN: unknown.
    scene
        How that person is seen; None: every number is read from the image.
    units
        None: metric.

    """
    units = units or Units()
    rows = []
    for name, own in summary.groupby("metric", sort=False):
        metric = str(name)
        by_side = {str(row["side"]): row for _, row in own.iterrows()}
        typical = float(np.abs(own["value"].to_numpy(dtype=float)).max())
        scale = units.scale(str(own["unit"].iloc[0]), typical)
        norm = reference_at(metric, speed_m_s)
        cells = {
            side: _cell(by_side[side], scale, norm)
            for side in (*SIDES, "both")
            if side in by_side
        }
        rows.append(
            Row(
                metric=metric,
                label=label_of(metric),
                definition=_definition(metric),
                also=_also(metric),
                cells=cells,
                difference=_difference(by_side, scale),
                reference=reference_of(metric, own, speed_m_s, units),
                is_from_3d=scene is not None and is_read_from_3d(metric, scene),
            )
        )
    return sorted(rows, key=lambda row: row.label)


def grouped(rows: list[Row], summary: pd.DataFrame) -> list[Group]:
    """Return `rows` by kind: time, space, angles, symmetry, estimates."""
    units = dict(zip(summary["metric"], summary["unit"], strict=True))
    kinds = {row.metric: _kind(row.metric, str(units[row.metric])) for row in rows}
    groups = [
        Group(_(title), [row for row in rows if kinds[row.metric] == title])
        for title in _GROUPS
    ]
    return [group for group in groups if group.rows]


def label_of(metric: str) -> str:
    """Return what a runner calls the metric; its name when nobody registered it.

    Examples
    --------
    >>> label_of("a_metric_of_the_future")
    'A metric of the future'

    """
    if metric in metrics.names():
        return _(metrics.get(metric).label)
    return metric.replace("_", " ").capitalize()


def _definition(metric: str) -> str:
    return _(metrics.get(metric).definition) if metric in metrics.names() else ""


def _also(metric: str) -> str:
    known = metric in metrics.names()
    names = metrics.get(metric).better_known_as if known else ()
    return ", ".join(_(name) for name in names)


def _kind(metric: str, unit: str) -> str:
    known = metrics.get(metric) if metric in metrics.names() else None
    if "symmetry" in metric:
        return "Symmetry"
    if "estimate" in (known.label if known else metric):
        return "Estimates"
    if unit in _ANGLES:
        return "Angles"
    return "Space" if unit in _LENGTHS or (known and known.plane) else "Time"


def _cell(row: pd.Series, scale: Scale, norm: Norm | None) -> Cell:
    doubt = scale.factor * float(row["uncertainty"])
    value, uncertainty = with_uncertainty(scale.factor * float(row["value"]), doubt)
    spread = scale.factor * float(row["spread"])
    is_known = np.isfinite(spread)
    # The spread has the digits of the uncertainty: the two are compared.
    spread_text = (
        number(spread, decimals_for(doubt)) if uncertainty else significant(spread, 2)
    )
    return Cell(
        value,
        uncertainty,
        scale.unit,
        spread_text if is_known else "",
        int(row["n"]),
        is_useful(
            *(float(row["value"]), float(row["uncertainty"]), str(row["unit"]), norm)
        ),
    )


def _difference(by_side: dict[str, pd.Series], scale: Scale) -> Difference | None:
    if not all(side in by_side for side in SIDES):
        return None
    left, right = (by_side[side] for side in SIDES)
    value = scale.factor * float(left["value"] - right["value"])
    doubt = scale.factor * float(np.hypot(left["uncertainty"], right["uncertainty"]))
    text, uncertainty = with_uncertainty(value, doubt)
    is_clear = bool(np.isfinite(doubt) and abs(value) > _CLEAR * doubt)
    return Difference(text, uncertainty, scale.unit, is_clear)
