"""What is sent and answered about a phone that films, as types."""

from typing import Annotated

from pydantic import Field

from midstance.web.models import Model, Settings


class PhoneWish(Model):
    """Whose the videos of a phone are, and what is known of them."""

    person_id: Annotated[str, Field(max_length=32)] | None = None
    settings: Settings = Settings()


class PhoneAnswer(Model):
    """Whether a phone may send, and what came."""

    url: str
    """What the phone is to open; empty: nothing is open."""
    is_taken: bool
    n_videos: int
    left_s: float
    """How long it may still send."""
