"""Sets of records that are frozen, and metadata of an agency's own."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metadata_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("of", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name="fk_metadata_field_agency_id_unit"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_metadata_field"),
        sa.UniqueConstraint("agency_id", "of", "name", name="uq_metadata_field_agency_id_of_name"),
        sa.UniqueConstraint("uid", name="uq_metadata_field_uid"),
    )
    op.create_table(
        "freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("work_file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lift_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_freeze_agency_id_unit"),
        sa.ForeignKeyConstraint(
            ["work_file_id"], ["work_file.id"], name="fk_freeze_work_file_id_work_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_freeze"),
        sa.UniqueConstraint("uid", name="uq_freeze_uid"),
    )
    with op.batch_alter_table("freeze") as batch_op:
        batch_op.create_index("ix_freeze_agency", ["agency_id", "id"], unique=False)
        batch_op.create_index("ix_freeze_work_file_id", ["work_file_id"], unique=False)

    op.create_table(
        "metadata_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("work_file_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_metadata_value_document_id_document"
        ),
        sa.ForeignKeyConstraint(
            ["field_id"], ["metadata_field.id"], name="fk_metadata_value_field_id_metadata_field"
        ),
        sa.ForeignKeyConstraint(
            ["work_file_id"], ["work_file.id"], name="fk_metadata_value_work_file_id_work_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_metadata_value"),
        sa.UniqueConstraint("uid", name="uq_metadata_value_uid"),
    )
    with op.batch_alter_table("metadata_value") as batch_op:
        batch_op.create_index("ix_metadata_value_document", ["document_id", "id"], unique=False)
        batch_op.create_index("ix_metadata_value_work_file", ["work_file_id", "id"], unique=False)

    op.create_table(
        "frozen_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("freeze_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_frozen_document_document_id_document"
        ),
        sa.ForeignKeyConstraint(
            ["freeze_id"], ["freeze.id"], name="fk_frozen_document_freeze_id_freeze"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_document"),
        sa.UniqueConstraint(
            "freeze_id", "document_id", name="uq_frozen_document_freeze_id_document_id"
        ),
    )
    with op.batch_alter_table("frozen_document") as batch_op:
        batch_op.create_index("ix_frozen_document_document_id", ["document_id"], unique=False)

    with op.batch_alter_table("document") as batch_op:
        batch_op.add_column(
            sa.Column("is_frozen", sa.Boolean(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("work_file") as batch_op:
        batch_op.add_column(
            sa.Column("is_frozen", sa.Boolean(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("work_file") as batch_op:
        batch_op.drop_column("is_frozen")
    with op.batch_alter_table("document") as batch_op:
        batch_op.drop_column("is_frozen")
    op.drop_table("frozen_document")
    op.drop_table("metadata_value")
    op.drop_table("freeze")
    op.drop_table("metadata_field")
