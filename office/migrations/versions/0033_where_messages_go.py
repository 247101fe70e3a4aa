"""Where messages go, so that the queue is counted and searched by destination."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("domain", sa.String(), server_default="", nullable=False))
        batch_op.create_index("ix_outgoing_mail_place", ["agency_id", "domain", "id"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    place = (
        "substr(to_address, instr(to_address, '@') + 1)"
        if is_sqlite
        else "split_part(to_address, '@', 2)"
    )
    op.execute(sa.text(f"UPDATE outgoing_mail SET domain = lower({place})"))  # noqa: S608 - ours


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_place")
        batch_op.drop_column("domain")
