"""What is sent and answered about presets and uploads, as types."""

from typing import Annotated

from pydantic import Field

from midstance.web.models import Model, Settings


class PresetFacts(Model):
    """Settings that belong to a place, under a name such as "treadmill 2, side"."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    settings: Settings = Settings()


class PresetAnswer(PresetFacts):
    """A preset, as the app knows it."""

    id: str


class NewUploadFacts(Model):
    """A video that is about to be sent."""

    name: Annotated[str, Field(max_length=1000)]
    n_bytes: Annotated[int, Field(ge=0, le=10**13)]


class UploadAnswer(Model):
    """A video on its way, and how much of it is here."""

    id: str
    n_bytes: int


class UploadedFacts(Model):
    """What is said about a video that is here whole."""

    name: Annotated[str, Field(max_length=1000)]
    person_id: Annotated[str, Field(max_length=32)] | None = None
    settings: Settings = Settings()
