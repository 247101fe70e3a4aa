"""A desk's own flags on documents that it keeps in sight."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_document_flag_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_document_flag_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_flag"),
        sa.UniqueConstraint("desk_id", "document_id", name="uq_document_flag_desk_id_document_id"),
    )
    with op.batch_alter_table("document_flag") as batch_op:
        batch_op.create_index("ix_document_flag_document", ["document_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document_flag") as batch_op:
        batch_op.drop_index("ix_document_flag_document")
    op.drop_table("document_flag")
