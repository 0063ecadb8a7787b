"""Numbers and curves that cannot be, taken out of the results with the reason."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.checks.base import Finding
from midstance.schema.measures import make_missing
from midstance.schema.notes import Note

_EDGE_S = 0.02
_OF_ALL = ("_asymmetry", "_variability", "_sway")
"""Endings of metrics of a whole clip: one wrong stretch spoils them."""


def withhold(
    measures: pd.DataFrame, missing: pd.DataFrame, findings: Sequence[Finding]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures without what the findings exclude, and what is missing now.

    Parameters
    ----------
    measures, missing
        See `midstance.schema.measures`.
    findings
        From `midstance.checks.base.check_everybody`.

    Returns
    -------
    measures, missing
        A metric of which nothing is left is missing for the reason of the first
        finding that concerns it.

    """
    kept = np.ones(len(measures), dtype=bool)
    reasons: dict[tuple[str, str], str] = {}
    for finding in findings:
        taken = _concerned(measures, finding)
        kept &= ~taken
        for metric in measures.loc[taken, "metric"].unique():
            reasons.setdefault((str(metric), finding.individual), finding.reason)
    left = measures[kept].reset_index(drop=True)
    have = set(zip(left["metric"], left["individual"], strict=True))
    rows = [(*key, reason) for key, reason in reasons.items() if key not in have]
    if not rows:
        return left, missing
    tables = [table for table in (missing, make_missing(rows)) if len(table)]
    return left, pd.concat(tables, ignore_index=True)


def withhold_forces(forces: xr.Dataset, findings: Sequence[Finding]) -> xr.Dataset:
    """Return the force curves without those whose peak the findings exclude.

    Parameters
    ----------
    forces
        From `midstance.metrics.learned.force_curves.find_force_curves`; may be empty.
    findings
        From `midstance.checks.base.check_everybody`.

    """
    if not forces.sizes:
        return forces
    rows = forces["start_s"].to_dataframe("time_s").reset_index()
    rows["metric"] = "peak_force"
    reason = forces["reason"].astype(object)
    for finding in findings:
        taken = _concerned(rows, finding) & np.isfinite(rows["time_s"].to_numpy())
        for row in rows[taken].itertuples():
            place = {"individual": row.individual, "side": row.side}
            if not reason.loc[place].item():
                reason.loc[place] = finding.reason
    is_kept = reason == ""
    return forces.drop_vars("reason").where(is_kept).assign(reason=reason.astype(str))


def notes_on_findings(findings: Sequence[Finding]) -> list[Note]:
    """Return notes on the findings that are not said elsewhere.

    Moments at which one rule found the same are one note with the words of the first,
    and how many more there are; what lies where nothing is believed at all needs none.
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        if finding.is_said or any(_covers(one, finding) for one in findings):
            continue
        is_moment = finding.start_s == finding.end_s
        words = finding.individual, finding.excludes, finding.advice
        own = None if is_moment else number
        alike.setdefault((finding.rule, *words, finding.metrics, own), []).append(
            finding
        )
    return [
        Note(
            group[0].rule,
            group[0].text + _more(len(group) - 1),
            individual=group[0].individual,
            start_s=min(one.start_s for one in group),
            end_s=max(one.end_s for one in group),
            remedy=group[0].remedy,
        )
        for group in alike.values()
    ]


def _covers(whole: Finding, part: Finding) -> bool:
    """Return whether a finding leaves nothing of the stretch in which another lies."""
    return (
        whole is not part
        and not whole.metrics
        and bool(part.metrics)
        and whole.individual == part.individual
        and whole.start_s - _EDGE_S <= part.start_s
        and part.end_s <= whole.end_s + _EDGE_S
    )


def _more(n: int) -> str:
    if n < 1:
        return ""
    if n == 1:
        return " The same is so at one more moment."
    return f" The same is so at {n} more moments."


def _concerned(measures: pd.DataFrame, finding: Finding) -> NDArray[np.bool_]:
    """Return which rows a finding concerns; values of a stride lie at its contact."""
    at_s = measures["time_s"].to_numpy(dtype=float)
    is_own = (measures["individual"] == finding.individual).to_numpy(copy=True)
    if finding.metrics:
        is_own &= measures["metric"].isin(finding.metrics).to_numpy()
    is_in = (at_s >= finding.start_s - _EDGE_S) & (at_s <= finding.end_s + _EDGE_S)
    is_of_all = measures["metric"].str.endswith(_OF_ALL).to_numpy(dtype=bool)
    return np.asarray(is_own & (is_in | is_of_all | ~np.isfinite(at_s)))
