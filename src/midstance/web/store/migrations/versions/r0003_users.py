"""Users, their logins, whom each sees, and what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables, and columns to people and recordings."""
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_table(
        "logins",
        sa.Column("id", sa.String(64), primary_key=True),
        _user(),
        sa.Column("began_at", sa.Float, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("is_replaced", sa.Boolean, nullable=False),
    )
    op.create_table(
        "person_access",
        sa.Column(
            "person_id",
            sa.String(32),
            sa.ForeignKey("people.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _user(is_key=True),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("action", sa.String(200), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
    )
    restricted = sa.Column(
        "is_restricted", sa.Boolean, nullable=False, server_default=sa.false()
    )
    op.add_column("people", restricted)
    # In one statement, as in the step before.
    op.execute(
        "ALTER TABLE recordings ADD COLUMN user_id VARCHAR(32) "
        "REFERENCES users (id) ON DELETE SET NULL"
    )
    op.create_index("ix_recordings_user_id", "recordings", ["user_id"])


def _user(*, is_key: bool = False) -> "sa.Column[str]":
    return sa.Column(
        "user_id",
        sa.String(32),
        sa.ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=is_key,
        nullable=False,
        index=not is_key,
    )
