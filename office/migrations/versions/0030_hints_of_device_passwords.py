"""A device password is found by its first group, so that Dovecot verifies one row."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hint", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.drop_column("hint")
