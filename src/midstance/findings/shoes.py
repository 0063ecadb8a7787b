"""Shoe advice from the measures, with its reasons and its limits.

What is advised, when, and why stands in ``advice/shoes.toml``; here it is only
looked up.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import isfinite
from typing import Any

import pandas as pd
from scipy.special import ndtr


@dataclass(frozen=True)
class Reason:
    """A number that the advice rests on.

    Parameters
    ----------
    metric, side, value, uncertainty, unit
        As in the summary of an analysis.
    sure
        How sure it is that the number is beyond the limit of the advice, 0 to 1.

    """

    metric: str
    side: str
    value: float
    uncertainty: float
    unit: str
    sure: float


@dataclass(frozen=True)
class Finding:
    """One piece of advice.

    Parameters
    ----------
    name
        Short, for links.
    title, advice, reason, limits
        In words; to be shown together.
    evidence
        Empty when the advice holds for everyone.

    """

    name: str
    title: str
    advice: str
    reason: str
    limits: str
    evidence: tuple[Reason, ...]


@dataclass(frozen=True)
class ShoeAdvice:
    """What can be said about shoes.

    Parameters
    ----------
    findings
        What holds.
    unknown
        Titles of what could not be told because a number is missing, with the
        metrics it needs.
    limits
        What holds for all of it.
    sources
        Full references by the names used in the texts.

    """

    findings: tuple[Finding, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    limits: str
    sources: dict[str, str]

    @property
    def first(self) -> Finding:
        """Return the one to say first: what rests on a number, else for everyone."""
        return next((one for one in self.findings if one.evidence), self.findings[0])


def shoe_advice(summary: pd.DataFrame) -> ShoeAdvice:
    """Return the advice that the numbers of one person support.

    Parameters
    ----------
    summary
        From `midstance.schema.measures.summarize`, of one person. A condition
        holds when it is sure enough on at least one side.

    """
    table = _advice()
    findings, unknown = [], []
    for entry in table["finding"]:
        conditions = entry["conditions"]
        evidence = [_best(summary, condition) for condition in conditions]
        lacking = tuple(
            condition["metric"]
            for condition, found in zip(conditions, evidence, strict=True)
            if found is None
        )
        if lacking:
            unknown.append((entry["title"], lacking))
            continue
        known = tuple(found for found in evidence if found is not None)
        if all(
            found.sure >= condition["sure"]
            for found, condition in zip(known, conditions, strict=True)
        ):
            texts = {k: v for k, v in entry.items() if k != "conditions"}
            findings.append(Finding(**texts, evidence=known))
    return ShoeAdvice(
        tuple(findings), tuple(unknown), table["limits"], dict(table["sources"])
    )


def shoe_texts() -> list[str]:
    """Return every text that advice on shoes may show."""
    table = _advice()
    texts = [str(table["limits"])]
    for entry in table["finding"]:
        texts += [entry[key] for key in ("title", "advice", "reason", "limits")]
    return texts


def _best(summary: pd.DataFrame, condition: dict[str, Any]) -> Reason | None:
    """Return the side on which the condition is surest; None when unmeasured."""
    own = summary[summary["metric"] == condition["metric"]]
    found = [
        Reason(
            *(row.metric, row.side, row.value, row.uncertainty, row.unit),
            _sureness(row.value, row.uncertainty, condition),
        )
        for row in own.itertuples()
        if isfinite(row.value)
    ]
    return max(found, key=lambda evidence: evidence.sure, default=None)


def _sureness(value: float, uncertainty: float, condition: dict[str, Any]) -> float:
    beyond = (
        value - condition["above"]
        if "above" in condition
        else condition["below"] - value
    )
    if not isfinite(uncertainty) or uncertainty <= 0:
        return float(beyond > 0)
    return float(ndtr(beyond / uncertainty))


@cache
def _advice() -> dict[str, Any]:
    folder = resources.files("midstance").joinpath("findings", "advice")
    return tomllib.loads(folder.joinpath("shoes.toml").read_text("utf-8"))
