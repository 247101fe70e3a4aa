"""What becomes of documents after their issue; ways of dispatch; sets of receivers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recipient_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("members", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_recipient_group_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_recipient_group_desk_id_desk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_group")),
        sa.UniqueConstraint("uid", name=op.f("uq_recipient_group_uid")),
    )
    with op.batch_alter_table("recipient_group", schema=None) as batch_op:
        batch_op.create_index("ix_recipient_group_agency", ["agency_id", "name"], unique=False)

    op.create_table(
        "sequel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_incoming", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("sender_code", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_sequel_agency_id_unit")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["axis_delivery.id"], name=op.f("fk_sequel_delivery_id_axis_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_sequel_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["document.id"], name=op.f("fk_sequel_other_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequel")),
        sa.UniqueConstraint("uid", name=op.f("uq_sequel_uid")),
    )
    with op.batch_alter_table("sequel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sequel_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sequel_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ix_sequel_target", ["target", "state"], unique=False)

    with op.batch_alter_table("axis_connection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("also_send_13", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(length=40), server_default="axis", nullable=False)
        )
        batch_op.add_column(sa.Column("address", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answered", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answer", sa.String(), server_default="", nullable=False))

    local = "UPDATE dispatch SET channel = 'local' WHERE local_agency_id IS NOT NULL"
    op.execute(local)


def downgrade() -> None:
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.drop_column("answer")
        batch_op.drop_column("answered")
        batch_op.drop_column("asked")
        batch_op.drop_column("sent_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("address")
        batch_op.drop_column("channel")

    with op.batch_alter_table("axis_connection", schema=None) as batch_op:
        batch_op.drop_column("also_send_13")

    with op.batch_alter_table("sequel", schema=None) as batch_op:
        batch_op.drop_index("ix_sequel_target")
        batch_op.drop_index(batch_op.f("ix_sequel_other_id"))
        batch_op.drop_index(batch_op.f("ix_sequel_document_id"))

    op.drop_table("sequel")
    with op.batch_alter_table("recipient_group", schema=None) as batch_op:
        batch_op.drop_index("ix_recipient_group_agency")

    op.drop_table("recipient_group")
