"""The public keys of the national database are kept with the line."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.JSON().with_variant(JSONB(), "postgresql")
    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("register_keys", kept, server_default="{}", nullable=False))
    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.alter_column("register_keys", server_default=None)
    op.execute("UPDATE national_connection SET listed_at = NULL")


def downgrade() -> None:
    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.drop_column("register_keys")
