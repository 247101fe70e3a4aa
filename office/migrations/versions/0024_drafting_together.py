"""Versions, comments and templates of drafts.

A version was a former text under the name of who wrote over it; now every text, the present one
too, stands under the name of who wrote it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from uuid_utils.compat import uuid7

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_title", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_draft_comment_desk_id_desk")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_draft_comment_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["draft_comment.id"],
            name=op.f("fk_draft_comment_parent_id_draft_comment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
        sa.UniqueConstraint("uid", name=op.f("uq_draft_comment_uid")),
    )
    with op.batch_alter_table("draft_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_comment_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "draft_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type_code", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("used_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_draft_template_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_draft_template_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_template_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_draft_template_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_template")),
        sa.UniqueConstraint("uid", name=op.f("uq_draft_template_uid")),
    )
    with op.batch_alter_table("draft_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_template_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_draft_template_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=40), server_default="written", nullable=False)
        )
        batch_op.add_column(sa.Column("restored_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("file_words", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("saved_title", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("on_behalf_of", sa.String(), server_default="", nullable=False)
        )

    _name_the_authors()


def _name_the_authors() -> None:
    bind = op.get_bind()
    tables = sa.MetaData()
    names = ("draft", "draft_version", "document", "progress_entry")
    tables.reflect(bind, only=names)
    draft, version, document, entry = (tables.tables[name] for name in names)
    begun = (
        sa.select(entry.c.document_id, sa.func.min(entry.c.id).label("first"))
        .where(entry.c.act == "outgoing.drafted")
        .group_by(entry.c.document_id)
        .subquery()
    )
    rows = bind.execute(
        sa.select(
            draft.c.id,
            draft.c.source,
            draft.c.content,
            draft.c.source_sha256,
            document.c.created_at,
            entry.c.actor_name,
            entry.c.at,
        )
        .join(document, document.c.id == draft.c.document_id)
        .outerjoin(begun, begun.c.document_id == draft.c.document_id)
        .outerjoin(entry, entry.c.id == begun.c.first)
    ).all()
    for row in rows:
        _name_authors_of(bind, version, row)


def _name_authors_of(bind: sa.Connection, version: sa.Table, draft: Any) -> None:
    found = sa.select(version.c.id, version.c.number, version.c.saved_by, version.c.saved_at)
    former = bind.execute(
        found.where(version.c.draft_id == draft.id).order_by(version.c.number)
    ).all()
    author, at = draft.actor_name or "", draft.at or draft.created_at
    for one in former:
        kind = "begun" if one.number == 1 else "written"
        own = sa.update(version).where(version.c.id == one.id)
        bind.execute(own.values(saved_by=author or one.saved_by, saved_at=at, kind=kind))
        author, at = one.saved_by, one.saved_at
    bind.execute(
        sa.insert(version).values(
            uid=uuid7().hex if bind.dialect.name == "sqlite" else uuid7(),
            draft_id=draft.id,
            number=len(former) + 1,
            kind="written" if former else "begun",
            source=draft.source,
            content=draft.content,
            source_sha256="" if draft.source == "form" else draft.source_sha256,
            saved_at=at,
            saved_by=author,
            saved_title="",
            on_behalf_of="",
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.drop_column("on_behalf_of")
        batch_op.drop_column("saved_title")
        batch_op.drop_column("file_words")
        batch_op.drop_column("restored_from")
        batch_op.drop_column("kind")

    with op.batch_alter_table("draft_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_template_unit_id"))
        batch_op.drop_index(batch_op.f("ix_draft_template_person_id"))

    op.drop_table("draft_template")
    with op.batch_alter_table("draft_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_comment_document_id"))

    op.drop_table("draft_comment")
