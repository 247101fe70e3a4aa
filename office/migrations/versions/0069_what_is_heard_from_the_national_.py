"""What is heard from the national database and who is handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "national_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("unknown_here", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_comparison")),
        sa.UniqueConstraint("uid", name=op.f("uq_national_comparison_uid")),
    )
    op.create_table(
        "national_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comparison_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("our_version", sa.Integer(), nullable=False),
        sa.Column("their_version", sa.Integer(), nullable=False),
        sa.Column("group_names", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"],
            ["national_comparison.id"],
            name=op.f("fk_national_difference_comparison_id_national_comparison"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_national_difference_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_difference")),
        sa.UniqueConstraint(
            "comparison_id",
            "dossier_id",
            name=op.f("uq_national_difference_comparison_id_dossier_id"),
        ),
    )
    op.create_table(
        "national_hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("staff_no", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_national_hand_over_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_national_hand_over_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_hand_over")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_national_hand_over_remote_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_national_hand_over_uid")),
    )
    with op.batch_alter_table("national_hand_over", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_national_hand_over_dossier_id"), ["dossier_id"], unique=False
        )
        batch_op.create_index("ix_national_hand_over_state", ["state", "id"], unique=False)

    op.create_table(
        "national_inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("event_type", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_national_inbox_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_inbox")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_national_inbox_remote_id")),
    )
    with op.batch_alter_table("national_inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_national_inbox_acked_at"), ["acked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_national_inbox_dossier_id"), ["dossier_id"], unique=False
        )

    with op.batch_alter_table("national_conflict", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("national_link", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_doubtful", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("national_link", schema=None) as batch_op:
        batch_op.drop_column("is_doubtful")

    with op.batch_alter_table("national_conflict", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("national_inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_national_inbox_dossier_id"))
        batch_op.drop_index(batch_op.f("ix_national_inbox_acked_at"))

    op.drop_table("national_inbox")
    with op.batch_alter_table("national_hand_over", schema=None) as batch_op:
        batch_op.drop_index("ix_national_hand_over_state")
        batch_op.drop_index(batch_op.f("ix_national_hand_over_dossier_id"))

    op.drop_table("national_hand_over")
    op.drop_table("national_difference")
    op.drop_table("national_comparison")
