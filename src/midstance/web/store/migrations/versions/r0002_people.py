"""People, what happened to them, and whose recordings are whose."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and columns to the recordings."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("birth_year", sa.Integer),
        sa.Column("sex", sa.String(10), nullable=False),
        sa.Column("height_m", sa.Float),
        sa.Column("mass_kg", sa.Float),
        sa.Column("leg_length_m", sa.Float),
        sa.Column("shoes", sa.String, nullable=False),
        sa.Column("notes", sa.String, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_table(
        "moments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "person_id",
            sa.String(32),
            sa.ForeignKey("people.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String, nullable=False),
    )
    # In one statement, since SQLite adds no constraint to a table that is there, and
    # a table that is made anew would take the summaries of the old one with it.
    op.execute(
        "ALTER TABLE recordings ADD COLUMN person_id VARCHAR(32) "
        "REFERENCES people (id) ON DELETE CASCADE"
    )
    op.create_index("ix_recordings_person_id", "recordings", ["person_id"])
    for name in ("day", "view"):
        column = sa.Column(name, sa.String(10), nullable=False, server_default="")
        op.add_column("recordings", column)
    recordings = sa.table(
        "recordings",
        sa.column("id", sa.String),
        sa.column("day", sa.String),
        sa.column("created_at", sa.Float),
    )
    # An id begins with the day on which the recording was brought.
    ids: list[str] = list(op.get_bind().scalars(sa.select(recordings.c.id)))
    for each in ids:
        day = f"{each[:4]}-{each[4:6]}-{each[6:8]}"
        op.execute(recordings.update().where(recordings.c.id == each).values(day=day))
