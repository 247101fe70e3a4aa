"""Extensions of deadlines, phrases and sets of one's own, rounds of opinions.

Opinions that were asked before become rounds: those with the same words of one asker belong
together.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from uuid_utils.compat import uuid7

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receiver_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("receivers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_receiver_set_agency_id_unit"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_receiver_set_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_receiver_set"),
        sa.UniqueConstraint(
            "person_id", "agency_id", "name", name="uq_receiver_set_person_id_agency_id_name"
        ),
        sa.UniqueConstraint("uid", name="uq_receiver_set_uid"),
    )
    op.create_table(
        "saved_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("used_count", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name="fk_saved_phrase_agency_id_unit"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_saved_phrase_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_phrase"),
        sa.UniqueConstraint("uid", name="uq_saved_phrase_uid"),
    )
    with op.batch_alter_table("saved_phrase") as batch_op:
        batch_op.create_index(
            "ix_saved_phrase_whose", ["agency_id", "person_id", "use"], unique=False
        )

    op.create_table(
        "opinion_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_opinion_round_desk_id_desk"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_opinion_round_document_id_document"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_opinion_round"),
        sa.UniqueConstraint("uid", name="uq_opinion_round_uid"),
    )
    with op.batch_alter_table("opinion_round") as batch_op:
        batch_op.create_index("ix_opinion_round_asker", ["desk_id", "state", "id"], unique=False)
        batch_op.create_index("ix_opinion_round_document_id", ["document_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("routing_id", sa.Integer(), nullable=False),
        sa.Column("from_desk_id", sa.Integer(), nullable=False),
        sa.Column("to_desk_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("former_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_extension_document_id_document"
        ),
        sa.ForeignKeyConstraint(
            ["from_desk_id"], ["desk.id"], name="fk_extension_from_desk_id_desk"
        ),
        sa.ForeignKeyConstraint(
            ["routing_id"], ["routing.id"], name="fk_extension_routing_id_routing"
        ),
        sa.ForeignKeyConstraint(["to_desk_id"], ["desk.id"], name="fk_extension_to_desk_id_desk"),
        sa.PrimaryKeyConstraint("id", name="pk_extension"),
        sa.UniqueConstraint("uid", name="uq_extension_uid"),
    )
    with op.batch_alter_table("extension") as batch_op:
        batch_op.create_index("ix_extension_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_extension_routing_id", ["routing_id"], unique=False)

    op.add_column("routing", sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("opinion") as batch:
        batch.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("choice", sa.String(length=40), nullable=True))
        batch.add_column(
            sa.Column("answered_title", sa.String(), nullable=False, server_default="")
        )
    _make_rounds()
    with op.batch_alter_table("opinion") as batch:
        batch.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
        batch.create_index("ix_opinion_round_id", ["round_id"])
        batch.create_foreign_key(
            "fk_opinion_round_id_opinion_round", "opinion_round", ["round_id"], ["id"]
        )


def _make_rounds() -> None:
    bind = op.get_bind()
    tables = sa.MetaData()
    names = ("opinion", "opinion_round", "routing")
    tables.reflect(bind, only=names)
    opinion, rounds, routing = (tables.tables[name] for name in names)
    rows = bind.execute(
        sa.select(opinion, routing.c.from_desk_id, routing.c.state.label("routing_state"))
        .join(routing, routing.c.id == opinion.c.routing_id)
        .order_by(opinion.c.id)
    ).mappings()
    together: dict[tuple[object, ...], list[sa.RowMapping]] = {}
    for row in rows.all():
        key = row["document_id"], row["asked_by"], row["question"], row["due_at"]
        together.setdefault(key, []).append(row)
    for asked in together.values():
        first, is_open = asked[0], any(_waits(row) for row in asked)
        made = bind.execute(
            sa.insert(rounds)
            .values(
                uid=uuid7().hex if bind.dialect.name == "sqlite" else uuid7(),
                document_id=first["document_id"],
                desk_id=first["from_desk_id"],
                state="waiting" if is_open else "closed",
                asked_by=first["asked_by"],
                asked_title="",
                on_behalf_of="",
                question=first["question"],
                asked_at=first["asked_at"],
                due_at=first["due_at"],
                closed_at=None if is_open else first["asked_at"],
            )
            .returning(rounds.c.id)
        ).scalar_one()
        bind.execute(
            sa.update(opinion)
            .where(opinion.c.id.in_([row["id"] for row in asked]))
            .values(round_id=made)
        )
    bind.execute(
        sa.update(opinion).where(opinion.c.answered_at.is_not(None)).values(choice="other")
    )


def _waits(row: sa.RowMapping) -> bool:
    return row["answered_at"] is None and row["routing_state"] == "open"


def downgrade() -> None:
    with op.batch_alter_table("opinion") as batch:
        batch.drop_constraint("fk_opinion_round_id_opinion_round", type_="foreignkey")
        batch.drop_index("ix_opinion_round_id")
        batch.drop_column("answered_title")
        batch.drop_column("choice")
        batch.drop_column("round_id")
    op.drop_column("routing", "first_due_at")
    op.drop_table("extension")
    op.drop_table("opinion_round")
    op.drop_table("saved_phrase")
    op.drop_table("receiver_set")
