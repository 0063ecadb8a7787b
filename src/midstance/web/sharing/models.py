"""What is sent and answered about links to reports, as types."""

from typing import Annotated

from pydantic import Field

from midstance.web.models import Model


class ShareWish(Model):
    """A link that is wanted."""

    days: Annotated[int, Field(ge=1, le=365)] = 14
    pin: Annotated[str, Field(max_length=20)] = ""


class ShareAnswer(Model):
    """A link to a report."""

    id: str
    has_pin: bool
    created_at: float
    """Seconds since 1970."""
    expires_at: float
    path: str = ""
    """What the link leads to; only known when it is made."""


class SharesAnswer(Model):
    """The links to a recording."""

    is_ready: bool
    """Whether the report without faces is made."""
    problem: str
    shares: list[ShareAnswer]


class Pin(Model):
    """What somebody typed who has a link."""

    pin: Annotated[str, Field(max_length=200)]
