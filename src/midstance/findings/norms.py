"""Where a number lies among those of other runners.

The references are data: one TOML file each in the folder ``norms``. A reference
has a group, a speed and a source, and gives a percentile; there are no bands of
good and bad, because nobody has shown that such bands help anyone.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from midstance.errors import ConfigError

NEAR_M_S = 0.3
"""A runner within this of the reference's speed is compared without a remark."""


@dataclass(frozen=True)
class Norm:
    """One metric in one group of runners.

    Parameters
    ----------
    metric
        Name of the metric, in its unit.
    mean, sd
        Over the runners of the group.
    n, group, speed_m_s
        How many, who, and how fast they ran.
    source, licence
        Where the figures come from.
    family
        What groups of the same people at several speeds have in common; empty:
        there is this speed only.
    note
        Where the laboratory's definition differs from ours; empty when it does
        not.
    height_m
        Mean height of the group; NaN: unknown.

    """

    metric: str
    mean: float
    sd: float
    n: int
    group: str
    speed_m_s: float
    source: str
    licence: str
    family: str = ""
    note: str = ""
    height_m: float = nan


@dataclass(frozen=True)
class Place:
    """Where a number lies in a group.

    Parameters
    ----------
    norm
        The group.
    percentile
        Part of the group (%) with a smaller number.
    low, high
        The same for the number less and plus its standard deviation.
    remark
        What keeps the comparison from being a fair one; empty when nothing does.

    """

    norm: Norm
    percentile: float
    low: float
    high: float
    remark: str


@dataclass(frozen=True)
class NormCurve:
    """A joint angle over the gait cycle in one group of runners.

    Parameters
    ----------
    angle
        Name among the angles of `midstance.metrics.curves`.
    percent
        0 (initial contact) to 100 (the next), shape (101,).
    mean_deg, sd_deg
        Over the runners of the group, shape (101,).
    group, speed_m_s, source, licence, family
        As in `Norm`.

    """

    angle: str
    percent: NDArray[np.float64]
    mean_deg: NDArray[np.float64]
    sd_deg: NDArray[np.float64]
    group: str
    speed_m_s: float
    source: str
    licence: str
    family: str = ""


def norms_of(metric: str) -> list[Norm]:
    """Return the references for a metric, by speed; empty when there is none."""
    return sorted(
        (norm for norm in _all_norms() if norm.metric == metric),
        key=lambda norm: norm.speed_m_s,
    )


def norm_at(metric: str, speed_m_s: float) -> Norm | None:
    """Return what a group showed at a speed, or nearest to it; None without any.

    Where the same people were measured at several speeds, as here, their mean and
    spread are read between these.

    Parameters
    ----------
    metric
        Its name.
    speed_m_s
        Of this runner; NaN when it is unknown.

    """
    norms = norms_of(metric)
    if not norms:
        return None
    return _at_speed(norms, speed_m_s) or min(
        norms, key=lambda norm: abs(norm.speed_m_s - speed_m_s)
    )


def place(
    metric: str, value: float, uncertainty: float, speed_m_s: float
) -> Place | None:
    """Return where `value` lies among others at the same speed; see `norm_at`.

    Parameters
    ----------
    metric, value, uncertainty
        As in the summary of an analysis; an unknown uncertainty (NaN) counts as
        none.
    speed_m_s
        Speed of this runner; NaN when it is unknown.

    Returns
    -------
    Place or None
        None when there is no reference or no value. The percentile is that of a
        normal distribution.

    """
    norm = norm_at(metric, speed_m_s)
    if norm is None or not isfinite(value):
        return None
    sd = uncertainty if isfinite(uncertainty) else 0.0
    low, middle, high = (
        100.0 * float(ndtr((number - norm.mean) / norm.sd))
        for number in (value - sd, value, value + sd)
    )
    return Place(norm, middle, low, high, _remark(norm, speed_m_s))


def _at_speed(norms: list[Norm], speed_m_s: float) -> Norm | None:
    """Return what a family of several speeds shows at one between them."""
    for family in {norm.family for norm in norms if norm.family}:
        own = [norm for norm in norms if norm.family == family]
        speeds = [norm.speed_m_s for norm in own]
        if not speeds[0] - NEAR_M_S <= speed_m_s <= speeds[-1] + NEAR_M_S:
            continue
        mean = float(np.interp(speed_m_s, speeds, [norm.mean for norm in own]))
        sd = float(np.interp(speed_m_s, speeds, [norm.sd for norm in own]))
        return replace(own[0], mean=mean, sd=sd, speed_m_s=round(speed_m_s, 2))
    return None


def norm_curve_at(angle: str, speed_m_s: float) -> NormCurve | None:
    """Return the curve of a joint angle that a group showed at a speed.

    Where the same people were measured at several speeds, as here, their mean and
    spread are read between these; else it is the group whose speed is nearest. None
    without any.

    Parameters
    ----------
    angle
        Name among the angles of `midstance.metrics.cycles`.
    speed_m_s
        Of this runner; NaN when it is unknown.

    """
    curves = _norm_curves().get(angle, [])
    for family in {one.family for one in curves if one.family}:
        own = [one for one in curves if one.family == family]
        speeds = [one.speed_m_s for one in own]
        if speeds[0] - NEAR_M_S <= speed_m_s <= speeds[-1] + NEAR_M_S:
            mean, sd = (
                np.array(
                    [
                        np.interp(speed_m_s, speeds, values)
                        for values in zip(*kind, strict=True)
                    ]
                )
                for kind in ([one.mean_deg for one in own], [one.sd_deg for one in own])
            )
            return replace(
                own[0], mean_deg=mean, sd_deg=sd, speed_m_s=round(speed_m_s, 2)
            )
    return min(curves, key=lambda one: abs(one.speed_m_s - speed_m_s), default=None)


@cache
def _norm_curves() -> dict[str, list[NormCurve]]:
    """Return the reference curves by name of the angle, by speed."""
    curves: dict[str, list[NormCurve]] = {}
    for reference in _references():
        if "curves" not in reference:
            continue
        with _folder().joinpath(reference["curves"]).open("r") as file:
            table = pd.read_csv(file, comment="#")
        for column in table.columns:
            angle = column.removesuffix("_mean")
            if angle == column:
                continue
            curve = NormCurve(
                angle,
                table["percent"].to_numpy(dtype=float),
                table[column].to_numpy(dtype=float),
                table[f"{angle}_sd"].to_numpy(dtype=float),
                family=reference.get("family", ""),
                **{
                    key: reference[key]
                    for key in ("group", "speed_m_s", "source", "licence")
                },
            )
            curves.setdefault(angle, []).append(curve)
    for found in curves.values():
        found.sort(key=lambda one: (one.speed_m_s, one.family))
    return curves


def reference_texts() -> list[str]:
    """Return who the others are and what is remarked of them, as pages say it."""
    norms = _all_norms()
    groups = [one.group for own in _norm_curves().values() for one in own]
    texts = [*(norm.group for norm in norms), *groups, *(norm.note for norm in norms)]
    return [text for text in dict.fromkeys(texts) if text]


def _remark(norm: Norm, speed_m_s: float) -> str:
    sentences = []
    if not isfinite(speed_m_s):
        sentences.append(
            f"The reference ran at {norm.speed_m_s:g} m/s; "
            "this runner's speed is not known."
        )
    elif abs(speed_m_s - norm.speed_m_s) > NEAR_M_S:
        sentences.append(
            f"The reference ran at {norm.speed_m_s:g} m/s, this runner at "
            f"{speed_m_s:g} m/s, and angles change with speed."
        )
    if norm.note:
        sentences.append(norm.note)
    return " ".join(sentences)


@cache
def _all_norms() -> tuple[Norm, ...]:
    shared = ("group", "n", "speed_m_s", "source", "licence")
    return tuple(
        Norm(
            metric=metric,
            family=reference.get("family", ""),
            height_m=reference.get("height_m", nan),
            **figures,
            **{key: reference[key] for key in shared},
        )
        for reference in _references()
        for metric, figures in reference["metrics"].items()
    )


@cache
def _references() -> tuple[dict[str, Any], ...]:
    files = [item for item in _folder().iterdir() if item.name.endswith(".toml")]
    references = []
    for item in sorted(files, key=lambda item: item.name):
        try:
            references.append(tomllib.loads(item.read_text("utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"norms/{item.name} is not TOML: {error}.") from error
    return tuple(references)


def _folder() -> Traversable:
    return resources.files("midstance").joinpath("findings", "norms")
