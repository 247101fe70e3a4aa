"""What an examination of the national line found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("national_call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("correlation", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_national_call_correlation"), ["correlation"], unique=False
        )

    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("is_refused", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "checks",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("check_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("national_event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "errors",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("national_event", schema=None) as batch_op:
        batch_op.drop_column("errors")

    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.drop_column("checked_at")
        batch_op.drop_column("check_asked_at")
        batch_op.drop_column("checks")
        batch_op.drop_column("is_refused")
        batch_op.drop_column("silent_since")

    with op.batch_alter_table("national_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_national_call_correlation"))
        batch_op.drop_column("correlation")
