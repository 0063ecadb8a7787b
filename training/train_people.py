r"""Learn from people over force plates when a foot lands and leaves.

Rows are made by ``training/people_rows.py`` from the trials of
`midstance.formats.motion.plate_trial` (half an hour of one core each for runners from
the side, a few minutes for the others), learning takes a minute::

    python training/train_people.py --side runners_side.npz --rear runners_rear.npz \
        --front runners_front.npz --walk walkers_side.npz \
        --out src/midstance/events/strides/people.npz

Model: a ridge regression (`midstance.events.strides.people`) on all that is seen of an
average stride: the Fourier series of both legs, the known cues, the votes of both
networks that learned from synthetic people. More freedom (trees, small networks,
products of the leading directions) made people who were left out no better: with 18
of them it is people that are wanting, not shapes. So that no joint of one of them
counts for too much, each joint's course is allowed to lie a little earlier or later
and to be a little larger (`unlike_joints`): the ridge knows that the next person's
knee may be late.

Uncertainty: every person is left out in turn, and what is wrong then makes the stated
variance (`spread_of`), the share of it that both legs have in common, and the margin
for people who are less like those known than these are like one another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from common import from_command_line, origin, sha256_of
from numpy.typing import NDArray
from scipy.optimize import nnls

from midstance.events.strides.people import HAS_FEET, THRESHOLDS_N, WIDEST, causes
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import CHANNELS, N_INPUTS, N_ORDERS, N_SERIES

Array = NDArray[np.float64]
Rows = Mapping[str, NDArray[Any]]

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
LEAST_WIDTH = 1e-6
FEW_STRIDES = 5.0
"""The mean of so many strides counts half."""
MISREAD_S = 0.12
"""Where both votes are that far off, legs were taken for one another or somebody turned
round: nobody learns from that."""


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    side: str = field(default="", metadata={"help": "rows of runners from the side"})
    rear: str = field(default="", metadata={"help": "rows of runners from behind"})
    front: str = field(default="", metadata={"help": "rows of runners from the front"})
    walk: str = field(default="", metadata={"help": "rows of walkers from the side"})
    ridge: float = field(default=0.01, metadata={"help": "pull of all to zero"})
    walk_ridge: float = field(default=0.3, metadata={"help": "the same for walkers"})
    later_s: float = field(
        default=0.015, metadata={"help": "how late another person's joint may be"}
    )
    larger: float = field(
        default=0.1, metadata={"help": "how much larger its movement may be"}
    )
    margin: float = field(
        default=1.15, metadata={"help": "on the deviations, for new people"}
    )


@dataclass(frozen=True)
class Line:
    """A regression that was learned."""

    centre: Array
    width: Array
    slope: Array
    offset: Array

    def read(self, described: Array) -> Array:
        """Return (n, 4): contact and toe-off at 50 N, then at 20 N."""
        return scaled(described, self.centre, self.width) @ self.slope + self.offset


@dataclass(frozen=True)
class Moments:
    """All that a regression needs to know of one person, per column of `targets`.

    Sums of weights, inputs, times and their products; every person weighs 1.
    """

    weight: Array
    inputs: Array
    times: Array
    squares: tuple[Array, Array]
    products: Array


def scaled(described: Array, centre: Array, width: Array) -> Array:
    """Return inputs as the reader takes them."""
    values = np.nan_to_num((described - centre) / width)
    return np.asarray(np.clip(values, -WIDEST, WIDEST))


def scale_of(described: Array) -> tuple[Array, Array]:
    """Return the mean and the standard deviation of every input."""
    seen = np.isfinite(described)
    count = np.maximum(seen.sum(axis=0), 1)
    centre = np.where(seen, described, 0.0).sum(axis=0) / count
    away = np.where(seen, described - centre, 0.0)
    return centre, np.maximum(np.sqrt((away**2).sum(axis=0) / count), LEAST_WIDTH)


def targets(rows: Rows) -> Array:
    """Return (n, 4): contact and toe-off at 50 N, then at 20 N; NaN: not known."""
    after_s = np.asarray(rows["after_s"], dtype=float)
    return after_s.transpose(0, 2, 1).reshape(len(after_s), -1)


def moments_of(values: Array, wanted: Array, weight: Array) -> Moments:
    """Return the moments of one person's rows."""
    known = np.isfinite(wanted)
    share = weight[:, None] * known
    share = share / np.maximum(share.sum(axis=0), 1e-12)
    times = np.where(known, wanted, 0.0)
    # Contact at 20 N is known when it is at 50 N, and toe-off likewise.
    squares = [(values * share[:, [event]]).T @ values for event in (0, 1)]
    return Moments(
        share.sum(axis=0),
        values.T @ share,
        (share * times).sum(axis=0),
        (squares[0], squares[1]),
        values.T @ (share * times),
    )


def solve(some: list[Moments], scale: tuple[Array, Array], pull: Array) -> Line:
    """Return the regression for some people."""
    slope, offset = np.zeros((N_DESCRIBED, 4)), np.zeros(4)
    for column in range(4):
        weight = sum(float(one.weight[column]) for one in some)
        if weight == 0:
            continue
        middle = sum(one.inputs[:, column] for one in some) / weight
        mean_s = sum(float(one.times[column]) for one in some) / weight
        square = sum(one.squares[column % 2] for one in some) / weight
        product = sum(one.products[:, column] for one in some) / weight
        square = square - np.outer(middle, middle) + pull
        slope[:, column] = np.linalg.solve(square, product - mean_s * middle)
        offset[column] = mean_s - middle @ slope[:, column]
    return Line(*scale, slope, offset)


def prepare(
    rows: Rows, settings: Settings
) -> tuple[dict[str, Moments], tuple[Array, Array], Array]:
    """Return the moments of every person, the scale of inputs, and the pull to zero."""
    described = np.asarray(rows["described"], dtype=float)
    scale = scale_of(described)
    values, wanted = scaled(described, *scale), targets(rows)
    weight = n_strides(rows) / (n_strides(rows) + FEW_STRIDES)
    moments = {
        str(person): moments_of(values[own], wanted[own], weight[own])
        for person in np.unique(rows["person"])
        for own in [rows["person"] == person]
    }
    ridge = settings.walk_ridge if rows["gait"][0] == "walk" else settings.ridge
    pull = unlike_joints(described, rows["period_s"], settings)
    pull = pull / np.outer(scale[1], scale[1]) + ridge * np.eye(N_DESCRIBED)
    return moments, scale, pull


def learn_line(rows: Rows, settings: Settings) -> Line:
    """Return the regression for all people of `rows`; each of them counts alike."""
    moments, scale, pull = prepare(rows, settings)
    return solve(list(moments.values()), scale, pull)


def n_strides(rows: Rows) -> Array:
    """Return how many strides each row is the mean of."""
    return np.asarray(rows["lasts_s"] / rows["period_s"], dtype=float)


def per_person(person: NDArray[Any]) -> Array:
    """Return weights with which every person counts alike."""
    _, which, counts = np.unique(person, return_inverse=True, return_counts=True)
    return 1.0 / counts[which]


def unlike_joints(described: Array, period_s: Array, settings: Settings) -> Array:
    """Return the covariance of inputs by which another person's joints may differ.

    Each channel of either leg moves as a whole, by `later_s`, and swings more or less
    by `larger`; shape (`N_DESCRIBED`, `N_DESCRIBED`).
    """
    pull = np.zeros((N_DESCRIBED, N_DESCRIBED))
    n_channels, n_numbers = 2 * len(CHANNELS) - 1, 2 * N_ORDERS - 1
    series = described[:, :N_SERIES].reshape(-1, n_channels, n_numbers)
    real, imaginary = series[..., 1:N_ORDERS], series[..., N_ORDERS:]
    rate = 2 * np.pi * np.arange(1, N_ORDERS) / period_s[:, None, None]
    later = np.concatenate([rate * imaginary, -rate * real], axis=-1)
    larger = series[..., 1:]
    for channel in range(n_channels):
        own = channel * n_numbers + np.arange(1, n_numbers)
        for change, size in ((later, settings.later_s), (larger, settings.larger)):
            part = size * change[:, channel]
            pull[np.ix_(own, own)] += part.T @ part / len(part)
    return pull


def leave_people_out(rows: Rows, settings: Settings) -> Array:
    """Return how all the others read each person, (n, 4) s."""
    moments, scale, pull = prepare(rows, settings)
    described = np.asarray(rows["described"], dtype=float)
    found = np.full((len(described), 4), np.nan)
    for person in moments:
        own = rows["person"] == person
        others = [one for name, one in moments.items() if name != person]
        found[own] = solve(others, scale, pull).read(described[own])
    return found


def of(rows: Rows, which: NDArray[Any]) -> Rows:
    """Return some of the rows."""
    return {name: values[which] for name, values in rows.items()}


def spread_of(rows: Rows, found_s: Array, settings: Settings) -> dict[str, Array]:
    """Return the stated variance, and the share that both legs have in common.

    The variance is what its causes (`midstance.events.strides.people.causes`) say
    best of the squared errors of people left out, none of it negative, times the
    squared margin.
    """
    described = np.asarray(rows["described"], dtype=float)
    error_s, weight = found_s - targets(rows), per_person(rows["person"])
    variance, alike = np.zeros((2, 2, 5)), np.zeros((2, 2))
    pairs = both_legs(rows)
    for level in (0, 1):
        found = found_s[:, 2 * level : 2 * level + 2]
        cause = causes(described, found, n_strides(rows))
        for event in (0, 1):
            off = error_s[:, 2 * level + event]
            known = np.isfinite(off)
            size = cause.mean(axis=0)
            root = np.sqrt(weight[known])[:, None]
            parts, _ = nnls(cause[known] / size * root, off[known] ** 2 * root[:, 0])
            variance[level, event] = settings.margin**2 * parts / size
            one, other = off[pairs[:, 0]], off[pairs[:, 1]]
            both = np.isfinite(one) & np.isfinite(other)
            if both.any():
                share = 2 * (one * other)[both].mean()
                share /= (one**2 + other**2)[both].mean()
                alike[level, event] = np.clip(share, 0.0, 0.95)
    return {"variance": variance, "alike": alike}


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


def usual_of(rows: Rows) -> dict[str, Array]:
    """Return how much later than both votes people are, and their spread."""
    votes = np.asarray(rows["described"][:, -4:], dtype=float).reshape(-1, 2, 2)
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
    line = learn_line(rows, settings)
    domain = np.array(DOMAINS[view])
    described = np.asarray(rows["described"], dtype=float)
    shares = np.nanquantile(described[:, domain], SURE_SHARES, axis=0)
    return {
        "centre": line.centre,
        "width": line.width,
        "slope": line.slope.reshape(N_DESCRIBED, 2, 2).transpose(1, 0, 2),
        "offset": line.offset.reshape(2, 2),
        "domain": domain,
        "low": shares[0],
        "high": shares[1],
        "trust_ends": np.array(TRUST_ENDS[view]),
        "has_feet": np.array(np.median(described[:, HAS_FEET])),
        **spread_of(rows, leave_people_out(rows, settings), settings),
        **usual_of(rows),
    }


def read_rows(path: str) -> Rows:
    """Read what ``people_rows.py`` wrote."""
    with np.load(path) as opened:
        rows = dict(opened)
    votes = rows["described"][:, -4:].reshape(-1, 1, 2, 2).mean(axis=2)
    off_s = np.abs(votes - targets(rows).reshape(-1, 2, 2))
    with np.errstate(invalid="ignore"):
        return of(rows, np.nan_to_num(off_s).max(axis=(1, 2)) < MISREAD_S)


def train(settings: Settings, out: Path, _: Path | None = None) -> dict[str, float]:
    """Learn every reader whose rows are given, write them, and return scores (ms)."""
    arrays: dict[str, NDArray[Any]] = {}
    scores: dict[str, float] = {}
    data: dict[str, Any] = {}
    for name, path, view in (
        ("run_side", settings.side, "side"),
        ("run_rear", settings.rear, "rear"),
        ("run_front", settings.front, "front"),
        ("walk_side", settings.walk, "side"),
    ):
        if not path:
            continue
        rows = read_rows(path)
        parts = learn(rows, settings, view)
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
    votes = np.asarray(rows["described"][:, -4:], dtype=float).reshape(-1, 2, 2)
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
