"""Indexes for figures by day of entry, of number and of use."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_document_entered", ["agency_id", "direction", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_document_dated", ["agency_id", "direction", "issued_on"], unique=False
        )
    with op.batch_alter_table("document_use", schema=None) as batch_op:
        batch_op.create_index("ix_document_use_day", ["used_on", "document_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document_use", schema=None) as batch_op:
        batch_op.drop_index("ix_document_use_day")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_dated")
        batch_op.drop_index("ix_document_entered")
