"""What the app is sent and what it answers, as types."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from midstance.config import Clip, Lifting, PlacedPoint, Subject, Tracking
from midstance.web.preparing.plugins import (
    is_cleaner,
    is_detector,
    is_metric,
    is_pose_network,
)

Seconds = Annotated[float, Field(ge=-1e7, le=1e7)]


class Model(BaseModel):
    """What is sent or answered: nothing unknown in it, and no number without end."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Problem(Model):
    """Why something was not done, as a sentence."""

    error: str


ParamName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\w+$")]
Word = Annotated[str, Field(max_length=60, pattern=r"^[\w+-]*$")]
Param = bool | Annotated[float, Field(ge=-1e9, le=1e9)] | Word
"""A value of a plug-in: a word has no dot and no slash, so that it names no file."""


class PluginChoice(Model):
    """A plug-in by name, and all values that differ from its own."""

    name: ParamName
    params: Annotated[dict[ParamName, Param], Field(max_length=20)]


class Settings(Model):
    """What a user says about a recording; what is left out stays as it is."""

    people: Annotated[int, Field(ge=1, le=20)] | Literal["all"] | None = None
    """How many people to report, longest seen first."""
    quality: Literal["fast", "good", "best"] | None = None
    subject: Subject | None = None
    clip: Clip | None = None
    runner: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Whose numbers come first; see `midstance.tracking.choose`."""
    pose: Annotated[PluginChoice, AfterValidator(is_pose_network)] | None = None
    tracking: Tracking | None = None
    cleaning: (
        Annotated[
            list[Annotated[PluginChoice, AfterValidator(is_cleaner)]],
            Field(max_length=20),
        ]
        | None
    ) = None
    events: Annotated[PluginChoice, AfterValidator(is_detector)] | None = None
    lifting: Lifting | None = None
    metrics: (
        Annotated[
            list[Annotated[str, Field(max_length=80), AfterValidator(is_metric)]],
            Field(max_length=500),
        ]
        | None
    ) = None
    hide_faces: bool | None = None
    """Whether report, film, stills and overlay show nobody's face."""


class Again(Settings):
    """What is said about a recording that is analyzed once more."""

    whole_video: bool = False
    """Whether the whole video is analyzed, where it was a part of it before."""


class FacesWish(Model):
    """Whether faces are hidden in everything that leaves."""

    hide: bool


class FacesAnswer(Model):
    """Whether faces are hidden in everything that leaves."""

    hide: bool
    """In what is brought from now on."""
    n_shown: int
    """In so many recordings they are not."""


class KeyNumber(Model):
    """One of the few numbers that tell recordings apart."""

    label: str
    person: str
    side: str
    text: str


class RecordingAnswer(Model):
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
    person_id: str | None
    day: str
    """When it was filmed."""
    view: str
    settings: Settings
    numbers: list[KeyNumber]
    are_first: bool
    """Whether the numbers are of the first seconds, and will change."""
    has_repetitions: bool = False
    """Whether repetitions of an exercise were found in it."""


class Changes(Model):
    """What changed since the message before."""

    n_recordings: int
    changed: list[RecordingAnswer]


Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day, as in ``2026-11-30``."""


class PersonFacts(Model):
    """What is known of somebody who is filmed."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    sex: Literal["female", "male", "other", ""] = ""
    height_m: Annotated[float, Field(gt=0.5, lt=2.6)] | None = None
    mass_kg: Annotated[float, Field(gt=10, lt=300)] | None = None
    leg_length_m: Annotated[float, Field(gt=0.2, lt=1.6)] | None = None
    shoes: Annotated[str, Field(max_length=500)] = ""
    notes: Annotated[str, Field(max_length=20_000)] = ""
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]], Field(max_length=50)
    ] = []


class PersonAnswer(PersonFacts):
    """Somebody who is filmed, as the app knows them."""

    id: str
    n_recordings: int
    last_day: str


class MomentFacts(Model):
    """What happened to somebody on a day."""

    day: Day
    kind: Literal["shoe", "injury", "cue", "other"]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class MomentAnswer(MomentFacts):
    """What happened to somebody, as the app knows it."""

    id: str


class PersonPage(Model):
    """A person with everything that their page shows."""

    person: PersonAnswer
    moments: list[MomentAnswer]
    recordings: list[RecordingAnswer]
    metrics: list["MetricKnown"]


class MetricKnown(Model):
    """A metric, and on how many recordings of a person it is known."""

    metric: str
    label: str
    n_recordings: int


class TrendPoint(Model):
    """A number of one recording, in the unit of the trend."""

    recording_id: str
    day: str
    view: str
    side: str
    value: float
    uncertainty: float | None
    text: str


class TrendChange(Model):
    """What lies between the first and the last day, as a sentence."""

    side: str
    probability: float
    text: str


class TrendAnswer(Model):
    """How a metric of a person goes from day to day."""

    metric: str
    label: str
    unit: str
    points: list[TrendPoint]
    changes: list[TrendChange]


class About(Model):
    """Whose a recording is, and when it was filmed."""

    person_id: Annotated[str, Field(max_length=32)] | None
    day: Day


class NumberArchive(Model):
    """A number of a summary in an archive."""

    metric: Annotated[str, Field(max_length=80)]
    individual: Annotated[str, Field(max_length=80)]
    side: Annotated[str, Field(max_length=10)]
    value: float | None
    uncertainty: float | None
    unit: Annotated[str, Field(max_length=30)]


class RecordingArchive(Model):
    """A recording in an archive."""

    place: Annotated[str, Field(pattern=r"^recordings/\d{1,6}/$")]
    name: Annotated[str, Field(max_length=1000)]
    config: dict[str, Any]
    state: Literal["done", "stopped"]
    day: Day | Literal[""]
    view: Annotated[str, Field(max_length=10)]
    numbers: Annotated[list[NumberArchive], Field(max_length=100_000)]


class PersonArchive(Model):
    """What an archive of a person says about itself."""

    format: Literal["midstance person"]
    version: Literal[1]
    person: PersonFacts
    moments: Annotated[list[MomentFacts], Field(max_length=10_000)]
    recordings: Annotated[list[RecordingArchive], Field(max_length=10_000)]
    left_out: Annotated[list[str], Field(max_length=10_000)] = []
    """Names of recordings whose faces could not be hidden."""


class LabelledEvent(Model):
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


class MeasuredNumber(Model):
    """A number of the summary, as it is read."""

    metric: str
    label: str
    individual: str
    side: str
    value: str
    doubt: str
    unit: str
    exact: float | None


class Numbers(Model):
    """The numbers that events give."""

    numbers: list[MeasuredNumber]


class Legs(Model):
    """Where the legs of a person are in each frame (px)."""

    name: str
    legs: dict[str, list[list[float | None]]]
    centre: list[list[float | None]]
    reach_px: float | None


class SaidOfClip(Model):
    """What a user says about the clock of a recording."""

    slow_motion: Annotated[float, Field(ge=0.001, le=1000)] = 1.0


class Said(Model):
    """What a user says about a recording; what is left out stays as it is."""

    subject: Subject = Subject()
    clip: SaidOfClip = SaidOfClip()
    runner: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    points: Annotated[list[PlacedPoint], Field(max_length=10_000)] = []


class SeenPerson(Model):
    """Somebody who was seen in a recording."""

    name: str
    first_s: float
    last_s: float
    is_reported: bool


class LabelData(Numbers):
    """Everything that the page for correcting an analysis shows."""

    video: str
    shows_film: bool
    width_px: int
    times_s: list[float]
    people: list[Legs]
    events: list[LabelledEvent]
    near_s: float
    same_s: float
    said: Said
    seen: list[SeenPerson]
    can_undo: bool
    can_redo: bool


EditRow = tuple[str, str, str, str, Seconds | None, Seconds | None]


class Edits(Model):
    """All that was changed by hand: rows of six cells.

    Who, side, event, action, time, and time where it was detected.
    """

    edits: Annotated[list[EditRow], Field(max_length=100_000)]


class Revision(Edits):
    """All edits of events, and what a user says otherwise about the recording."""

    said: Said = Said()


class DrawingStatus(Model):
    """Whether the report is being drawn anew, how far, and what went wrong."""

    is_drawing: bool
    share: float
    problem: str
