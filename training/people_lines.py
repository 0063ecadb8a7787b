"""A ridge regression of when the feet of people land and leave.

From the rows of ``people_rows.py``; ``train_people.py`` says of which, and how sure the
regression is. Every person counts alike, and may move each joint a little earlier or
later, and a little farther, than those known (`unlike_joints`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from midstance.events.strides.people import WIDEST
from midstance.events.strides.waves import CHANNELS, N_ORDERS, N_SERIES

Array = NDArray[np.float64]
Rows = Mapping[str, NDArray[Any]]

LEAST_WIDTH = 1e-6
N_WEIGHINGS = 12
FEW_STRIDES = 5.0
"""The mean of so many strides counts half."""


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    side: str = field(default="", metadata={"help": "rows of runners from the side"})
    networks: str = field(
        default="", metadata={"help": "the same with errors on rendered runners"}
    )
    rear: str = field(default="", metadata={"help": "rows of runners from behind"})
    front: str = field(default="", metadata={"help": "rows of runners from the front"})
    walk: str = field(default="", metadata={"help": "rows of walkers from the side"})
    crossing: str = field(
        default="", metadata={"help": "rows of runners who pass the camera"}
    )
    ridge: float = field(default=0.01, metadata={"help": "pull of all to zero"})
    walk_ridge: float = field(default=0.1, metadata={"help": "the same for walkers"})
    later_s: float = field(
        default=0.005, metadata={"help": "how late another person's joint may be"}
    )
    larger: float = field(
        default=0.05, metadata={"help": "how much larger its movement may be"}
    )
    drawn: float = field(
        default=0.5,
        metadata={"help": "weight of clips with the errors of networks drawn anew"},
    )
    further: float = field(
        default=0.3,
        metadata={"help": "weight of clips of a further file"},
    )
    drawn_spread: float = field(
        default=1.0, metadata={"help": "the same for how wrong people may be read"}
    )
    margin: float = field(
        default=1.0, metadata={"help": "on the deviations, for new people"}
    )
    short_margin: float = field(
        default=0.7, metadata={"help": "the same for who is seen for few strides"}
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
    slope, offset = np.zeros((len(pull), 4)), np.zeros(4)
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
    ridge = settings.walk_ridge if rows["gait"][0] == "walk" else settings.ridge
    pull = unlike_joints(described, rows["period_s"], settings)
    pull = pull / np.outer(scale[1], scale[1]) + ridge * np.eye(len(pull))

    def summed(weight: Array) -> dict[str, Moments]:
        return {
            str(person): moments_of(values[own], wanted[own], weight[own])
            for person in np.unique(rows["person"])
            for own in [rows["person"] == person]
        }

    weight = n_strides(rows) / (n_strides(rows) + FEW_STRIDES)
    if "is_further" in rows:
        weight = weight * np.where(rows["is_further"], settings.further, 1.0)
    if "kind" in rows:
        weight = weight * np.where(is_drawn(rows), settings.drawn, 1.0)
    off_s = read_without(rows, summed(weight), scale, pull) - wanted
    return summed(weight * sureness(values, off_s, rows)), scale, pull


def is_drawn(rows: Rows) -> NDArray[np.bool_]:
    """Return which rows have the errors of a network that was drawn anew."""
    return np.asarray(np.char.startswith(rows["kind"].astype(str), "network"))


def is_uneven(rows: Rows) -> NDArray[np.bool_]:
    """Return which rows are of people one of whose legs was made to run later."""
    return np.asarray(np.char.endswith(rows["kind"].astype(str), "uneven"))


def sureness(values: Array, off_s: Array, rows: Rows) -> Array:
    """Return the inverse variance of each row, 1 in the mean: what to weigh it by.

    Strides unlike all others are read worse, and so teach less; how much worse, the
    errors of people left out say.
    """
    strange = (values**2).mean(axis=1)
    cause = np.column_stack([np.ones(len(values)), strange, strange**2])
    cause = np.column_stack([cause, 1.0 / np.maximum(n_strides(rows), 1.0)])
    logs = np.zeros(len(values))
    for event in (0, 1):
        known = np.isfinite(off_s[:, event])
        weight = per_person(rows["person"])[known]
        parts = variance_parts(cause[known], off_s[known, event], weight)
        logs -= np.log(cause @ parts) / 2
    return np.asarray(np.exp(logs) / np.exp(logs).mean())


def variance_parts(cause: Array, off: Array, weight: Array) -> Array:
    """Return how much of the squared errors each cause is to blame for, none negative.

    The most likely parts for normal errors, by least squares weighed again and again:
    plain ones heed little but the largest errors.

    Parameters
    ----------
    cause, off, weight
        Shapes (n, n_causes), (n,) and (n,).

    """
    size = cause.mean(axis=0)
    variance = np.full(len(off), np.average(off**2, weights=weight))
    floor = 0.01 * variance[0]
    for _ in range(N_WEIGHINGS):
        root = np.sqrt(weight) / variance
        parts, _ = nnls(cause / size * root[:, None], off**2 * root)
        variance = np.maximum(cause / size @ parts, floor)
    return np.asarray(parts / size)


def learn_line(rows: Rows, settings: Settings) -> tuple[Line, Array]:
    """Return the regression for all people, and how all the others read each person.

    Each person counts alike; shape (n, 4) s, as `leave_people_out` returns.
    """
    moments, scale, pull = prepare(rows, settings)
    line = solve(list(moments.values()), scale, pull)
    return line, read_without(rows, moments, scale, pull)


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
    by `larger`; shape (n_inputs, n_inputs).
    """
    n_inputs = described.shape[1]
    pull = np.zeros((n_inputs, n_inputs))
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
    return read_without(rows, *prepare(rows, settings))


def read_without(
    rows: Rows, moments: dict[str, Moments], scale: tuple[Array, Array], pull: Array
) -> Array:
    """Return what is read of each person by a regression for all the others."""
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
