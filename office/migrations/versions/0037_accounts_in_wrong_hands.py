"""Sums of what an account writes, frozen accounts, and rounds of scans with new signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_written",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("strangers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_written_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_written")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_written_key")),
    )
    op.create_index("ix_mail_written_person", "mail_written", ["person_id", "written_at"])
    op.execute(
        "INSERT INTO mail_written (key, person_id, written_at, recipients, strangers) "
        "SELECT 'draft:' || id, sender_id, asked_at, recipients, 0 FROM mail_draft "
        "WHERE sender_id IS NOT NULL AND asked_at IS NOT NULL"
    )
    op.create_table(
        "mail_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_freeze_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_freeze_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_freeze")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_freeze_uid")),
    )
    op.create_index(op.f("ix_mail_freeze_account_id"), "mail_freeze", ["account_id"])
    op.create_index(op.f("ix_mail_freeze_mailbox_id"), "mail_freeze", ["mailbox_id"])
    op.create_table(
        "mail_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_scan")),
        sa.UniqueConstraint("signatures", name=op.f("uq_mail_scan_signatures")),
    )


def downgrade() -> None:
    op.drop_table("mail_scan")
    op.drop_table("mail_freeze")
    op.drop_table("mail_written")
