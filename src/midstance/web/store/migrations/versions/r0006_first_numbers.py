"""What is known of a recording while it is analyzed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("recordings", sa.Column("first_numbers", sa.JSON, nullable=True))
