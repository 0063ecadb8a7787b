"""What the page of repetitions is sent and what it sends, as types."""

from typing import Annotated, Literal

from pydantic import Field

from midstance.web.models import Model, Seconds


class Range(Model):
    """A number of a repetition, with one standard deviation where it is known."""

    name: str
    """Its column in ``repetitions.csv``."""
    value: float
    uncertainty: float | None
    unit: str


class RepetitionAnswer(Model):
    """A repetition as it counts now."""

    individual: str
    exercise: str
    set: int
    number: int
    side: str
    start_s: float
    bottom_s: float
    end_s: float
    joint: str
    probability: float | None
    doubt: str
    is_by_hand: bool
    numbers: list[Range]


class DeletedRepetition(Model):
    """A repetition that was detected and taken away by hand."""

    individual: str
    at_s: float


class DoubtfulMoment(Model):
    """A moment that is worth a look."""

    individual: str
    time_s: float
    probability: float | None
    is_counted: bool
    doubt: str


class PersonAngles(Model):
    """The joint angles of a person over time (deg), by joint."""

    name: str
    joints: dict[str, list[float | None]]


class ExerciseName(Model):
    """An exercise, and what it is called in the language of who asks."""

    name: str
    label: str


class RepetitionData(Model):
    """Everything that the page of repetitions shows."""

    video: str
    times_s: list[float]
    people: list[PersonAngles]
    repetitions: list[RepetitionAnswer]
    deleted: list[DeletedRepetition]
    doubtful: list[DoubtfulMoment]
    counts: list[str]
    exercises: list[ExerciseName]
    can_undo: bool
    can_redo: bool


class RepetitionChange(Model):
    """What is done with one repetition, or with every one of its set."""

    action: Literal["add", "change", "delete", "detected"]
    individual: Annotated[str, Field(min_length=1, max_length=200)]
    at_s: Seconds
    bottom_s: Seconds | None = None
    start_s: Seconds | None = None
    end_s: Seconds | None = None
    side: Literal["left", "right", "both"] | None = None
    exercise: Annotated[str, Field(max_length=80)] | None = None
    of_the_set: bool = False
