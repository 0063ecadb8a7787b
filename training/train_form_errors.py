r"""Measure how wrong the numbers of form are, by the view they are seen from.

    python training/train_form_errors.py --out src/midstance/exercises

Data: sets of people who do not exist (`midstance.synth.sets.performances`), whose
landmarks in space are known. What `midstance.exercises.table` says of each repetition
is held against the same number from the true landmarks: joint angles in space,
distances in space, the lean and the knee before the toe exactly from the side, the
knees exactly from the front. The error of a number is the 68th percentile of its
absolute errors, by view and by exercise and view; four fifths of the people give it,
and the others say how often they are within that of the view.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from common import from_command_line, origin

from midstance.exercises.jumping.crouches import crouch_phases
from midstance.exercises.measures import SEEN_FROM, view_group
from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.files import replacing
from midstance.kernels.types import Array
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.sets.performances import CALLED, Performance, draw_performance

PX_PER_M = 300.0
_WITHIN = 0.683
_FEWEST = 25
"""Repetitions of one exercise from one view, from which its error is its own."""


@dataclass(frozen=True)
class Settings:
    """How much is drawn."""

    n_people: int = field(default=60, metadata={"help": "sets of each exercise"})
    n_times: int = field(default=5, metadata={"help": "repetitions of each"})
    n_front: int = field(
        default=40, metadata={"help": "more squats from the front, for the knees"}
    )
    seed: int = field(default=5, metadata={"help": "seed of everything"})


def seen_exactly(one: Performance, across: Array) -> xr.Dataset:
    """Return the true landmarks as a camera far away sees them, without errors.

    Parameters
    ----------
    one
        The set.
    across
        Direction in space that points to the right of the picture, shape (3,).

    """
    points = one.points_m
    assert points is not None
    flat = np.stack([points @ across, -points[..., 2]], axis=1)
    world = points.transpose(0, 2, 1)[..., None]
    made = make_tracks(
        PX_PER_M * flat[..., None],
        np.ones((*points.shape[:2], 1)),
        one.tracks["time"].to_numpy(),
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": BLAZEPOSE_33.name},
    )
    dims = ("time", "world_axis", "keypoint", "individual")
    return made.assign(world=(dims, world))


def true_table(one: Performance, sets: list[RepetitionSet]) -> pd.DataFrame:
    """Return the table of repetitions as it is in truth."""
    from_the_side = seen_exactly(one, np.array([1.0, 0.0, 0.0]))
    from_the_front = seen_exactly(one, np.array([0.0, 1.0, 0.0]))
    table = make_repetitions(from_the_side, sets)
    front = make_repetitions(from_the_front, sets)
    table["knee_separation_pct"] = front["knee_separation_pct"]
    table["reach_pct"] = _in_space_pct(one, table)
    return table


def _in_space_pct(one: Performance, table: pd.DataFrame) -> Array:
    """Return how far the working limb reaches in space, in percent of its longest."""
    points, names = one.points_m, list(BLAZEPOSE_33.keypoints)
    assert points is not None
    time_s = one.tracks["time"].to_numpy()
    found = []
    for row in table.itertuples():
        ends = (
            ("hip", "ankle") if row.joint in ("knee", "hip") else ("shoulder", "wrist")
        )
        sides = (row.side,) if row.side != "both" else ("left", "right")
        spans = [
            points[:, names.index(f"{side}_{ends[0]}")]
            - points[:, names.index(f"{side}_{ends[1]}")]
            for side in sides
        ]
        course = np.mean([np.linalg.norm(span, axis=1) for span in spans], axis=0)
        within = (time_s >= table["start_s"].min()) & (time_s <= table["end_s"].max())
        at = np.interp(row.bottom_s, time_s, course)
        found.append(100 * at / np.quantile(course[within], 0.95))
    return np.array(found)


def phases_of(one: Performance) -> list[tuple[float, float, float]]:
    """Return start, turn and end of each repetition, between its neighbours."""
    turns_s = one.turns_s
    between = (turns_s[1:] + turns_s[:-1]) / 2
    half_s = float(np.median(np.diff(turns_s))) / 2
    starts = [turns_s[0] - half_s, *between]
    ends = [*between, turns_s[-1] + half_s]
    return list(
        zip(map(float, starts), map(float, turns_s), map(float, ends), strict=True)
    )


def errors_of(settings: Settings) -> pd.DataFrame:
    """Return one row per repetition and number: view, error, person."""
    parts = []
    for number, one in sets_of(settings):
        phases = phases_of(one)
        if one.name == "jump":
            across = np.array([1.0, 0.0, 0.0])
            phases = crouch_phases(seen_exactly(one, across), phases)
        sides = list(one.sides)
        if len(set(sides)) == 1 and one.name != "curl":
            sides = ["both"] * len(sides) if one.name != "lunge" else sides
        sets = [RepetitionSet(CALLED[one.name], phases, sides)]
        seen, true = make_repetitions(one.tracks, sets), true_table(one, sets)
        view = view_group(one.tracks, phases)
        for column in SEEN_FROM:
            parts.append(
                pd.DataFrame(
                    {
                        "exercise": CALLED[one.name],
                        "number": column,
                        "view": view,
                        "error": seen[column] - true[column],
                        "is_left_out": number % 5 == 0,
                    }
                )
            )
    rows = pd.concat(parts, ignore_index=True)
    return rows[np.isfinite(rows["error"])]


def sets_of(settings: Settings) -> Iterator[tuple[int, Performance]]:
    """Yield the number of the person and a set."""
    for name in CALLED:
        for k in range(settings.n_people):
            rng = np.random.default_rng((settings.seed, k, *name.encode()))
            yield k, draw_performance(name, rng, n=settings.n_times)
    for k in range(settings.n_front):
        rng = np.random.default_rng((settings.seed, k, 1))
        azimuth_deg = float(rng.uniform(-20, 20)) + (180.0 if k % 2 else 0.0)
        yield (
            k,
            draw_performance("squat", rng, n=settings.n_times, azimuth_deg=azimuth_deg),
        )


def train(settings: Settings, out: Path, cache: Path | None) -> dict[str, float]:
    """Measure, write ``form_errors.json`` and return how often others are within."""
    del cache
    rows = errors_of(settings)
    errors: dict[str, dict[str, float]] = {}
    scores: dict[str, float] = {}
    for (column, view), own in rows.groupby(["number", "view"]):
        size = own["error"].abs()
        limit = float(size[~own["is_left_out"]].quantile(_WITHIN))
        errors.setdefault(str(column), {})[str(view)] = round(limit, 2)
        within = (size[own["is_left_out"]] <= limit).mean()
        scores[f"{column}_{view}_within"] = round(float(within), 3)
        scores[f"{column}_{view}_bias"] = round(float(own["error"].median()), 2)
    for (column, name, view), own in rows.groupby(["number", "exercise", "view"]):
        if len(own) >= _FEWEST:
            limit = float(own["error"].abs().quantile(_WITHIN))
            errors[str(column)][f"{name} {view}"] = round(limit, 2)
    facts = origin(settings, scores=scores)
    with replacing(out / "form_errors.json") as part:
        text = json.dumps({"errors": errors, "origin": facts}, indent=2)
        part.write_text(text + "\n", "utf-8")
    return scores


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
