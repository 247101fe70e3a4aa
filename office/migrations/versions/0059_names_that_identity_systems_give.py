"""Names that identity systems give."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scim_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scim_name")),
        sa.UniqueConstraint("record", name=op.f("uq_scim_name_record")),
    )


def downgrade() -> None:
    op.drop_table("scim_name")
