"""What is sent and answered about users, as types."""

from typing import Annotated, Literal

from pydantic import Field

from midstance.web.models import Model

_Word = Annotated[str, Field(min_length=1, max_length=200)]
Role = Literal["owner", "coach", "viewer"]


class Credentials(Model):
    """Who wants to log in."""

    name: _Word
    password: _Word


class NewPassword(Model):
    """Another password, and the one until now."""

    old: _Word
    new: _Word


class Me(Model):
    """Who asks."""

    name: str
    role: Role
    logs_in: bool
    """Whether users log in here at all."""


class UserAnswer(Model):
    """Somebody who may log in."""

    id: str
    name: str
    role: Role


_Quota = Annotated[int, Field(ge=0, le=10**15)] | None


class AccountAnswer(Model):
    """A user, as owners see them."""

    id: str
    name: str
    role: Role
    is_disabled: bool
    """Whether they may not log in for now."""
    quota_bytes: int | None
    """How much their videos may take; none: any."""
    used_bytes: int
    seen_at: float | None
    """When they were last heard of, in seconds since 1970; none: not logged in."""


class NewAccount(Model):
    """Somebody who shall be able to log in."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    password: _Word
    role: Role = "coach"
    quota_bytes: _Quota = None


class AccountChange(Model):
    """What a user may do from now on."""

    role: Role
    is_disabled: bool
    quota_bytes: _Quota


class PasswordGiven(Model):
    """A password that an owner gives to somebody."""

    password: _Word


class SeenBy(Model):
    """Who sees a person."""

    is_restricted: bool
    """Whether only the chosen coaches do; owners always do."""
    user_ids: Annotated[
        list[Annotated[str, Field(max_length=32)]], Field(max_length=1000)
    ]
    """The chosen; viewers see only people for whom they were chosen."""


class AuditEntry(Model):
    """One thing that was done."""

    at: float
    """Seconds since 1970."""
    user: str
    action: str
    about: str
    status: int
