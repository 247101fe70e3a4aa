"""Series as decided and opened, volumes, further registers, loans, old registers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advisory_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_advisory_body_agency_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_body")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_advisory_body_agency_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_advisory_body_uid")),
    )
    op.create_table(
        "named_register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_named_register_agency_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_register")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_named_register_agency_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_named_register_uid")),
    )
    op.create_table(
        "number_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("numbering", sa.String(length=40), nullable=False),
        sa.Column("groups", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_number_plan_agency_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_plan")),
        sa.UniqueConstraint(
            "agency_id", "from_year", name=op.f("uq_number_plan_agency_id_from_year")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_number_plan_uid")),
    )
    op.create_table(
        "old_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("numbering", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("files_sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_old_book_agency_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_book")),
        sa.UniqueConstraint("uid", name=op.f("uq_old_book_uid")),
    )
    with op.batch_alter_table("old_book", schema=None) as batch_op:
        batch_op.create_index("ix_old_book_agency", ["agency_id", "id"], unique=False)

    op.create_table(
        "book_volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("spans", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("limits", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("signatures", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_book_volume_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_book_volume_made_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_volume")),
        sa.UniqueConstraint("uid", name=op.f("uq_book_volume_uid")),
    )
    with op.batch_alter_table("book_volume", schema=None) as batch_op:
        batch_op.create_index(
            "ix_book_volume_book", ["agency_id", "book", "year", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_book_volume_sha256"), ["sha256"], unique=False)

    op.create_table(
        "copy_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("borrower", sa.String(), nullable=False),
        sa.Column("permitted_by", sa.String(), nullable=False),
        sa.Column("file_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lent_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_to", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_copy_loan_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_copy_loan_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_loan")),
        sa.UniqueConstraint("uid", name=op.f("uq_copy_loan_uid")),
    )
    with op.batch_alter_table("copy_loan", schema=None) as batch_op:
        batch_op.create_index("ix_copy_loan_agency", ["agency_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copy_loan_document_id"), ["document_id"], unique=False)

    op.create_table(
        "old_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_book_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("faults", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("file", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_old_row_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["old_book_id"], ["old_book.id"], name=op.f("fk_old_row_old_book_id_old_book")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_row")),
        sa.UniqueConstraint("old_book_id", "line", name=op.f("uq_old_row_old_book_id_line")),
    )
    with op.batch_alter_table("old_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_old_row_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("number_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("is_internal", sa.Boolean(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("volume_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_number_entry_state", ["state", "expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_number_entry_volume_id"), ["volume_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_number_entry_volume_id_book_volume"),
            "book_volume",
            ["volume_id"],
            ["id"],
        )

    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opening", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("opening_reason", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("is_closed", sa.Boolean(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.drop_column("is_closed")
        batch_op.drop_column("opening_reason")
        batch_op.drop_column("opened_on")
        batch_op.drop_column("opening")

    with op.batch_alter_table("number_entry", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_number_entry_volume_id_book_volume"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_number_entry_volume_id"))
        batch_op.drop_index("ix_number_entry_state")
        batch_op.drop_column("volume_id")
        batch_op.drop_column("is_internal")
        batch_op.drop_column("expires_on")
        batch_op.drop_column("holder")

    with op.batch_alter_table("old_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_old_row_document_id"))

    op.drop_table("old_row")
    with op.batch_alter_table("copy_loan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_copy_loan_document_id"))
        batch_op.drop_index("ix_copy_loan_agency")

    op.drop_table("copy_loan")
    with op.batch_alter_table("book_volume", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_book_volume_sha256"))
        batch_op.drop_index("ix_book_volume_book")

    op.drop_table("book_volume")
    with op.batch_alter_table("old_book", schema=None) as batch_op:
        batch_op.drop_index("ix_old_book_agency")

    op.drop_table("old_book")
    op.drop_table("number_plan")
    op.drop_table("named_register")
    op.drop_table("advisory_body")
