"""Copies in a format that lasts, beside files whose format ages."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lasting_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_lasting_copy_agency_id_unit"),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["document_file.id"], name="fk_lasting_copy_copy_id_document_file"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_lasting_copy_document_id_document"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["document_file.id"], name="fk_lasting_copy_file_id_document_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lasting_copy"),
        sa.UniqueConstraint("uid", name="uq_lasting_copy_uid"),
    )
    with op.batch_alter_table("lasting_copy") as batch_op:
        batch_op.create_index("ix_lasting_copy_agency", ["agency_id", "id"], unique=False)
        batch_op.create_index("ix_lasting_copy_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_lasting_copy_file_id", ["file_id"], unique=False)


def downgrade() -> None:
    op.drop_table("lasting_copy")
