"""Relations between documents that were noted by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_document_relation_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_document_relation_document_id_document"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["document.id"], name="fk_document_relation_other_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_relation"),
        sa.UniqueConstraint(
            "document_id",
            "other_id",
            "kind",
            name="uq_document_relation_document_id_other_id_kind",
        ),
        sa.UniqueConstraint("uid", name="uq_document_relation_uid"),
    )
    with op.batch_alter_table("document_relation") as batch_op:
        batch_op.create_index("ix_document_relation_document", ["document_id"], unique=False)
        batch_op.create_index("ix_document_relation_other_id", ["other_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document_relation") as batch_op:
        batch_op.drop_index("ix_document_relation_other_id")
        batch_op.drop_index("ix_document_relation_document")
    op.drop_table("document_relation")
