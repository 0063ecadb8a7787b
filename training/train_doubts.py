r"""Learn how probable it is that a turn of a motion is a repetition.

    python training/train_doubts.py --out src/midstance/exercises/counting

Data: sets of people who do not exist (`midstance.synth.sets.performances`), counted as
`midstance reps` counts. Each turn that counts, and each that might, is matched with the
true repetitions, one to one; it is one where a true one is within `near` of the usual
gap. Most sets are made worse than usual: more errors, an arm and a leg hidden, seconds
lost, cut anywhere; nobody learns doubt from what is always right. Turns near a cut are
left out: whether half a repetition is one nobody knows.

Model: two logistic regressions, for turns that count and for others; a fifth of the
sets is left out for the scores.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from common import from_command_line, origin, sha256_of
from sklearn.linear_model import LogisticRegression

from midstance.exercises.counting.doubts import FEATURES, Candidate, candidates_of
from midstance.exercises.counting.sets import find_sets
from midstance.files import replacing
from midstance.kernels.types import Array
from midstance.synth.sets.performances import CALLED, Performance, draw_performance

_FEWEST_FRAMES = 20
_AT_A_CUT = 0.4
"""In usual gaps."""


@dataclass(frozen=True)
class Settings:
    """How much is drawn, and how it is learned."""

    n_people: int = field(default=80, metadata={"help": "sets of each exercise"})
    near: float = field(default=0.6, metadata={"help": "of the usual gap, a match"})
    strength: float = field(default=1.0, metadata={"help": "inverse weight decay"})
    rough: float = field(default=0.8, metadata={"help": "share of sets made worse"})
    seed: int = field(default=3, metadata={"help": "seed of everything"})


def performances(settings: Settings) -> Iterator[Performance]:
    """Yield one set after the other."""
    for name in CALLED:
        for k in range(settings.n_people):
            rng = np.random.default_rng((settings.seed, k, *name.encode()))
            one = draw_performance(name, rng)
            yield roughened(one, rng) if rng.uniform() < settings.rough else one


def roughened(one: Performance, rng: np.random.Generator) -> Performance:
    """Return a set seen worse: with errors, a hidden side, lost seconds, and cut."""
    time_s = one.tracks["time"].to_numpy()
    position = one.tracks["position"].copy(deep=True)
    values = position.transpose("time", "keypoint", "space", "individual").to_numpy()
    values = values.copy()
    size_px = float(np.nanmedian(np.nanmax(values, axis=1) - np.nanmin(values, axis=1)))
    values += size_px * rng.uniform(0.0, 0.05) * rng.standard_normal(values.shape)
    names = one.tracks["keypoint"].to_numpy().tolist()
    if rng.uniform() < 0.4:
        side = str(rng.choice(["left", "right"]))
        parts = ("elbow", "wrist", "pinky", "index", "thumb", "knee", "ankle")
        hidden = [
            k for k, n in enumerate(names) if n.startswith(side) and n.endswith(parts)
        ]
        is_lost = rng.random((len(time_s), len(hidden))) < rng.uniform(0.3, 1.0)
        for column, k in enumerate(hidden):
            values[is_lost[:, column], k] = np.nan
    if rng.uniform() < 0.4:
        start_s = rng.uniform(time_s[0], time_s[-1])
        values[(time_s > start_s) & (time_s < start_s + rng.uniform(0.2, 1.5))] = np.nan
    first_s, last_s = time_s[0], time_s[-1]
    if rng.uniform() < 0.6:
        first_s, last_s = np.sort(rng.uniform(time_s[0], time_s[-1], 2))
    dims = ("time", "keypoint", "space", "individual")
    tracks = one.tracks.assign(position=(dims, values, position.attrs))
    tracks = tracks.assign(position=tracks["position"].transpose(*position.dims))
    tracks = tracks.sel(time=slice(first_s, last_s))
    inside = (one.turns_s >= first_s) & (one.turns_s <= last_s)
    sides = tuple(side for side, keep in zip(one.sides, inside, strict=True) if keep)
    return replace(one, tracks=tracks, turns_s=one.turns_s[inside], sides=sides)


def is_true(at_s: Array, one: Performance, near: float) -> Array:
    """Return which times are repetitions: each true one is taken once, by the nearest.

    Parameters
    ----------
    at_s
        Times of the candidates (s).
    one
        The set.
    near
        Farthest match, in usual gaps.

    """
    gap_s = float(np.median(np.diff(one.turns_s)))
    apart = np.abs(at_s[:, None] - one.turns_s)
    found = np.zeros(len(at_s), dtype=bool)
    while apart.size and apart.min() <= near * gap_s:
        i, j = np.unravel_index(apart.argmin(), apart.shape)
        found[i] = True
        apart[i], apart[:, j] = np.inf, np.inf
    return found


def rows_of(one: Performance, near: float) -> list[tuple[Candidate, bool]]:
    """Return the candidates of one set, and whether each is a repetition."""
    rows: list[tuple[Candidate, bool]] = []
    if one.tracks.sizes["time"] < _FEWEST_FRAMES or len(one.turns_s) < 2:
        return rows
    gap_s = float(np.median(np.diff(one.turns_s)))
    ends_s = one.tracks["time"].to_numpy()[[0, -1]]
    candidates, times_s = [], []
    for found in find_sets(one.tracks):
        own = candidates_of(one.tracks, found.turns)
        candidates += own
        times_s += found.turns.signal.time_s[[c.at for c in own]].tolist()
    at_s = np.array(times_s)
    right = is_true(at_s, one, near)
    for candidate, time_s, is_one in zip(candidates, at_s, right, strict=True):
        if np.abs(time_s - ends_s).min() >= _AT_A_CUT * gap_s:
            rows.append((candidate, bool(is_one)))
    return rows


def train(settings: Settings, out: Path, cache: Path | None) -> dict[str, float]:
    """Learn, write ``doubts.json`` and return the scores of sets left out."""
    del cache
    sets = [rows_of(one, settings.near) for one in performances(settings)]
    held, scores = learn(sets, settings)
    digest = sha256_of(row.features for own in sets for row, _ in own)
    facts = origin(settings, data_sha256=digest, scores=scores)
    with replacing(out / "doubts.json") as part:
        text = json.dumps({"features": FEATURES, **held, "origin": facts}, indent=2)
        part.write_text(text + "\n", "utf-8")
    return scores


def learn(
    sets: list[list[tuple[Candidate, bool]]], settings: Settings
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return the weights of turns that count and of others, and the scores."""
    held: dict[str, list[float]] = {}
    scores: dict[str, float] = {}
    for kind, counted in (("counted", True), ("others", False)):
        (x, y), (x_left, y_left) = (
            _as_arrays(sets, counted=counted, is_test=is_test)
            for is_test in (False, True)
        )
        shares = _fitted(x, y, settings).predict_proba(x_left)[:, 1]
        scores[f"{kind}_n"] = float(len(y_left))
        scores[f"{kind}_true"] = float(y_left.mean())
        scores[f"{kind}_said"] = float(shares.mean())
        scores[f"{kind}_brier"] = float(((shares - y_left) ** 2).mean())
        scores[f"{kind}_brier_of_the_mean"] = float(((y.mean() - y_left) ** 2).mean())
        features, labels = np.concatenate([x, x_left]), np.concatenate([y, y_left])
        whole = _fitted(features, labels, settings)
        held[kind] = [round(float(weight), 4) for weight in whole.coef_[0]]
    return held, scores


def _as_arrays(
    sets: list[list[tuple[Candidate, bool]]], *, counted: bool, is_test: bool
) -> tuple[Array, Array]:
    rows = [
        row
        for k, own in enumerate(sets)
        if (k % 5 == 0) is is_test
        for row in own
        if row[0].is_counted is counted
    ]
    return np.array([row[0].features for row in rows]), np.array([r[1] for r in rows])


def _fitted(x: Array, y: Array, settings: Settings) -> LogisticRegression:
    model = LogisticRegression(C=settings.strength, fit_intercept=False, max_iter=1000)
    return model.fit(x, y)


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
