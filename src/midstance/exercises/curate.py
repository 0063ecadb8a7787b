"""Repetitions put right by hand: every number of them follows."""

import dataclasses

import numpy as np
import pandas as pd
import xarray as xr

from midstance.exercises.bouts import SetSpan, divided
from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import EXERCISES, NO_GAIT, make_bouts
from midstance.schema.repetition_edits import match_repetitions
from midstance.schema.repetitions import Repetitions, join_repetitions, renumbered
from midstance.schema.tracks import individuals

_UNNAMED = "exercise"
_NEAR = 2.0
"""In usual durations of a set: a repetition added so near to it belongs to it."""
_USUAL_S = 2.0
"""What a repetition takes that is added where there is no other."""
BY_HAND = "set by hand"


def curate_repetitions(analysis: Analysis, edits: pd.DataFrame) -> Analysis:
    """Return `analysis` with other edits of its repetitions, and every number anew.

    Counts, numbers, depths, tempo, form and the bouts follow. Edits that the analysis
    holds are replaced: without one of them that change is taken back.

    Parameters
    ----------
    analysis
        An analysis.
    edits
        Everything a person wants changed; see `midstance.schema.repetition_edits`.
        Edits of people who are not in the tracks change nothing.

    """
    before = analysis.repetitions
    detected = before.as_detected()
    changed = apply_repetition_edits(detected, edits, analysis.tracks)
    found = dataclasses.replace(
        changed,
        doubtful=_without_settled(before.doubtful, edits),
        edits=edits,
        detected=detected if len(edits) else None,
    )
    bouts = _bouts_of(analysis, found)
    return dataclasses.replace(analysis, repetitions=found, bouts=bouts)


def apply_repetition_edits(
    detected: pd.DataFrame, edits: pd.DataFrame, tracks: xr.Dataset
) -> Repetitions:
    """Return the repetitions after everything a person changed about them.

    What is moved keeps how long its ways take, as far as its neighbours leave room;
    what is added takes those of its set; or both begin and end when the person said.
    They are sure, and say that a person set them.

    Parameters
    ----------
    detected
        Table of `midstance.schema.repetitions`.
    edits
        See `midstance.schema.repetition_edits`.
    tracks
        What the numbers are measured on.

    """
    people = individuals(tracks)
    own = edits[edits["individual"].isin(people)]
    if own.empty:
        return Repetitions(detected)
    claimed = match_repetitions(own, detected)
    rows = detected.drop(detected.index[list(claimed)]).to_dict("records")
    for j, i in claimed.items():
        edit = own.iloc[i]
        if edit["action"] == "move":
            rows.append(_moved(detected.iloc[j].to_dict(), edit))
    for _, edit in own[own["action"] == "add"].iterrows():
        rows.append(_added(detected, edit))
    table = pd.DataFrame(rows, columns=list(detected.columns))
    parts = [
        _measured(tracks.sel(individual=[name]), table[table["individual"] == name])
        for name in people
        if (table["individual"] == name).any()
    ]
    return renumbered(join_repetitions(parts))


def _moved(row: dict[str, object], edit: pd.Series) -> dict[str, object]:
    """Return a repetition with its bottom elsewhere, and its ways as long as before."""
    by_s = float(edit["time_s"]) - float(str(row["bottom_s"]))
    moved = {name: float(str(row[name])) + by_s for name in ("start_s", "end_s")}
    said = {name: edit[name] for name in ("side", "exercise") if edit[name]}
    said |= _ends_of(edit)
    return {**row, **moved, **said, "bottom_s": edit["time_s"], "doubt": BY_HAND}


def _ends_of(edit: pd.Series) -> dict[str, object]:
    """Return when a repetition begins and ends, as far as a person said it."""
    return {name: edit[name] for name in ("start_s", "end_s") if pd.notna(edit[name])}


def _added(detected: pd.DataFrame, edit: pd.Series) -> dict[str, object]:
    """Return a repetition as the others of the set that it is in, or near to."""
    bottom_s = float(edit["time_s"])
    own = detected[detected["individual"] == edit["individual"]]
    if edit["exercise"]:
        own = own[own["exercise"] == edit["exercise"]]
    near = _set_near(own, bottom_s)
    down_s, up_s, number = _USUAL_S / 2, _USUAL_S / 2, 0
    exercise, side = edit["exercise"], edit["side"] or "both"
    if len(near):
        down_s, up_s = (
            float((near[a] - near[b]).median())
            for a, b in (("bottom_s", "start_s"), ("end_s", "bottom_s"))
        )
        number = int(near["set"].iloc[0])
        exercise = exercise or str(near["exercise"].iloc[0])
        side = edit["side"] or _side_of(near, bottom_s)
    return {
        "individual": edit["individual"],
        "exercise": exercise,
        "set": number,
        "side": side,
        "start_s": bottom_s - down_s,
        "bottom_s": bottom_s,
        "end_s": bottom_s + up_s,
        **_ends_of(edit),
        "doubt": BY_HAND,
    }


def _set_near(own: pd.DataFrame, at_s: float) -> pd.DataFrame:
    """Return the set that a moment is in or near to; empty: none."""
    best, least_s = own.iloc[:0], np.inf
    for _, one in own.groupby("set"):
        usual_s = float((one["end_s"] - one["start_s"]).median())
        first_s, last_s = float(one["start_s"].min()), float(one["end_s"].max())
        away_s = max(first_s - at_s, at_s - last_s, 0.0)
        if away_s <= _NEAR * usual_s and away_s < least_s:
            best, least_s = one, away_s
    return best


def _side_of(near: pd.DataFrame, at_s: float) -> str:
    """Return the side of a repetition: the other one of the nearest, if they turn."""
    nearest = str(
        near["side"].iloc[(near["bottom_s"] - at_s).abs().to_numpy().argmin()]
    )
    takes_turns = near["side"].nunique() > 1
    return {"left": "right", "right": "left"}[nearest] if takes_turns else nearest


def _measured(tracks: xr.Dataset, table: pd.DataFrame) -> Repetitions:
    """Return repetitions of one person with everything about them measured anew."""
    sets = []
    ordered = table.sort_values("bottom_s", kind="stable")
    for _, own in ordered.groupby(["set", "exercise"], sort=False):
        phases = _apart(own[["start_s", "bottom_s", "end_s"]].to_numpy(dtype=float))
        sure = own["probability"].fillna(1.0).where(own["doubt"] != BY_HAND, 1.0)
        sets.append(
            RepetitionSet(
                str(own["exercise"].iloc[0]),
                phases,
                own["side"].tolist(),
                sure.tolist(),
            )
        )
    made = make_repetitions(tracks, sets)
    said = [
        doubt
        for _, own in ordered.groupby(["set", "exercise"], sort=False)
        for doubt in own["doubt"].fillna("")
    ]
    return Repetitions(made.assign(doubt=said))


def _apart(phases: np.ndarray) -> list[tuple[float, float, float]]:
    """Return phases that do not reach into each other."""
    out = []
    for k, (start_s, bottom_s, end_s) in enumerate(phases.tolist()):
        if k:
            start_s = max(start_s, min(phases[k - 1, 2], _between(phases, k - 1)))
        if k + 1 < len(phases):
            end_s = min(end_s, max(phases[k + 1, 0], _between(phases, k)))
        out.append((start_s, bottom_s, end_s))
    return out


def _between(phases: np.ndarray, number: int) -> float:
    return float(phases[number : number + 2, 1].mean())


def _without_settled(doubtful: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Return the doubtful moments that no edit has settled."""
    if doubtful.empty or edits.empty:
        return doubtful
    settled = pd.Series(False, index=doubtful.index)
    for edit in edits.itertuples(index=False):
        for at_s in (edit.time_s, edit.detected_time_s):
            near = (doubtful["time_s"] - at_s).abs() <= _USUAL_S / 8
            settled |= near & (doubtful["individual"] == edit.individual)
    return doubtful[~settled].reset_index(drop=True)


def _bouts_of(analysis: Analysis, found: Repetitions) -> pd.DataFrame:
    """Return the bouts with the counts as they are now."""
    rows = []
    spans = [
        (
            str(name),
            SetSpan(
                float(own["start_s"].min()),
                float(own["end_s"].max()),
                str(own["exercise"].iloc[0]) or _UNNAMED,
                len(own),
            ),
        )
        for (name, _), own in found.table.groupby(["individual", "set"], sort=False)
    ]
    taken: set[int] = set()
    for bout in analysis.bouts.itertuples(index=False, name=None):
        name, start_s, end_s, activity = bout[:4]
        inside = [
            k
            for k, (who, one) in enumerate(spans)
            if who == name and one.start_s < end_s and one.end_s > start_s
        ]
        if activity in EXERCISES:
            inside = [k for k in inside if k not in taken][:1]
            taken |= set(inside)
            if not inside:
                rows.append((name, start_s, end_s, "other", *bout[4:6]))
                continue
            one = spans[inside[0]][1]
            rows.append((name, start_s, end_s, one.name, *bout[4:6], one.n, bout[7]))
        elif activity in NO_GAIT:
            own = analysis.tracks.sel(individual=[name], time=slice(start_s, end_s))
            new = [
                spans[k][1]
                for k in inside
                if k not in taken
                and start_s <= (spans[k][1].start_s + spans[k][1].end_s) / 2 <= end_s
                and not _has_bout(analysis.bouts, name, spans[k][1])
            ]
            taken |= {k for k in inside if spans[k][1] in new}
            rows += divided(own, bout, new)
        else:
            rows.append(bout)
    return make_bouts(rows)


def _has_bout(bouts: pd.DataFrame, name: str, one: SetSpan) -> bool:
    """Return whether a set overlaps a bout of exercise."""
    own = bouts[(bouts["individual"] == name) & bouts["activity"].isin(EXERCISES)]
    overlaps = (own["start_s"] < one.end_s) & (own["end_s"] > one.start_s)
    return bool(overlaps.any())
