"""What rules and lists could not pass on stands at them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mail_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("problem", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("mail_list", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "failing",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("mail_list", schema=None) as batch_op:
        batch_op.drop_column("failing")

    with op.batch_alter_table("mail_rule", schema=None) as batch_op:
        batch_op.drop_column("failed_at")
        batch_op.drop_column("problem")
