"""Users who are let in no more for now."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    column = sa.Column(
        "is_disabled", sa.Boolean, nullable=False, server_default=sa.false()
    )
    op.add_column("users", column)
