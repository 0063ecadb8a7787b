"""What the page of repetitions needs to know, as plain data for JSON."""

import re
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from midstance.exercises.counting.doubts import SURE
from midstance.exercises.curate import BY_HAND
from midstance.exercises.poses.pose_tracks import joint_angles_deg
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import EXERCISES
from midstance.schema.repetitions import PLANK
from midstance.schema.tracks import individuals
from midstance.words.activities import activity_text, repetitions_text
from midstance.words.kept import retold
from midstance.words.numbers import localized
from midstance.words.text import _

_NUMBERS = (
    *("duration_s", "lowering_s", "hold_s", "rising_s", "depth_deg", "reach_pct"),
    *("lean_deg", "uneven_deg", "knee_over_toe_pct", "knee_separation_pct"),
    *("flight_s", "height_m"),
)
_UNITS = {"s": "s", "deg": "°", "pct": "%", "m": "m"}
_UNNAMED = "exercise"
_REASONS = re.compile(r", (?!and )")


def describe_repetitions(analysis: Analysis) -> dict[str, Any]:
    """Return the repetitions, what is doubtful, and the angles over time."""
    tracks, found = analysis.tracks, analysis.repetitions
    people = individuals(tracks)
    gone = found.edits[found.edits["action"] == "delete"]
    return {
        "video": analysis.video.name,
        "times_s": np.round(tracks["time"].to_numpy(), 5).tolist(),
        "people": [
            {"name": name, "joints": _angles(analysis, name)} for name in people
        ],
        "repetitions": [_repetition(row) for row in found.table.to_dict("records")],
        "deleted": [
            {"individual": one.individual, "at_s": one.detected_time_s}
            for one in gone.itertuples()
            if one.individual in people
        ],
        "doubtful": [_moment(row) for row in found.doubtful.to_dict("records")],
        "counts": _counts(analysis),
        "exercises": [
            {"name": name, "label": activity_text(name)}
            for name in EXERCISES
            if name != _UNNAMED
        ],
    }


def _angles(analysis: Analysis, name: str) -> dict[str, list[float | None]]:
    angles = joint_angles_deg(analysis.tracks.sel(individual=[name]))
    return {
        joint: [_plain(value, 1) for value in course.tolist()]
        for joint, course in angles.items()
    }


def _repetition(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("individual", "exercise", "set", "number")},
        **{name: row[name] for name in ("side", "start_s", "bottom_s", "end_s")},
        "joint": row["joint"],
        "probability": _plain(row["probability"], 4),
        "doubt": _doubt_of(row),
        "is_by_hand": row["doubt"] == BY_HAND,
        "numbers": [one for name in _NUMBERS if (one := _number(row, name))],
    }


def _number(row: dict[Any, Any], name: str) -> dict[str, Any] | None:
    what, _, unit = name.rpartition("_")
    value = _plain(row[name], 4)
    if value is None:
        return None
    doubt = _plain(row.get(f"{what}_uncertainty_{unit}", float("nan")), 4)
    return {"name": name, "value": value, "uncertainty": doubt, "unit": _UNITS[unit]}


def _moment(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "individual": row["individual"],
        "time_s": row["time_s"],
        "probability": _plain(row["probability"], 4),
        "is_counted": bool(row["is_counted"]),
        "doubt": doubt_text(row["doubt"]),
    }


def doubt_text(doubt: str) -> str:
    """Return what speaks against a repetition in the language of who reads it."""
    return ", ".join(retold(part) for part in _REASONS.split(doubt))


def _doubt_of(row: dict[Any, Any]) -> str:
    """Return what is said of how sure a repetition is; "": it is sure."""
    if row["doubt"] == BY_HAND:
        return doubt_text(BY_HAND)
    share = row["probability"]
    if not isfinite(share) or share >= SURE:
        return ""
    percent = localized(f"{100 * share:.0f}")
    why = doubt_text(row["doubt"])
    return f"{_('{percent} % sure').format(percent=percent)}{': ' if why else ''}{why}"


def _counts(analysis: Analysis) -> list[str]:
    """Return how often each person did what, in words."""
    found, said = analysis.repetitions, []
    people = individuals(analysis.tracks)
    for name in people:
        for exercise, n in found.counts(name).items():
            words = repetitions_text(exercise, n).format(n=n)
            if exercise == PLANK:
                held_s = localized(f"{found.held_s(name):.0f}")
                words = _("{n} s plank").format(n=held_s)
            said.append(f"{name}: {words}" if len(people) > 1 else words)
    return said


def _plain(value: object, digits: int) -> float | None:
    if pd.isna(value):
        return None
    return round(float(str(value)), digits)
