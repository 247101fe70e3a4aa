"""Tasks with their lines at the desks, log, files, outcomes and extensions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("origin_text", sa.String(), nullable=False),
        sa.Column("origin_key", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("source_symbol", sa.String(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("giver_desk_id", sa.Integer(), nullable=False),
        sa.Column("giver_name", sa.String(), nullable=False),
        sa.Column("giver_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("lead_desk_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("open_children", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("left_open", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_task_agency_id_unit")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_task_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["giver_desk_id"], ["desk.id"], name=op.f("fk_task_giver_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["lead_desk_id"], ["desk.id"], name=op.f("fk_task_lead_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name=op.f("fk_task_parent_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("uid", name=op.f("uq_task_uid")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_task_giver", ["giver_desk_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_lead_desk_id"), ["lead_desk_id"], unique=False)
        batch_op.create_index("ix_task_newest", ["agency_id", "id"], unique=False)
        batch_op.create_index(
            "ix_task_open", ["agency_id", "closed_at", "due_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_task_origin_key"), ["origin_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "task_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_task_entry_desk_id_desk")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_entry_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_entry")),
    )
    with op.batch_alter_table("task_entry", schema=None) as batch_op:
        batch_op.create_index("ix_task_entry_task", ["task_id", "id"], unique=False)

    op.create_table(
        "task_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("former_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decider_name", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_extension_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_extension")),
    )
    with op.batch_alter_table("task_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_extension_task_id"), ["task_id"], unique=False)

    op.create_table(
        "task_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("task_state", sa.String(length=40), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_task_line_desk_id_desk")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_line_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_line")),
    )
    with op.batch_alter_table("task_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_line_due", ["desk_id", "state", "due_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_task_line_newest", ["desk_id", "state", "received_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_task_line_part", ["desk_id", "part", "valid_to", "due_at", "id"], unique=False
        )
        batch_op.create_index("ix_task_line_task", ["task_id", "desk_id"], unique=False)

    op.create_table(
        "task_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["task_entry.id"], name=op.f("fk_task_file_entry_id_task_entry")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_file_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_task_file_uid")),
    )
    with op.batch_alter_table("task_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_file_task_id"), ["task_id"], unique=False)

    op.create_table(
        "task_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_task_outcome_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["task_file.id"], name=op.f("fk_task_outcome_file_id_task_file")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_outcome_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_outcome")),
        sa.UniqueConstraint("uid", name=op.f("uq_task_outcome_uid")),
    )
    with op.batch_alter_table("task_outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_outcome_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_task_outcome_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_outcome_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_outcome_document_id"))

    op.drop_table("task_outcome")
    with op.batch_alter_table("task_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_file_task_id"))

    op.drop_table("task_file")
    with op.batch_alter_table("task_line", schema=None) as batch_op:
        batch_op.drop_index("ix_task_line_task")
        batch_op.drop_index("ix_task_line_part")
        batch_op.drop_index("ix_task_line_newest")
        batch_op.drop_index("ix_task_line_due")

    op.drop_table("task_line")
    with op.batch_alter_table("task_extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_extension_task_id"))

    op.drop_table("task_extension")
    with op.batch_alter_table("task_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_task_entry_task")

    op.drop_table("task_entry")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_parent_id"))
        batch_op.drop_index(batch_op.f("ix_task_origin_key"))
        batch_op.drop_index("ix_task_open")
        batch_op.drop_index("ix_task_newest")
        batch_op.drop_index(batch_op.f("ix_task_lead_desk_id"))
        batch_op.drop_index("ix_task_giver")
        batch_op.drop_index(batch_op.f("ix_task_document_id"))
        batch_op.drop_index(batch_op.f("ix_task_code"))

    op.drop_table("task")
