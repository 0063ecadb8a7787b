"""What every rule of plausibility promises, and all of them at once."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from midstance.registry import ClassRegistry
from midstance.schema.bouts import ClockDoubt
from midstance.schema.events import of_individual
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

OF_STEPS = (
    *("cadence", "step_time", "stride_time", "contact_time", "flight_time"),
    *("swing_time", "double_support_time", "duty_factor"),
    *("speed", "step_length", "stride_length", "vertical_ratio"),
    *("leg_stiffness", "vertical_stiffness", "peak_force"),
)
"""Metrics of a step that rest on the times of its events."""
OF_CONTACT = (
    *("contact_time", "flight_time", "swing_time", "double_support_time"),
    *("duty_factor", "contact_time_asymmetry", "flight_time_asymmetry"),
    *("leg_stiffness", "vertical_stiffness", "peak_force"),
)
"""Metrics that rest on how long a foot is down."""


@dataclass(frozen=True)
class Case:
    """All that is known of one person.

    Parameters
    ----------
    individual
        Who.
    tracks
        Clean tracks of this person alone.
    bouts, events, measures
        Of this person; see the modules of the same names in `midstance.schema`.
    scene
        How they are seen.
    clock
        Stretches in which the clock of the video seems wrong.

    """

    individual: str
    tracks: xr.Dataset
    bouts: pd.DataFrame
    events: pd.DataFrame
    measures: pd.DataFrame
    scene: Scene
    clock: tuple[ClockDoubt, ...] = ()

    def bouts_of(self, activity: str) -> list[tuple[float, float]]:
        """Return start and end (s) of the bouts of an activity.

        Stretches of a wrong clock are left out: what they hold is withheld already.
        """
        own = self.bouts[self.bouts["activity"] == activity]
        spans = zip(own["start_s"].tolist(), own["end_s"].tolist(), strict=True)
        return [
            (start_s, end_s)
            for start_s, end_s in spans
            if not any(
                min(end_s, one.end_s) - max(start_s, one.start_s)
                > 0.5 * (end_s - start_s)
                for one in self.clock
            )
        ]

    def events_in(self, start_s: float, end_s: float) -> pd.DataFrame:
        """Return the events of a stretch."""
        return self.events[self.events["time_s"].between(start_s, end_s)]


@dataclass(frozen=True)
class Finding:
    """Something measured that cannot be.

    Parameters
    ----------
    rule
        Name of the rule that found it.
    individual
        Who.
    start_s, end_s
        Where, on the clock of the tracks.
    saw
        What was seen, a sentence with its numbers.
    excludes
        Why that cannot be, a sentence.
    advice
        What to look at, a sentence.
    metrics
        Names of the metrics whose values in that stretch are withheld; empty: all.
    remedy
        Name of what can be set; see `midstance.schema.remedies`.
    is_said
        Whether a note tells it already.

    """

    rule: str
    individual: str
    start_s: float
    end_s: float
    saw: str
    excludes: str
    advice: str
    metrics: tuple[str, ...] = ()
    remedy: str = ""
    is_said: bool = False

    @property
    def reason(self) -> str:
        """Why a number is withheld."""
        return f"{self.saw} {self.excludes}"

    @property
    def text(self) -> str:
        """The whole finding in words."""
        return f"{self.individual}: {self.saw} {self.excludes} {self.advice}"


class Rule(ABC):
    """Holds a result against what it implies.

    A rule is a frozen dataclass: its fields are its limits, with the unit at the end
    of the name.
    """

    @abstractmethod
    def check(self, case: Case) -> list[Finding]:
        """Return what cannot be; nothing when too little is known to say."""


rules: ClassRegistry[Rule] = ClassRegistry(
    "rule of plausibility", Rule, "midstance.checks", group="midstance.rules"
)
"""Rules of what can be. One rule per file."""


def check_everybody(
    tracks: xr.Dataset,
    bouts: pd.DataFrame,
    events: pd.DataFrame,
    measures: pd.DataFrame,
    scenes: dict[str, Scene],
    *,
    clock: tuple[ClockDoubt, ...] = (),
) -> list[Finding]:
    """Return what no rule allows, person by person.

    Parameters
    ----------
    tracks
        Clean tracks.
    bouts, events, measures, scenes
        What was found in them.
    clock
        Stretches in which the clock of the video seems wrong.

    """
    findings = []
    for name in individuals(tracks):
        case = Case(
            name,
            of_person(tracks, name),
            bouts[bouts["individual"] == name],
            of_individual(events, name),
            measures[measures["individual"] == name],
            scenes[name],
            tuple(one for one in clock if one.individual == name),
        )
        for rule in rules.names():
            findings += rules.build(rule, {}).check(case)
    return findings
