"""Officials of a unit are found by whether they serve."""

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_dossier_unit", "dossier")
    wanted = ["unit_id", "standing", "folded_name", "id"]
    op.create_index("ix_dossier_unit", "dossier", wanted)


def downgrade() -> None:
    op.drop_index("ix_dossier_unit", "dossier")
    op.create_index("ix_dossier_unit", "dossier", ["unit_id", "folded_name", "id"])
