"""Where a message lies is found by message and box at once: one may lie in thousands."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mail_item_message", "mail_item", ["message_id", "mailbox_id"])
    op.drop_index("ix_mail_item_message_id", table_name="mail_item")


def downgrade() -> None:
    op.create_index("ix_mail_item_message_id", "mail_item", ["message_id"])
    op.drop_index("ix_mail_item_message", table_name="mail_item")
