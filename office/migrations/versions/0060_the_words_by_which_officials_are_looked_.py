"""The words by which officials are looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sought", sa.String(), server_default="", nullable=False))
        batch_op.create_index("ix_dossier_grade", ["grade", "folded_name", "id"], unique=False)
        batch_op.create_index("ix_dossier_name", ["folded_name", "id"], unique=False)
    op.execute("UPDATE dossier SET sought = ' ' || folded_name")


def downgrade() -> None:
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_name")
        batch_op.drop_index("ix_dossier_grade")
        batch_op.drop_column("sought")
