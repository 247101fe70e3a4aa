"""Copies of documents with the value of what they copy: asked, permitted, made, issued."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("made_from", sa.String(length=40), nullable=False),
        sa.Column("made_as", sa.String(length=40), nullable=False),
        sa.Column("held_as", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("send_to", sa.String(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("extract", sa.Text(), nullable=False),
        sa.Column("scan_sha256", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signer_desk_id", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_document_copy_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_document_copy_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_copy_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["signer_desk_id"], ["desk.id"], name=op.f("fk_document_copy_signer_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["document.id"], name=op.f("fk_document_copy_source_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_copy")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_copy_document_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_document_copy_uid")),
    )
    with op.batch_alter_table("document_copy", schema=None) as batch_op:
        batch_op.create_index("ix_document_copy_agency", ["agency_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_copy_source_id"), ["source_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_copy_source_id"))
        batch_op.drop_index("ix_document_copy_agency")

    op.drop_table("document_copy")
