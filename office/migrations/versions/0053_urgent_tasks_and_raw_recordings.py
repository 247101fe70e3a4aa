"""Urgent tasks, and the joined pieces of recordings."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_task", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("rec_segment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("raw_sha256", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rec_segment", schema=None) as batch_op:
        batch_op.drop_column("raw_sha256")
    with op.batch_alter_table("meeting_task", schema=None) as batch_op:
        batch_op.drop_column("is_urgent")
