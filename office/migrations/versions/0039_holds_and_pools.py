"""Holds on people and on what a search found; space that the boxes of a unit share."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mail_hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("question", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_mail_hold_person_id"), ["person_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_mail_hold_person_id_person"), "person", ["person_id"], ["id"]
        )
    op.create_table(
        "mail_held",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["mail_hold.id"], name=op.f("fk_mail_held_hold_id_mail_hold")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_held_message_id_mail_message")
        ),
        sa.PrimaryKeyConstraint("hold_id", "message_id", name=op.f("pk_mail_held")),
    )
    op.create_index(op.f("ix_mail_held_message_id"), "mail_held", ["message_id"], unique=False)
    op.create_table(
        "mail_pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger(), nullable=False),
        sa.Column("full_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_mail_pool_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_mail_pool_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pool")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_pool_uid")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_mail_pool_unit_id")),
    )
    op.create_index(op.f("ix_mail_pool_agency_id"), "mail_pool", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_table("mail_pool")
    op.drop_table("mail_held")
    with op.batch_alter_table("mail_hold", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_mail_hold_person_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_mail_hold_person_id"))
        batch_op.drop_column("question")
        batch_op.drop_column("person_id")
