"""Changes of who reads one document, and how an official is reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reminders", sa.String(length=40), server_default="mail", nullable=False)
        )

    op.create_table(
        "document_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_desk_id", sa.Integer(), nullable=False),
        sa.Column("to_desk_id", sa.Integer(), nullable=False),
        sa.Column("routing_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_desk_id"], ["desk.id"], name=op.f("fk_document_access_asked_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_document_access_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_access_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["routing_id"], ["routing.id"], name=op.f("fk_document_access_routing_id_routing")
        ),
        sa.ForeignKeyConstraint(
            ["to_desk_id"], ["desk.id"], name=op.f("fk_document_access_to_desk_id_desk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_access")),
        sa.UniqueConstraint("uid", name=op.f("uq_document_access_uid")),
    )
    with op.batch_alter_table("document_access", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_access_document_id"), ["document_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("document_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_access_document_id"))

    op.drop_table("document_access")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("reminders")
