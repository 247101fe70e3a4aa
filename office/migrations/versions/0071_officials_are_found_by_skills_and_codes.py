"""Officials are found by skills, learning and codes; the next day writes the words of all."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("known_for", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE dossier SET changes_on = shown_on")


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_column("known_for")
