"""Sets of an exercise as the report tells them: repetitions, tempo, depth, form."""

from math import isfinite

import numpy as np
import pandas as pd

from midstance.exercises.fatigue import describe_fatigue
from midstance.report.quantities import ABSENT, number
from midstance.report.sections import Section, sections
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import EXERCISES
from midstance.schema.repetitions import Repetitions
from midstance.words.text import _, later, ngettext

_FEWEST = 3
_LEAST_HOLD_S = 0.25
_SAID = (
    *(later("squats"), later("push-ups"), later("sit-ups"), later("pull-ups")),
    *(later("deadlifts"), later("lunges"), later("jumping jacks")),
    *(later("rope skipping"), later("curls"), later("presses"), later("bench dips")),
    *(later("high knees"), later("jumps"), later("plank")),
    *(later("knee"), later("hip"), later("elbow"), later("shoulder")),
)
"""Exercises and joints, as they are looked up."""
_FALLS = (0.5, 1.6)
"""Times gravity within which the clock of a jump is not doubted: people's trunks and
the errors of few frames are in it."""
_UNNAMED = "exercise"


@sections.register("exercises")
def describe_sets(analysis: Analysis, individual: str) -> Section | None:
    """Return the sets of one person; None of somebody who does no exercise."""
    bouts = analysis.bouts
    own = bouts[
        (bouts["individual"] == individual) & bouts["activity"].isin(EXERCISES)
    ].sort_values("start_s")
    if own.empty:
        return None
    done = analysis.repetitions.table
    done = done[done["individual"] == individual]
    tables = [
        done[done["bottom_s"].between(bout.start_s, bout.end_s)]
        for bout in own.itertuples()
    ]
    paragraphs = [
        _of_set(float(bout.start_s), float(bout.end_s), int(bout.repetitions), table)
        for bout, table in zip(own.itertuples(), tables, strict=True)
    ]
    return Section(
        title=_title(own),
        paragraphs=(
            *paragraphs,
            *_pauses(own),
            *_doubts(analysis.repetitions, individual),
        ),
        table=_rows(tables) if any(len(table) for table in tables) else None,
        is_first=True,
    )


def _title(bouts: pd.DataFrame) -> str:
    """Return what was done, and how often.

    Examples
    --------
    >>> _title(pd.DataFrame({"activity": ["squats"] * 2, "repetitions": [5, 4]}))
    '9 squats in 2 sets'

    """
    parts = []
    for activity, own in bouts.groupby("activity", sort=False):
        n = int(own["repetitions"].sum())
        what = _("repetitions") if activity == _UNNAMED else _(str(activity))
        if len(own) > 1:
            parts.append(
                _("{n} {what} in {n_sets} sets", n=n, what=what, n_sets=len(own))
            )
        else:
            parts.append(_("{n} {what}", n=n, what=what))
    return ", ".join(parts)


def _of_set(start_s: float, end_s: float, n: int, table: pd.DataFrame) -> str:
    """Return a set as sentences: how long, how fast, how deep, how even."""
    told = [
        _(
            "{n} repetitions from {start} to {end} s.",
            n=n,
            start=number(start_s, 1),
            end=number(end_s, 1),
        )
    ]
    if table.empty:
        return told[0]
    told += [_tempo(table), *_depth(table), *_knees(table), *_flight(table)]
    if len(table) < _FEWEST:
        return " ".join(told)
    told.append(_("Tempo within {share} %.", share=_spread(table["duration_s"])))
    if np.isfinite(table["depth_deg"].to_numpy(dtype=float)).sum() >= _FEWEST:
        told.append(_("Depth within {share} %.", share=_spread(table["depth_deg"])))
    odd = int((table["form"] != "as usual").sum())
    told.append(
        ngettext(
            "{n} of {n_all} stands out from the others, see the table.",
            "{n} of {n_all} stand out from the others, see the table.",
            odd,
            n_all=len(table),
        )
        if odd
        else _("All repetitions are alike.")
    )
    lost = describe_fatigue(table)
    return " ".join([*told, lost] if lost else told)


def _tempo(table: pd.DataFrame) -> str:
    usual_s, down_s, up_s, hold_s = (
        float(table[name].median())
        for name in ("duration_s", "lowering_s", "rising_s", "hold_s")
    )
    values = {
        "usual": number(usual_s, 1),
        "down": number(down_s, 1),
        "up": number(up_s, 1),
    }
    if hold_s >= _LEAST_HOLD_S:
        return _(
            "{usual} s each, {down} s down, {hold} s held and {up} s up.",
            hold=number(hold_s, 1),
            **values,
        )
    return _("{usual} s each, {down} s down and {up} s up.", **values)


def _depth(table: pd.DataFrame) -> list[str]:
    depth = table["depth_deg"].to_numpy(dtype=float)
    if not np.isfinite(depth).any():
        return []
    joint = _(str(table["joint"].iloc[0]))
    told = [
        _(
            "The {joint} bends through {depth}° ± {doubt}°.",
            joint=joint,
            depth=number(float(np.nanmedian(depth)), 0),
            doubt=_doubt_of(table, "depth_uncertainty_deg"),
        )
    ]
    reach = table["reach_pct"].to_numpy(dtype=float)
    if np.isfinite(reach).any():
        limb = _("Leg") if table["joint"].iloc[0] in ("knee", "hip") else _("Arm")
        told.append(
            _(
                "{limb} at the bottom: {reach} % ± {doubt} % of its length.",
                limb=limb,
                reach=number(float(np.nanmedian(reach)), 0),
                doubt=_doubt_of(table, "reach_uncertainty_pct"),
            )
        )
    return told


def _knees(table: pd.DataFrame) -> list[str]:
    """Return what the knees do, where the view shows it."""
    told = []
    ahead = table["knee_over_toe_pct"].to_numpy(dtype=float)
    if np.isfinite(ahead).any():
        told.append(
            _(
                "The knee is {ahead} % ± {doubt} % of the shank before the toe.",
                ahead=number(float(np.nanmedian(ahead)), 0),
                doubt=_doubt_of(table, "knee_over_toe_uncertainty_pct"),
            )
        )
    apart = table["knee_separation_pct"].to_numpy(dtype=float)
    if np.isfinite(apart).any():
        told.append(
            _(
                "The knees are {apart} % ± {doubt} % as far apart as the ankles.",
                apart=number(float(np.nanmedian(apart)), 0),
                doubt=_doubt_of(table, "knee_separation_uncertainty_pct"),
            )
        )
    return told


def _flight(table: pd.DataFrame) -> list[str]:
    """Return how high somebody jumps, and whether they fall as g says."""
    height_m = table["height_m"].to_numpy(dtype=float)
    if not np.isfinite(height_m).any():
        return []
    told = [
        _(
            "Flight of {flight} s: {height} ± {doubt} cm high.",
            flight=number(float(np.nanmedian(table["flight_s"])), 2),
            height=number(100 * float(np.nanmedian(height_m)), 0),
            doubt=number(100 * float(np.nanmedian(table["height_uncertainty_m"])), 0),
        )
    ]
    ratio = table["gravity_ratio"].to_numpy(dtype=float)
    known = ratio[np.isfinite(ratio)]
    if known.size and not _FALLS[0] <= float(np.median(known)) <= _FALLS[1]:
        told.append(
            _(
                "The hips fall with {ratio} times gravity: the clock of the video "
                "seems to run wrong, and the height with it.",
                ratio=number(float(np.median(known)), 1),
            )
        )
    return told


def _doubt_of(table: pd.DataFrame, column: str) -> str:
    value = float(table[column].median())
    return number(value, 0) if isfinite(value) else ABSENT


def _spread(values: pd.Series) -> str:
    """Return the standard deviation in percent of the mean."""
    mean = float(values.mean())
    share = 100 * float(values.std()) / mean if mean else float("nan")
    return number(share, 0) if isfinite(share) else ABSENT


def _pauses(bouts: pd.DataFrame) -> list[str]:
    if len(bouts) < 2:
        return []
    pauses_s = bouts["start_s"].to_numpy()[1:] - bouts["end_s"].to_numpy()[:-1]
    words = ", ".join(f"{number(float(one), 0)} s" for one in pauses_s)
    return [
        ngettext(
            "Pause between the sets: {pauses}.",
            "Pauses between the sets: {pauses}.",
            len(pauses_s),
            pauses=words,
        )
    ]


def _doubts(found: Repetitions, individual: str) -> list[str]:
    """Return sentences on what a look at the video would settle."""
    moments = found.doubtful[found.doubtful["individual"] == individual]
    edits = found.edits[found.edits["individual"] == individual]
    told = []
    if len(moments):
        told.append(_("Worth a look:"))
    for one in moments.itertuples():
        at, doubt = number(one.time_s, 1), str(one.doubt)
        told.append(
            _("{at} s, counted: {doubt}.", at=at, doubt=doubt)
            if one.is_counted
            else _("{at} s, not counted: {doubt}.", at=at, doubt=doubt)
        )
    sentences = [" ".join(told)] if told else []
    if len(edits):
        sentences.append(
            ngettext(
                "{n} repetition was put right by hand.",
                "{n} repetitions were put right by hand.",
                len(edits),
            )
        )
    return sentences


def _rows(tables: list[pd.DataFrame]) -> pd.DataFrame:
    several = len(tables) > 1
    rows = []
    for k, table in enumerate(tables):
        for number_in_set, row in enumerate(table.itertuples(), 1):
            depth, hold_s = float(row.depth_deg), float(row.hold_s)
            tempo = [row.lowering_s, hold_s, row.rising_s]
            rows.append(
                (
                    f"{k + 1}.{number_in_set}" if several else number_in_set,
                    f"{number(row.start_s, 2)} s",
                    f"{number(row.duration_s, 1)} s",
                    " / ".join(
                        number(one, 1) if isfinite(one) else ABSENT for one in tempo
                    ),
                    f"{number(depth, 0)}°" if isfinite(depth) else ABSENT,
                    row.form,
                )
            )
    heading = (
        *(_("repetition"), _("starts"), _("takes"), _("down / held / up (s)")),
        *(_("depth"), _("form")),
    )
    return pd.DataFrame(rows, columns=list(heading))
