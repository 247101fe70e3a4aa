"""How far the agency's own signature on a file beside a draft has come."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seal = sa.Column("seal", sa.String(40), server_default="none", nullable=False)
    with op.batch_alter_table("document_file") as batch:
        batch.add_column(seal)


def downgrade() -> None:
    with op.batch_alter_table("document_file") as batch:
        batch.drop_column("seal")
