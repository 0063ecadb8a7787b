"""Sets of an exercise as the report tells them: repetitions, tempo, depth, form."""

from math import isfinite

import numpy as np
import pandas as pd

from midstance.report.quantities import ABSENT, number
from midstance.report.sections import Section, sections
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import EXERCISES
from midstance.schema.repetitions import Repetitions

_FEWEST = 3
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
        what = "repetitions" if activity == _UNNAMED else str(activity)
        sets = f" in {len(own)} sets" if len(own) > 1 else ""
        parts.append(f"{n} {what}{sets}")
    return ", ".join(parts)


def _of_set(start_s: float, end_s: float, n: int, table: pd.DataFrame) -> str:
    """Return a set as a sentence: how long, how fast, how deep, how even."""
    words = [f"{n} repetitions from {number(start_s, 1)} to {number(end_s, 1)} s"]
    if table.empty:
        return f"{words[0]}."
    usual_s = float(table["duration_s"].median())
    down_s, up_s = (float(table[name].median()) for name in ("lowering_s", "rising_s"))
    words.append(
        f"{number(usual_s, 1)} s each, {number(down_s, 1)} s down and "
        f"{number(up_s, 1)} s up"
    )
    depth = table["depth_deg"].to_numpy(dtype=float)
    if np.isfinite(depth).any():
        joint = str(table["joint"].iloc[0])
        words.append(
            f"the {joint} bends through {number(float(np.nanmedian(depth)), 0)}°"
        )
    sentence = f"{'; '.join(words)}."
    if len(table) < _FEWEST:
        return sentence
    evenness = [f"tempo within {_spread(table['duration_s'])} %"]
    if np.isfinite(depth).sum() >= _FEWEST:
        evenness.append(f"depth within {_spread(table['depth_deg'])} %")
    odd = int((table["form"] != "as usual").sum())
    alike = (
        "All repetitions are alike."
        if not odd
        else f"{odd} of {len(table)} stand out from the others, see the table."
    )
    return f"{sentence} Steady: {' and '.join(evenness)}. {alike}"


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
    return [f"Pause{'s' * (len(pauses_s) > 1)} between the sets: {words}."]


def _doubts(found: Repetitions, individual: str) -> list[str]:
    """Return a sentence on what a look at the video would settle."""
    moments = found.doubtful[found.doubtful["individual"] == individual]
    edits = found.edits[found.edits["individual"] == individual]
    sentences = []
    if len(moments):
        words = "; ".join(
            f"{number(one.time_s, 1)} s ({one.doubt}, "
            f"{'counted' if one.is_counted else 'not counted'})"
            for one in moments.itertuples()
        )
        sentences.append(f"Worth a look: {words}.")
    if len(edits):
        n = len(edits)
        what = "1 repetition was" if n == 1 else f"{n} repetitions were"
        sentences.append(f"{what} put right by hand.")
    return sentences


def _rows(tables: list[pd.DataFrame]) -> pd.DataFrame:
    several = len(tables) > 1
    rows = []
    for k, table in enumerate(tables):
        for number_in_set, row in enumerate(table.itertuples(), 1):
            depth = float(row.depth_deg)
            rows.append(
                (
                    f"{k + 1}.{number_in_set}" if several else number_in_set,
                    f"{number(row.start_s, 2)} s",
                    f"{number(row.duration_s, 1)} s",
                    f"{number(row.lowering_s, 1)} / {number(row.rising_s, 1)} s",
                    f"{number(depth, 0)}°" if isfinite(depth) else ABSENT,
                    row.form,
                )
            )
    heading = ("repetition", "starts", "takes", "down / up", "depth", "form")
    return pd.DataFrame(rows, columns=list(heading))
