"""Printed headings of units; undelivered documents found by their state."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "unit_version", sa.Column("heading", sa.String(), nullable=False, server_default="")
    )
    op.create_index("ix_dispatch_state", "dispatch", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ix_dispatch_state", table_name="dispatch")
    op.drop_column("unit_version", "heading")
