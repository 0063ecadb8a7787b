"""What the app is sent and what it answers, as types."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from midstance.config import Clip, Subject

Seconds = Annotated[float, Field(ge=-1e7, le=1e7)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Problem(_Model):
    """Why something was not done, as a sentence."""

    error: str


class Settings(_Model):
    """What a user says about a recording; what is left out stays as it is."""

    people: Annotated[int, Field(ge=1, le=20)] | Literal["all"] | None = None
    """How many people to report, longest seen first."""
    subject: Subject | None = None
    clip: Clip | None = None


class KeyNumber(_Model):
    """One of the few numbers that tell recordings apart."""

    label: str
    person: str
    side: str
    text: str


class RecordingAnswer(_Model):
    """A recording, and how far it is."""

    id: str
    name: str
    state: Literal["waiting", "working", "done", "failed", "stopped"]
    message: str
    """Why it failed."""
    stage: str
    share: float
    """How much of the stage is done, 0 to 1."""
    left_s: float | None
    """About how long the stage still takes."""
    created_at: float
    """Seconds since 1970."""
    settings: Settings
    numbers: list[KeyNumber]


class Changes(_Model):
    """What changed since the message before."""

    n_recordings: int
    changed: list[RecordingAnswer]


class LabelledEvent(_Model):
    """An event, and what was done to it by hand."""

    individual: str
    side: str
    event: str
    action: str
    time_s: float | None
    detected_s: float | None
    found_s: float | None
    doubt_s: float | None
    source: str


class MeasuredNumber(_Model):
    """A number of the summary, as it is read."""

    metric: str
    label: str
    individual: str
    side: str
    value: str
    doubt: str
    unit: str
    exact: float | None


class Numbers(_Model):
    """The numbers that events give."""

    numbers: list[MeasuredNumber]


class Legs(_Model):
    """Where the legs of a person are in each frame (px)."""

    name: str
    legs: dict[str, list[list[float | None]]]
    centre: list[list[float | None]]
    reach_px: float | None


class LabelData(Numbers):
    """Everything that the page for correcting contacts shows."""

    video: str
    shows_overlay: bool
    width_px: int
    times_s: list[float]
    people: list[Legs]
    events: list[LabelledEvent]
    near_s: float
    same_s: float


EditRow = tuple[str, str, str, str, Seconds | None, Seconds | None]


class Edits(_Model):
    """All that was changed by hand: rows of six cells.

    Who, side, event, action, time, and time where it was detected.
    """

    edits: Annotated[list[EditRow], Field(max_length=100_000)]


class DrawingStatus(_Model):
    """Whether the report is being drawn anew, how far, and what went wrong."""

    is_drawing: bool
    share: float
    problem: str
