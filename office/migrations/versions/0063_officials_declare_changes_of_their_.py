"""Officials declare changes of their dossiers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declared_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("line", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("change_values", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("files", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("picture_sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_declared_change_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_declared_change_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_change")),
        sa.UniqueConstraint("uid", name=op.f("uq_declared_change_uid")),
    )
    with op.batch_alter_table("declared_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declared_change_dossier_id"), ["dossier_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_declared_change_key_id"), ["key_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_declared_change_picture_sha256"), ["picture_sha256"], unique=False
        )
        batch_op.create_index("ix_declared_change_state", ["state", "id"], unique=False)

    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dossier_standing", ["standing", "folded_name", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_standing")

    with op.batch_alter_table("declared_change", schema=None) as batch_op:
        batch_op.drop_index("ix_declared_change_state")
        batch_op.drop_index(batch_op.f("ix_declared_change_picture_sha256"))
        batch_op.drop_index(batch_op.f("ix_declared_change_key_id"))
        batch_op.drop_index(batch_op.f("ix_declared_change_dossier_id"))

    op.drop_table("declared_change")
