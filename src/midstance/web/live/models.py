"""What is sent and answered about a camera picture, as types."""

from typing import Annotated, Literal

from pydantic import Field

from midstance.web.models import Model


class LiveWish(Model):
    """How many people are to be followed."""

    people: Annotated[int, Field(ge=1, le=2)] = 1


class LiveBegun(Model):
    """A camera page, and how its skeletons are drawn."""

    id: str
    keypoints: list[str]
    edges: list[tuple[str, str]]


class LiveNumber(Model):
    """A number, and its uncertainty."""

    value: float
    uncertainty: float | None


class LivePerson(Model):
    """Somebody before the camera."""

    name: str
    is_seen: bool
    points: list[tuple[float, float] | None]
    """In px of the image, in the order of the keypoints."""
    counts: dict[str, int]
    """Repetitions by exercise."""
    cadence: LiveNumber | None
    balance: LiveNumber | None
    """Share of the left contact in both, in per cent."""
    rate_hz: float
    """How many images per second came of late; contacts need 20."""


class LiveGuide(Model):
    """How good the image is for an analysis."""

    is_whole: bool
    height_share: float | None
    tilt_deg: float | None
    brightness: float
    contrast: float


class LiveAnswer(Model):
    """What an image showed."""

    time_s: float
    took_ms: float
    people: list[LivePerson]
    guide: LiveGuide


class ClipVerdict(Model):
    """Whether what was filmed can be analyzed."""

    verdict: Literal["clear", "usable", "weak"]
    opening: str
    sentence: str
    change: str
    """The one thing to change when filming again; empty of a clear one."""
