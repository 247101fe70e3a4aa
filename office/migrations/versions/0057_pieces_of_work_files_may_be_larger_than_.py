"""Pieces of work files may be larger than two gigabytes; an INTEGER of SQLite holds them anyway."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

TABLES = ("work_file_item", "work_file_package")


def upgrade() -> None:
    _let_sizes_be(sa.BigInteger())


def downgrade() -> None:
    _let_sizes_be(sa.Integer())


def _let_sizes_be(kind: sa.types.TypeEngine[int]) -> None:
    if op.get_context().dialect.name == "postgresql":
        for table in TABLES:
            op.alter_column(table, "size", type_=kind, existing_nullable=False)
