r"""Learn from people over force plates when a foot lands and leaves.

Rows are made by ``training/people_rows.py`` from the trials of
`midstance.formats.motion.plate_trial` (some three minutes of one core for each kind),
learning takes a minute::

    python training/train_people.py --side side.npz --networks side_networks.npz \
        --crossing crossing.npz --rear rear.npz --front front.npz --walk walk.npz \
        --out src/midstance/events/strides/people.npz

``side_networks.npz`` are clips with the errors of networks on rendered runners, and of
people made uneven (``people_rows.py``); they weigh less than those of the first file.

Model: a ridge regression (`midstance.events.strides.people`) on all that is seen of an
average stride: the Fourier series of both legs, the known cues, the votes of both
networks that learned from synthetic people; of runners from the side also when the
foot passes its own angles and heights (`midstance.events.strides.foot_cues`). More
freedom (trees, small networks, kernels, products of the leading directions) made people
who were left out no better: with 18 of them it is people that are wanting, not shapes.
So that no joint of one of
them counts for too much, each joint's course is allowed to lie a little earlier or
later and to be a little larger (`people_lines.unlike_joints`): the ridge knows that the
next person's knee may be late. Rows weigh by how surely they are read
(`people_lines.sureness`). Who is seen for a stride or two is read by a regression of
its own, from runners who pass the camera and from short clips.

Uncertainty: every person is left out in turn, and what is wrong then makes the stated
variance (`spread_of`), and the share of it that both legs have in common.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from common import from_command_line, origin, sha256_of
from numpy.typing import NDArray
from people_lines import (
    Array,
    Rows,
    Settings,
    is_drawn,
    is_uneven,
    learn_line,
    leave_people_out,
    n_strides,
    of,
    per_person,
    scale_of,
    scaled,
    targets,
    variance_parts,
)
from scipy.linalg import eigh

from midstance.events.strides.people import (
    HAS_FEET,
    SHORT_STRIDES,
    THRESHOLDS_N,
    causes,
    strangeness,
    with_cues,
)
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import N_INPUTS, N_SERIES

PERIOD, STANCE_SPEED = N_INPUTS + 19, N_INPUTS + 20
"""Places of two features of `midstance.events.strides.features.OWN`."""
LEAVES = N_DESCRIBED - 1
"""Place of when the foot leaves, by the vote of the whole course: how long it stands,
for views that do not show how fast it moves back."""
DOMAINS = {
    "side": (PERIOD, STANCE_SPEED),
    "rear": (N_SERIES, LEAVES),
    "front": (N_SERIES, LEAVES),
}
TRUST_ENDS = {"side": 1.5, "rear": 1.15, "front": 1.15}
"""How much slower or faster than everybody learned from a stride may be until nothing
is believed of it. From the side sprints and slow jogging are read sensibly far outside
(synthetic ones within 6 ms); from behind contacts of sprints came out 13 ms early."""
SURE_SHARES = (0.005, 0.995)
N_DIRECTIONS = 20
"""In which strides usually differ. Squared errors of people left out are told as well
by what 10, 40 or 150 of them leave, or by the leverage on the regression."""
ONE_DEVIATION = 0.6827
"""Share of normal errors within one standard deviation."""
MISREAD_S = 0.12
"""Where both votes are that far off, legs were taken for one another or somebody turned
round: nobody learns from that."""


def spread_of(rows: Rows, found_s: Array, settings: Settings) -> dict[str, Array]:
    """Return the stated variance, and the share that both legs have in common.

    The variance is what its causes (`midstance.events.strides.people.causes`) say of
    the squared errors of people left out, none of it negative, sized so that as many
    of these errors lie within one deviation as of normal ones, every person counting
    alike; times the squared margin. How strange a person is, those say who are left.
    People made uneven do not count, and the errors of networks drawn anew, which are
    larger than those of any that was measured, by `Settings.drawn_spread`.
    """
    described = np.asarray(rows["described"], dtype=float)
    values = scaled(described, *scale_of(described))
    error_s, weight = found_s - targets(rows), per_person(rows["person"])
    if "kind" in rows:
        weight = weight * np.where(is_drawn(rows), settings.drawn_spread, 1.0)
        weight = weight * ~is_uneven(rows)
    variance, alike = np.zeros((2, 2, 5)), np.zeros((2, 2))
    pairs = both_legs(rows)
    strange, directions = strangeness_left_out(values, weight, rows["person"])
    for level in (0, 1):
        found = found_s[:, 2 * level : 2 * level + 2]
        cause = causes(strange, found, n_strides(rows))
        for event in (0, 1):
            off = error_s[:, 2 * level + event]
            known = np.isfinite(off) & (weight > 0)
            parts = variance_parts(cause[known], off[known], weight[known])
            share = np.abs(off[known]) / np.sqrt(cause[known] @ parts)
            size = settings.margin * quantile(share, weight[known], ONE_DEVIATION)
            variance[level, event] = size**2 * parts
            one, other = off[pairs[:, 0]], off[pairs[:, 1]]
            both = np.isfinite(one) & np.isfinite(other)
            if both.any():
                common = 2 * (one * other)[both].mean()
                common /= (one**2 + other**2)[both].mean()
                alike[level, event] = np.clip(common, 0.0, 0.95)
    return {"directions": directions, "variance": variance, "alike": alike}


def strangeness_left_out(
    values: Array, weight: Array, person: NDArray[Any]
) -> tuple[Array, Array]:
    """Return how strange each row is to all other people, and the directions of all.

    Shapes (n,) and (`N_DIRECTIONS`, n_inputs). The directions are principal components
    about the mean of everybody, which is zero.
    """
    squares = {
        one: (values[own] * weight[own, None]).T @ values[own]
        for one in np.unique(person)
        for own in [person == one]
    }
    whole = sum(squares.values(), np.zeros((values.shape[1],) * 2))
    strange = np.zeros(len(values))
    for one, square in squares.items():
        own = person == one
        strange[own] = strangeness(values[own], widest_directions(whole - square))
    return strange, widest_directions(whole)


def widest_directions(square: Array) -> Array:
    """Return the `N_DIRECTIONS` in which a matrix of squares is largest, as rows."""
    last = len(square) - 1
    _, directions = eigh(square, subset_by_index=(last - N_DIRECTIONS + 1, last))
    return np.asarray(directions.T)


def quantile(values: Array, weight: Array, share: float) -> float:
    """Return the value that a share of the weight lies under."""
    order = np.argsort(values)
    under = np.cumsum(weight[order]) / weight.sum()
    return float(np.interp(share, under, values[order]))


def both_legs(rows: Rows) -> NDArray[np.intp]:
    """Return (n, 2) rows of the left and of the right leg of the same clip."""
    names = [
        f"{trial} {filmed} {clip}"
        for trial, filmed, clip in zip(
            rows["trial"], rows["filmed"], rows["clip"], strict=True
        )
    ]
    first: dict[str, int] = {}
    pairs = []
    for row, name in enumerate(names):
        if name in first:
            pairs.append((first[name], row))
        first[name] = row
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


def votes_of(rows: Rows) -> Array:
    """Return contact and toe-off by either vote, shape (n, 2, 2)."""
    votes = rows["described"][:, N_DESCRIBED - 4 : N_DESCRIBED]
    return np.asarray(votes, dtype=float).reshape(-1, 2, 2)


def usual_of(rows: Rows) -> dict[str, Array]:
    """Return how much later than both votes people are, and their spread."""
    votes = votes_of(rows)
    with np.errstate(invalid="ignore"):
        later = targets(rows).reshape(-1, 2, 2) - votes.mean(axis=1)[:, None]
    people = np.unique(rows["person"])
    means = np.array([np.nanmean(later[rows["person"] == one], 0) for one in people])
    return {
        "usual": np.nanmean(means, axis=0),
        "usual_sd": np.sqrt(
            np.nanmean((later - np.nanmean(means, axis=0)) ** 2, axis=0)
        ),
    }


def learn(rows: Rows, settings: Settings, view: str) -> dict[str, Array]:
    """Return the arrays of a `midstance.events.strides.people.PeopleReader`."""
    line, left_out_s = learn_line(rows, settings)
    domain = np.array(DOMAINS[view])
    described = np.asarray(rows["described"], dtype=float)
    shares = np.nanquantile(described[:, domain], SURE_SHARES, axis=0)
    return {
        "centre": line.centre,
        "width": line.width,
        "slope": line.slope.reshape(-1, 2, 2).transpose(1, 0, 2),
        "offset": line.offset.reshape(2, 2),
        "domain": domain,
        "low": shares[0],
        "high": shares[1],
        "trust_ends": np.array(TRUST_ENDS[view]),
        "has_feet": np.array(np.median(described[:, HAS_FEET])),
        **spread_of(rows, left_out_s, settings),
        **usual_of(rows),
    }


def settings_for(name: str, settings: Settings) -> Settings:
    """Return the settings of the reader called `name`.

    Rows know the mean events of a clip, and of few strides these hang on a phase that
    is hardly known; the frames about single events put a part of that right.
    """
    is_short = name.endswith("_short")
    return replace(settings, margin=settings.short_margin) if is_short else settings


def read_rows(paths: str, *, feet: bool = False) -> Rows:
    """Read what ``people_rows.py`` wrote, one file or several, comma between.

    ``is_further`` says what comes from another file than the first. With `feet`, what
    is described ends with their own cues, as readers of runners from the side take it.
    """
    parts = []
    for number, path in enumerate(paths.split(",")):
        with np.load(path) as opened:
            part = dict(opened)
        # Clips of the same number in two files are two clips.
        further = np.full(len(part["clip"]), number > 0)
        parts.append(
            part | {"clip": part["clip"] + 1000 * number, "is_further": further}
        )
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if feet:
        described = with_cues(np.asarray(rows["described"], dtype=float))
        rows["described"] = described.astype(np.float32)
    votes = votes_of(rows)[:, None].mean(axis=2)
    off_s = np.abs(votes - targets(rows).reshape(-1, 2, 2))
    with np.errstate(invalid="ignore"):
        return of(rows, np.nan_to_num(off_s).max(axis=(1, 2)) < MISREAD_S)


def read_short_rows(side: str, crossing: str) -> Rows:
    """Return the rows of runners seen for few strides: all who pass, and short clips.

    Parameters
    ----------
    side, crossing
        Files of ``people_rows.py``.

    """
    whole, passing = (read_rows(paths, feet=True) for paths in (side, crossing))
    short = of(whole, n_strides(whole) < SHORT_STRIDES + 1)
    return {name: np.concatenate([short[name], passing[name]]) for name in short}


def joined(*paths: str) -> str:
    """Return the files that are given, as `read_rows` takes them."""
    return ",".join(path for path in paths if path)


def train(settings: Settings, out: Path, _: Path | None = None) -> dict[str, float]:
    """Learn every reader whose rows are given, write them, and return scores (ms)."""
    arrays: dict[str, NDArray[Any]] = {}
    scores: dict[str, float] = {}
    data: dict[str, Any] = {}
    every = {
        name: (read_rows(path, feet=name == "run_side"), view)
        for name, path, view in (
            ("run_side", joined(settings.side, settings.networks), "side"),
            ("run_rear", settings.rear, "rear"),
            ("run_front", settings.front, "front"),
            ("walk_side", settings.walk, "side"),
        )
        if path
    }
    if settings.side and settings.crossing:
        short = read_short_rows(settings.side, settings.crossing)
        every["run_side_short"] = short, "side"
    for name, (rows, view) in every.items():
        parts = learn(rows, settings_for(name, settings), view)
        arrays |= {f"{name}_{key}": part for key, part in parts.items()}
        data[name] = {
            "rows": len(rows["person"]),
            "people": sorted(set(rows["person"].tolist())),
            "trials": sorted(set(rows["trial"].tolist())),
            "sha256": sha256_of(rows[key] for key in ("described", "after_s")),
        }
        scores |= {
            f"{name}_{key}": value for key, value in score(rows, settings).items()
        }
    kept = {
        name: part.astype(np.float32) if part.size > 64 else part
        for name, part in arrays.items()
    }
    about = json.dumps(origin(settings, data=data, scores=scores))
    np.savez_compressed(out, about=about, **kept)
    return scores


def score(rows: Rows, settings: Settings) -> dict[str, float]:
    """Return the error of clip means of people left out, and that of both votes."""
    error_s = leave_people_out(rows, settings) - targets(rows)
    votes = votes_of(rows)
    before_s = np.nanmean(votes, axis=1) - targets(rows)[:, :2]
    scores = {}
    for level, force in enumerate(THRESHOLDS_N):
        for event, short in enumerate(("contact", "toe_off")):
            off = error_s[:, 2 * level + event]
            scores[f"{short}_{force}_n_rmse_ms"] = 1e3 * float(
                np.sqrt(np.nanmean(off**2))
            )
    for event, short in enumerate(("contact", "toe_off")):
        scores[f"{short}_votes_rmse_ms"] = 1e3 * float(
            np.sqrt(np.nanmean(before_s[:, event] ** 2))
        )
    return {name: round(value, 2) for name, value in scores.items()}


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), train)
