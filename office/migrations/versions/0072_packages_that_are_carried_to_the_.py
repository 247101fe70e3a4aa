"""Packages that are carried to the national database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "national_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.String(), nullable=False),
        sa.Column("body_code", sa.String(), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_package")),
        sa.UniqueConstraint("uid", name=op.f("uq_national_package_uid")),
    )
    with op.batch_alter_table("national_package", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_national_package_body_code"), ["body_code"], unique=False
        )

    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "register_key",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                nullable=False,
                server_default="{}",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("national_connection", schema=None) as batch_op:
        batch_op.drop_column("register_key")

    with op.batch_alter_table("national_package", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_national_package_body_code"))

    op.drop_table("national_package")
