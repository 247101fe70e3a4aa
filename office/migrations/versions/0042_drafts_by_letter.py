"""The draft of a letter is found by the letter: what it links to is scanned again too."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_mail_draft_message_uid"), "mail_draft", ["message_uid"])


def downgrade() -> None:
    op.drop_index(op.f("ix_mail_draft_message_uid"), table_name="mail_draft")
