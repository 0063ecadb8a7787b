"""The tables of the app's database."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, String, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class PersonRow(Table):
    """Somebody who is filmed."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    birth_year: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(10), default="")
    height_m: Mapped[float | None] = mapped_column(Float)
    mass_kg: Mapped[float | None] = mapped_column(Float)
    leg_length_m: Mapped[float | None] = mapped_column(Float)
    shoes: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]]
    created_at: Mapped[float] = mapped_column(Float)
    is_restricted: Mapped[bool] = mapped_column(default=False, server_default=false())


class MomentRow(Table):
    """What happened to somebody on a day: a new shoe, an injury, a cue given."""

    __tablename__ = "moments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]


class RecordingRow(Table):
    """A video that was brought, and how far its analysis is.

    Times are seconds since 1970. `run` is counted up whenever the analysis begins
    or shall end: who works on another run than this stops. `beat_at` is when the
    worker was last heard of. `day` is when it was filmed (``2026-11-30``): the
    recordings of a person on one day are a session. `user_id` is who brought it.
    `first_numbers` is what is known while somebody works on it.
    """

    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    n_bytes: Mapped[int]
    config: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), index=True)
    message: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(String(100), default="")
    share: Mapped[float] = mapped_column(Float, default=0.0)
    run: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    priority: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[float] = mapped_column(Float)
    changed_at: Mapped[float] = mapped_column(Float, index=True)
    stage_at: Mapped[float] = mapped_column(Float, default=0.0)
    beat_at: Mapped[float] = mapped_column(Float, default=0.0)
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[str] = mapped_column(String(10), default="", server_default="")
    view: Mapped[str] = mapped_column(String(10), default="", server_default="")
    user_id: Mapped[str | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    first_numbers: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )


class ValueRow(Table):
    """A number of the summary of a recording: one per metric, person and side."""

    __tablename__ = "summary_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    metric: Mapped[str] = mapped_column(String(80), index=True)
    individual: Mapped[str] = mapped_column(String(80))
    side: Mapped[str] = mapped_column(String(10))
    value: Mapped[float | None] = mapped_column(Float)
    uncertainty: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str] = mapped_column(String(30))


class UserRow(Table):
    """Somebody who may log in, unless disabled; the password is an Argon2id hash."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(10))
    password: Mapped[str] = mapped_column(String(200))
    quota_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
    is_disabled: Mapped[bool] = mapped_column(default=False, server_default=false())


class LoginRow(Table):
    """A browser that is logged in; `id` is a hash of what its cookie holds.

    `began_at` is when the user typed the password, `made_at` when the cookie was made.
    """

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[float] = mapped_column(Float)
    made_at: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float)
    is_replaced: Mapped[bool] = mapped_column(default=False)


class PersonAccessRow(Table):
    """A user who was chosen to see a person."""

    __tablename__ = "person_access"

    person_id: Mapped[str] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )


class AuditRow(Table):
    """What was done by whom; it names no person and holds no number of anybody."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    user_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(300))
    status: Mapped[int]


class ShareRow(Table):
    """A link to a report; `token` and `pin` are hashes of what it takes to see it."""

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    token: Mapped[str] = mapped_column(String(64), unique=True)
    pin: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float)


class PresetRow(Table):
    """Settings that belong to a place, under a name; nothing about a runner."""

    __tablename__ = "presets"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[float] = mapped_column(Float)
