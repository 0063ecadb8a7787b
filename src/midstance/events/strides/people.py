"""A reader of average strides that learned from people over force plates.

The readers of `midstance.events.strides.votes` learned from synthetic people. What
real ones do differently, differently at every speed, a regression learned from
people whose every contact a force plate knew (``training/train_people.py``). It
speaks for strides like theirs; how far it may be trusted with another is said, too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from midstance.events.strides.foot_cues import N_FOOT_CUES, foot_cues
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import N_SERIES
from midstance.kernels.types import Array

Gait = Literal["run", "walk"]
Seen = Literal["side", "rear", "front"]

THRESHOLDS_N = (50, 20)
WIDEST = 5.0
"""Inputs farther than this many standard deviations from what was trained on are
held there."""
HAS_FEET = N_SERIES + 2
SHORT_STRIDES = 3.0
"""Who is seen for fewer strides than that is read by a reader that learned from such
clips, where there is one."""
USUAL_CONTACT_S = 0.25


@dataclass(frozen=True)
class Reading:
    """When both events are, and how wrong that may be.

    Parameters
    ----------
    after_s
        Shape (2,): contact and toe-off after the start of the stride.
    person_sd_s, leg_sd_s
        Shape (2,): one standard deviation of what both legs of the recording have in
        common, and of what is each leg's own; both stay the same in every stride.
    trust
        1 for strides like those of the people learned from, 0 for others.

    """

    after_s: Array
    person_sd_s: Array
    leg_sd_s: Array
    trust: float


@dataclass(frozen=True)
class PeopleReader:
    """A linear regression on all that is seen of an average stride.

    Parameters
    ----------
    centre, width
        Shape (n_inputs,): mean and standard deviation in training of
        `midstance.events.strides.votes.Sight.described`, and, where the reader is one
        for runners from the side, of `midstance.events.strides.foot_cues`.
    slope, offset
        Shapes (2, n_inputs, 2) and (2, 2): by threshold of `THRESHOLDS_N`, for
        contact and toe-off (s).
    domain
        Places in ``described`` whose size says whether a stride is like those learned
        from: its period, how fast the standing foot moves back.
    low, high
        Shape (n_domain,): between which they were.
    trust_ends
        Strides slower or faster than those learned from by this factor are none of
        theirs: no trust is left.
    has_feet
        1 when it learned from people with heels and toes, else 0.
    directions
        Shape (n_directions, n_inputs): orthogonal directions in which the strides
        learned from differ most, see `strangeness`.
    variance
        Shape (2, 2, 5): of the mean error of a person not learned from, by threshold
        and event (s²), by what makes it larger, see `causes`.
    alike
        Shape (2, 2): the share of that variance that both legs have in common.
    usual, usual_sd
        Shape (2, 2): how much later than the mean of both votes people's events are
        in the mean, and the standard deviation of that between people (s): for
        strides that are not like those learned from.

    """

    centre: Array
    width: Array
    slope: Array
    offset: Array
    domain: NDArray[np.intp]
    low: Array
    high: Array
    trust_ends: Array
    has_feet: Array
    directions: Array
    variance: Array
    alike: Array
    usual: Array
    usual_sd: Array

    @classmethod
    def of(cls, arrays: dict[str, Any], name: str) -> "PeopleReader":
        """Return the reader that ``training/train_people.py`` keeps under a name."""
        parts = {
            field: np.asarray(arrays[f"{name}_{field}"], dtype=float)
            for field in cls.__dataclass_fields__
        }
        return cls(**{**parts, "domain": parts["domain"].astype(np.intp)})

    def read(
        self, described: Array, *, n_strides: float = 10.0, threshold_n: int = 50
    ) -> Reading:
        """Return both events of a stride.

        Parameters
        ----------
        described
            Shape (`N_DESCRIBED`,); what is NaN counts as the mean of all people.
        n_strides
            How many strides it is the mean of.
        threshold_n
            Vertical force at which a foot lands and leaves, one of `THRESHOLDS_N`.

        """
        row = THRESHOLDS_N.index(threshold_n)
        inputs = described if self.centre.size == N_DESCRIBED else with_cues(described)
        scaled = (inputs - self.centre) / self.width
        values = np.clip(np.nan_to_num(scaled), -WIDEST, WIDEST)
        after_s = values @ self.slope[row] + self.offset[row]
        strange = strangeness(values[None], self.directions)
        cause = causes(strange, after_s[None], np.array([n_strides]))
        variance = self.variance[row] @ cause[0]
        return Reading(
            after_s,
            np.sqrt(variance * self.alike[row]),
            np.sqrt(variance * (1 - self.alike[row])),
            self.trust(described),
        )

    def trust(self, described: Array) -> float:
        """Return 1 inside of what was learned, falling to 0 outside of it."""
        values = described[self.domain]
        if not (values > 0).all() or described[HAS_FEET] != self.has_feet:
            return 0.0
        beyond = np.maximum(self.low / values, values / self.high).max()
        return float(np.clip(1.0 - np.log(beyond) / np.log(self.trust_ends), 0.0, 1.0))


def with_cues(described: Array) -> Array:
    """Return what is seen of strides, shape (..., n_described), and what feet say."""
    rows = np.atleast_2d(described)
    seen = np.concatenate([rows, foot_cues(rows)], axis=1)
    return seen.reshape(*described.shape[:-1], -1)


def strangeness(values: Array, directions: Array) -> Array:
    """Return how unlike all strides learned from each stride is, shape (n,).

    The mean square of what is left of the inputs when the directions in which strides
    usually differ are taken out (squared prediction error of principal components,
    Jackson and Mudholkar 1979). How far somebody is from the mean tells less: people
    and pose networks that are known differ much, but in ways that are known.

    Parameters
    ----------
    values
        Shape (n, n_inputs): inputs in standard deviations from their means.
    directions
        Shape (n_directions, n_inputs), orthonormal.

    """
    left = values - (values @ directions.T) @ directions
    return np.asarray((left**2).mean(axis=1))


def causes(strange: Array, after_s: Array, n_strides: Array) -> Array:
    """Return what makes a reading wrong, shape (n, 5).

    People differ from one another, more so in slow runs: the fourth power of the
    contact time (in `USUAL_CONTACT_S`); strides may be unlike those learned from, by
    habit of the person, of the network or by noise: their `strangeness`, and that
    squared; few strides are no average: the part of a stride in all that was seen.

    Parameters
    ----------
    strange
        Shape (n,): from `strangeness`.
    after_s, n_strides
        Shapes (n, 2) and (n,).

    """
    lasts = np.clip((after_s[:, 1] - after_s[:, 0]) / USUAL_CONTACT_S, 0.3, 4.0)
    few = 1.0 / np.maximum(n_strides, 1.0)
    return np.column_stack([np.ones(len(lasts)), lasts**4, strange, strange**2, few])


def reader_for(
    readers: Mapping[str, PeopleReader], gait: Gait, seen: Seen, n_strides: float
) -> PeopleReader | None:
    """Return who reads a gait seen from somewhere for so many strides; None: nobody."""
    name = f"{gait}_{seen}"
    if n_strides < SHORT_STRIDES and f"{name}_short" in readers:
        return readers[f"{name}_short"]
    return readers.get(name)


@cache
def _shipped() -> dict[str, Any]:
    file = resources.files("midstance.events.strides").joinpath("people.npz")
    with file.open("rb") as opened, np.load(opened) as saved:
        return dict(saved)


@cache
def people_readers() -> dict[str, PeopleReader]:
    """Return the readers that ship, by gait and view, such as ``run_side``."""
    arrays = _shipped()
    names = [name.removesuffix("_centre") for name in arrays if "_centre" in name]
    readers = {name: PeopleReader.of(arrays, name) for name in names}
    known = (N_DESCRIBED, N_DESCRIBED + N_FOOT_CUES)
    if any(len(one.centre) not in known for one in readers.values()):
        raise RuntimeError("people.npz was trained on other inputs; train again")
    return readers


def people_learned_from() -> frozenset[str]:
    """Return the names of all people that the readers that ship learned from."""
    data = json.loads(str(_shipped()["about"]))["data"]
    return frozenset(name for part in data.values() for name in part["people"])
