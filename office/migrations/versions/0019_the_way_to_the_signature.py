"""The way of a draft to its signature: checks, signers in order, marks, submission sheets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("type_codes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_review_rule_agency_id_unit"),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_review_rule_desk_id_desk"),
        sa.PrimaryKeyConstraint("id", name="pk_review_rule"),
        sa.UniqueConstraint("uid", name="uq_review_rule_uid"),
    )
    with op.batch_alter_table("review_rule") as batch_op:
        batch_op.create_index("ix_review_rule_agency_id", ["agency_id"], unique=False)

    op.create_table(
        "co_signer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_co_signer_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_co_signer_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_co_signer"),
        sa.UniqueConstraint("document_id", "position", name="uq_co_signer_document_id_position"),
    )
    op.create_table(
        "draft_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_title", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("settled_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_draft_mark_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_mark"),
        sa.UniqueConstraint("uid", name="uq_draft_mark_uid"),
    )
    with op.batch_alter_table("draft_mark") as batch_op:
        batch_op.create_index("ix_draft_mark_document_id", ["document_id"], unique=False)

    op.create_table(
        "review_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_review_step_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_review_step_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_step"),
        sa.UniqueConstraint(
            "document_id", "round", "position", name="uq_review_step_document_id_round_position"
        ),
        sa.UniqueConstraint("uid", name="uq_review_step_uid"),
    )
    op.create_table(
        "submission_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("submitted_title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_submission_sheet_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission_sheet"),
        sa.UniqueConstraint("document_id", name="uq_submission_sheet_document_id"),
        sa.UniqueConstraint("uid", name="uq_submission_sheet_uid"),
    )


def downgrade() -> None:
    op.drop_table("submission_sheet")
    op.drop_table("review_step")
    with op.batch_alter_table("draft_mark") as batch_op:
        batch_op.drop_index("ix_draft_mark_document_id")

    op.drop_table("draft_mark")
    op.drop_table("co_signer")
    with op.batch_alter_table("review_rule") as batch_op:
        batch_op.drop_index("ix_review_rule_agency_id")

    op.drop_table("review_rule")
