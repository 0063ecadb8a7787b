"""Steps, strides and stances of one person, from the events table."""

from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.kernels.signals import cycles
from midstance.kernels.types import Floats
from midstance.schema.events import PARTS, SIDES

UNKNOWN_PART = 0.25
"""Share of an event's variance that both legs have in common, and the share that is
the leg's own, where nobody says: half of it is the same for every stride, since a
rule's offset differs between runners as much as single contacts scatter around it."""


class Event(NamedTuple):
    """When something happened, and how sure that is (one standard deviation, s).

    `uncertainty_s` holds two parts that are the same in every stride: `person_s`,
    which both legs have in common, and `leg_s`, which is this leg's own; None where
    nobody says.
    """

    time_s: float
    uncertainty_s: float
    person_s: float | None = None
    leg_s: float | None = None

    @property
    def person_variance(self) -> float:
        """Return the variance that all events of this kind have in common (s²)."""
        return self._part(self.person_s)

    @property
    def leg_variance(self) -> float:
        """Return the variance that all such events of this leg have in common (s²)."""
        return self._part(self.leg_s)

    @property
    def shared_variance(self) -> float:
        """Return the variance of person and leg together (s²)."""
        return self.person_variance + self.leg_variance

    @property
    def random_variance(self) -> float:
        """Return the variance from stride to stride (s²)."""
        return max(self.uncertainty_s**2 - self.shared_variance, 0.0)

    def _part(self, said_s: float | None) -> float:
        return UNKNOWN_PART * self.uncertainty_s**2 if said_s is None else said_s**2

    def of_the_leg_alone(self) -> "Event":
        """Return the event without the error that the other leg has, too."""
        variance = self.random_variance + self.leg_variance
        return Event(self.time_s, sqrt(variance), 0.0, sqrt(self.leg_variance))


class Stance(NamedTuple):
    """One foot on the ground."""

    side: str
    contact: Event
    toe_off: Event


class Step(NamedTuple):
    """From one foot's contact to the other's; `side` is the foot that opens it.

    `toe_off` is that of the same foot, when it is known.
    """

    side: str
    contact: Event
    end: Event
    toe_off: Event | None


class Stride(NamedTuple):
    """From contact to next contact of the same foot; `toe_off` when it is known."""

    side: str
    contact: Event
    end: Event
    toe_off: Event | None


@dataclass(frozen=True)
class Gait:
    """The contacts and toe-offs of one person.

    Parameters
    ----------
    contacts, toe_offs
        By side, in order.
    usual_stride_s
        The time most strides take.

    """

    contacts: dict[str, list[Event]]
    toe_offs: dict[str, list[Event]]
    usual_stride_s: float

    @classmethod
    def of(cls, events: pd.DataFrame, frame_s: float) -> Self:
        """Read the events of one person.

        An event of unknown uncertainty is taken to be sure to half a frame.

        Raises
        ------
        NotEnoughDataError
            If no foot touched down twice.

        """
        contacts = _by_side(events, "initial_contact", frame_s)
        toe_offs = _by_side(events, "toe_off", frame_s)
        usual_s = cycles.usual_stride_s(*(_times(contacts[side]) for side in SIDES))
        if not np.isfinite(usual_s):
            raise NotEnoughDataError("No foot was seen to touch down twice.")
        return cls(contacts, toe_offs, usual_s)

    def of_single_legs(self) -> Self:
        """Return the same events without the errors that both legs have in common."""
        kinds = (self.contacts, self.toe_offs)
        contacts, toe_offs = (
            {side: [one.of_the_leg_alone() for one in kind[side]] for side in kind}
            for kind in kinds
        )
        return replace(self, contacts=contacts, toe_offs=toe_offs)

    def strides(self, side: str) -> list[Stride]:
        """Return the complete strides of one foot, in order."""
        own, other = self.contacts[side], self.contacts[_other(side)]
        ends = {stance.contact: stance.toe_off for stance in self.stances(side)}
        pairs = cycles.complete_strides(_times(own), _times(other), self.usual_stride_s)
        return [Stride(side, own[i], own[j], ends.get(own[i])) for i, j in pairs]

    def stances(self, side: str) -> list[Stance]:
        """Return the contacts of one foot whose toe-off was found, in order."""
        own, offs = self.contacts[side], self.toe_offs[side]
        pairs = cycles.stances(_times(own), _times(offs), self.usual_stride_s)
        return [Stance(side, own[i], offs[j]) for i, j in pairs]

    def steps(self) -> list[Step]:
        """Return the complete steps of both feet, in order."""
        both = self._both_feet()
        ends = {
            (side, stance.contact): stance.toe_off
            for side in SIDES
            for stance in self.stances(side)
        }
        return [
            Step(*both[i], both[j][1], ends.get(both[i]))
            for i, j in self._step_pairs(both)
        ]

    def is_walking(self) -> bool | None:
        """Return whether both feet are down at the end of most steps.

        None when no step has a toe-off.
        """
        shared_s = [
            step.toe_off.time_s - step.end.time_s
            for step in self.steps()
            if step.toe_off
        ]
        return bool(np.median(shared_s) > 0) if shared_s else None

    def longest_side(self) -> list[Stride]:
        """Return the complete strides of the foot that has more of them.

        For numbers of the whole body, which every stride of either foot would
        count twice. Of two equal feet, the one that was first.
        """
        return max(
            (self.strides(side) for side in SIDES),
            key=lambda strides: (
                len(strides),
                -strides[0].contact.time_s if strides else 0.0,
            ),
        )

    def walks(self) -> list[list[tuple[int, Event]]]:
        """Return stretches of contacts of both feet, each with its step number.

        A contact that was missed leaves out its number, so that it neither slows
        nor ends the walk.
        """
        both = self._both_feet()
        chains = cycles.step_numbers(*_contacts(both), self.usual_stride_s)
        return [[(number, both[i][1]) for i, number in chain] for chain in chains]

    def _both_feet(self) -> list[tuple[str, Event]]:
        both = [(side, event) for side in SIDES for event in self.contacts[side]]
        return sorted(both, key=lambda pair: pair[1].time_s)

    def _step_pairs(self, both: list[tuple[str, Event]]) -> cycles.Pairs:
        return cycles.complete_steps(*_contacts(both), self.usual_stride_s)


def _by_side(events: pd.DataFrame, kind: str, frame_s: float) -> dict[str, list[Event]]:
    sides = {}
    for side in SIDES:
        own = events[(events["side"] == side) & (events["event"] == kind)]
        own = own.sort_values("time_s")
        sure_s = own["uncertainty_s"].fillna(frame_s / 2)
        parts = (
            [None if np.isnan(part) else float(part) for part in own[name]]
            if name in own
            else [None] * len(own)
            for name in PARTS
        )
        sides[side] = [
            Event(float(time), float(sd), person_s, leg_s)
            for time, sd, person_s, leg_s in zip(
                own["time_s"], sure_s, *parts, strict=True
            )
        ]
    return sides


def _contacts(both: list[tuple[str, Event]]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return when each contact was, and whether it was the left foot's."""
    is_left = np.array([side == "left" for side, _ in both], dtype=bool)
    return _times([event for _, event in both]), is_left


def _times(events: list[Event]) -> Floats:
    return np.array([event.time_s for event in events], dtype=float)


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]
