"""What the automatic check of form found on the pages of a draft."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    checks = sa.Column(
        "checks", sa.JSON().with_variant(JSONB(), "postgresql"), server_default="[]", nullable=False
    )
    with op.batch_alter_table("draft") as batch:
        batch.add_column(checks)


def downgrade() -> None:
    with op.batch_alter_table("draft") as batch:
        batch.drop_column("checks")
