"""Urging and the files enclosed with what is said."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner_uid", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enclosure"),
        sa.UniqueConstraint("uid", name="uq_enclosure_uid"),
    )
    op.create_index("ix_enclosure_owner", "enclosure", ["owner_kind", "owner_uid"])
    op.create_index("ix_enclosure_sha256", "enclosure", ["sha256"])
    op.create_table(
        "urging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("routing_id", sa.Integer(), nullable=True),
        sa.Column("task_uid", sa.Uuid(), nullable=True),
        sa.Column("to_desk_id", sa.Integer(), nullable=False),
        sa.Column("from_desk_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("urged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_urging_document_id_document"
        ),
        sa.ForeignKeyConstraint(["from_desk_id"], ["desk.id"], name="fk_urging_from_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["routing_id"], ["routing.id"], name="fk_urging_routing_id_routing"
        ),
        sa.ForeignKeyConstraint(["to_desk_id"], ["desk.id"], name="fk_urging_to_desk_id_desk"),
        sa.PrimaryKeyConstraint("id", name="pk_urging"),
        sa.UniqueConstraint("line", "number", name="uq_urging_line_number"),
        sa.UniqueConstraint("uid", name="uq_urging_uid"),
    )
    op.create_index("ix_urging_document_id", "urging", ["document_id"])
    op.create_index("ix_urging_task_uid", "urging", ["task_uid"])
    op.create_index("ix_urging_to_desk", "urging", ["to_desk_id", "read_at"])


def downgrade() -> None:
    op.drop_table("urging")
    op.drop_table("enclosure")
