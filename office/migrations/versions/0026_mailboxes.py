"""Domains, mailboxes, messages and what was made of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_thread")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_thread_uid")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_contact_agency_id_unit")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_uid")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_mail_domain_agency_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_domain")),
        sa.UniqueConstraint("name", name=op.f("uq_mail_domain_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_domain_uid")),
    )
    with op.batch_alter_table("mail_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_domain_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "mail_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("posting", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_mail_list_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_mail_list_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_list")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_list_uid")),
    )
    with op.batch_alter_table("mail_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_list_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_list_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "mail_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("view_sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sender_address", sa.String(), nullable=False),
        sa.Column("envelope_from", sa.String(), nullable=False),
        sa.Column("to_people", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("cc_people", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("preview", sa.String(), nullable=False),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("verdicts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("seal", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("calendar", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("notices", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["mail_thread.id"], name=op.f("fk_mail_message_thread_id_mail_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_message_uid")),
    )
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_message_message_id"), ["message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mail_message_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_message_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "app_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_from", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_app_password_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_password")),
        sa.UniqueConstraint("uid", name=op.f("uq_app_password_uid")),
    )
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_app_password_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "mail_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("listener", sa.String(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("helo", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("envelope_from", sa.String(), nullable=False),
        sa.Column("options", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("recipients", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["mail_message.id"],
            name=op.f("fk_mail_arrival_message_id_mail_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_arrival")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_arrival_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_arrival_uid")),
    )
    with op.batch_alter_table("mail_arrival", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_arrival_message_id"), ["message_id"], unique=False
        )
        batch_op.create_index("ix_mail_arrival_sha", ["sha256", "received_at"], unique=False)
        batch_op.create_index("ix_mail_arrival_state", ["state", "id"], unique=False)

    op.create_table(
        "mail_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=False),
        sa.Column("selector", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["domain_id"], ["mail_domain.id"], name=op.f("fk_mail_key_domain_id_mail_domain")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_key")),
        sa.UniqueConstraint("domain_id", "selector", name=op.f("uq_mail_key_domain_id_selector")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_key_uid")),
    )
    with op.batch_alter_table("mail_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_key_domain_id"), ["domain_id"], unique=False)

    op.create_table(
        "mail_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("is_inline", sa.Boolean(), nullable=False),
        sa.Column("risks", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_part_message_id_mail_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_part")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_part_uid")),
    )
    with op.batch_alter_table("mail_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_part_message_id"), ["message_id"], unique=False)

    op.create_table(
        "mail_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["mail_message.id"],
            name=op.f("fk_mail_reference_message_id_mail_message"),
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["mail_thread.id"], name=op.f("fk_mail_reference_thread_id_mail_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reference")),
    )
    with op.batch_alter_table("mail_reference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_reference_message_id"), ["message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mail_reference_named"), ["named"], unique=False)

    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger(), nullable=False),
        sa.Column("used_bytes", sa.BigInteger(), nullable=False),
        sa.Column("full_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_mailbox_agency_id_unit")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_mailbox_desk_id_desk")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mailbox_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["person.id"], name=op.f("fk_mailbox_receiver_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("uid", name=op.f("uq_mailbox_uid")),
    )
    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailbox_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailbox_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailbox_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailbox_receiver_id"), ["receiver_id"], unique=False)

    op.create_table(
        "away_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_away_answer_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_away_answer")),
        sa.UniqueConstraint("mailbox_id", "sender", name=op.f("uq_away_answer_mailbox_id_sender")),
    )
    op.create_table(
        "away_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("inside", sa.String(), nullable=False),
        sa.Column("outside", sa.String(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_away_note_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["person.id"], name=op.f("fk_away_note_substitute_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_away_note")),
        sa.UniqueConstraint("mailbox_id", name=op.f("uq_away_note_mailbox_id")),
    )
    with op.batch_alter_table("away_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_away_note_substitute_id"), ["substitute_id"], unique=False
        )

    op.create_table(
        "mail_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("domain_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["domain_id"], ["mail_domain.id"], name=op.f("fk_mail_address_domain_id_mail_domain")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["mail_list.id"], name=op.f("fk_mail_address_list_id_mail_list")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_address_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint("folded", name=op.f("uq_mail_address_folded")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_address_uid")),
    )
    with op.batch_alter_table("mail_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_address_domain_id"), ["domain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_address_list_id"), ["list_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mail_address_mailbox_id"), ["mailbox_id"], unique=False
        )

    op.create_table(
        "mail_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_assignment_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["mail_thread.id"], name=op.f("fk_mail_assignment_thread_id_mail_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_assignment")),
        sa.UniqueConstraint(
            "mailbox_id", "thread_id", name=op.f("uq_mail_assignment_mailbox_id_thread_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_assignment_uid")),
    )
    with op.batch_alter_table("mail_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_assignment_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "mail_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_uid", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_filing_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_filing_message_id_mail_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_filing")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_filing_uid")),
    )
    with op.batch_alter_table("mail_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_filing_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_filing_message_id"), ["message_id"], unique=False)

    op.create_table(
        "mail_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rights", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_grant_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_grant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_grant")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_grant_uid")),
    )
    with op.batch_alter_table("mail_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_grant_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_mail_hold_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_hold_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["mail_thread.id"], name=op.f("fk_mail_hold_thread_id_mail_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_hold")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_hold_uid")),
    )
    with op.batch_alter_table("mail_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_hold_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_hold_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_hold_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "mail_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=40), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("is_forwarded", sa.Boolean(), nullable=False),
        sa.Column("handled_by", sa.String(), nullable=False),
        sa.Column("from_folder", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_via", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_item_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_item_message_id_mail_message")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["mail_thread.id"], name=op.f("fk_mail_item_thread_id_mail_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_item")),
        sa.UniqueConstraint("mailbox_id", "number", name=op.f("uq_mail_item_mailbox_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_item_uid")),
    )
    with op.batch_alter_table("mail_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_item_list", ["mailbox_id", "folder", "placed_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mail_item_message_id"), ["message_id"], unique=False)
        batch_op.create_index(
            "ix_mail_item_thread", ["mailbox_id", "thread_id", "id"], unique=False
        )

    op.create_table(
        "mail_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_label_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_label")),
        sa.UniqueConstraint("mailbox_id", "name", name=op.f("uq_mail_label_mailbox_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_label_uid")),
    )
    op.create_table(
        "mail_purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_purge_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_purge")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_purge_uid")),
    )
    with op.batch_alter_table("mail_purge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_purge_mailbox_id"), ["mailbox_id"], unique=False)

    op.create_table(
        "mail_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("acts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_rule_mailbox_id_mailbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_rule")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_rule_uid")),
    )
    with op.batch_alter_table("mail_rule", schema=None) as batch_op:
        batch_op.create_index("ix_mail_rule_box", ["mailbox_id", "sort_order"], unique=False)

    op.create_table(
        "mail_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_text_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_text_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_text_uid")),
    )
    with op.batch_alter_table("mail_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_text_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_text_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("to_line", sa.Text(), nullable=False),
        sa.Column("cc_line", sa.Text(), nullable=False),
        sa.Column("bcc_line", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("options", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("answer_kind", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("message_uid", sa.Uuid(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["mail_item.id"], name=op.f("fk_mail_draft_answers_id_mail_item")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_draft_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_draft_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_draft_uid")),
    )
    with op.batch_alter_table("mail_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_draft_answers_id"), ["answers_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_draft_mailbox_id"), ["mailbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_draft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_flagged",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["mail_item.id"], name=op.f("fk_mail_flagged_item_id_mail_item")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_flagged_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_flagged_person_id_person")
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_mail_flagged")),
    )
    with op.batch_alter_table("mail_flagged", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_flagged_person", ["person_id", "mailbox_id", "item_id"], unique=False
        )

    op.create_table(
        "mail_item_label",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["mail_item.id"], name=op.f("fk_mail_item_label_item_id_mail_item")
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["mail_label.id"], name=op.f("fk_mail_item_label_label_id_mail_label")
        ),
        sa.PrimaryKeyConstraint("item_id", "label_id", name=op.f("pk_mail_item_label")),
    )
    with op.batch_alter_table("mail_item_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_item_label_label_id"), ["label_id"], unique=False)

    op.create_table(
        "mail_unseen",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["mail_item.id"], name=op.f("fk_mail_unseen_item_id_mail_item")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_unseen_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_unseen_person_id_person")
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_mail_unseen")),
    )
    with op.batch_alter_table("mail_unseen", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_unseen_person", ["person_id", "mailbox_id", "folder"], unique=False
        )

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mailbox_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sha256", sa.String(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("envelope_from", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "options",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "answer",
                sa.JSON().with_variant(JSONB(), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told_late_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_outgoing_mail_mailbox_id"), ["mailbox_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outgoing_mail_message_id"), ["message_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mail_mailbox_id_mailbox"), "mailbox", ["mailbox_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mail_message_id_mail_message"),
            "mail_message",
            ["message_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_outgoing_mail_message_id_mail_message"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_outgoing_mail_mailbox_id_mailbox"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_message_id"))
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_mailbox_id"))
        batch_op.drop_column("told_late_at")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("answer")
        batch_op.drop_column("options")
        batch_op.drop_column("envelope_from")
        batch_op.drop_column("sha256")
        batch_op.drop_column("mailbox_id")
        batch_op.drop_column("message_id")

    with op.batch_alter_table("mail_unseen", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_unseen_person")

    op.drop_table("mail_unseen")
    with op.batch_alter_table("mail_item_label", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_item_label_label_id"))

    op.drop_table("mail_item_label")
    with op.batch_alter_table("mail_flagged", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_flagged_person")

    op.drop_table("mail_flagged")
    with op.batch_alter_table("mail_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_draft_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_draft_mailbox_id"))
        batch_op.drop_index(batch_op.f("ix_mail_draft_answers_id"))

    op.drop_table("mail_draft")
    with op.batch_alter_table("mail_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_text_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_text_mailbox_id"))

    op.drop_table("mail_text")
    with op.batch_alter_table("mail_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_rule_box")

    op.drop_table("mail_rule")
    with op.batch_alter_table("mail_purge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_purge_mailbox_id"))

    op.drop_table("mail_purge")
    op.drop_table("mail_label")
    with op.batch_alter_table("mail_item", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_item_thread")
        batch_op.drop_index(batch_op.f("ix_mail_item_message_id"))
        batch_op.drop_index("ix_mail_item_list")

    op.drop_table("mail_item")
    with op.batch_alter_table("mail_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_hold_thread_id"))
        batch_op.drop_index(batch_op.f("ix_mail_hold_mailbox_id"))
        batch_op.drop_index(batch_op.f("ix_mail_hold_agency_id"))

    op.drop_table("mail_hold")
    with op.batch_alter_table("mail_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_grant_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_grant_mailbox_id"))

    op.drop_table("mail_grant")
    with op.batch_alter_table("mail_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_filing_message_id"))
        batch_op.drop_index(batch_op.f("ix_mail_filing_mailbox_id"))

    op.drop_table("mail_filing")
    with op.batch_alter_table("mail_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_assignment_person_id"))

    op.drop_table("mail_assignment")
    with op.batch_alter_table("mail_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_address_mailbox_id"))
        batch_op.drop_index(batch_op.f("ix_mail_address_list_id"))
        batch_op.drop_index(batch_op.f("ix_mail_address_domain_id"))

    op.drop_table("mail_address")
    with op.batch_alter_table("away_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_away_note_substitute_id"))

    op.drop_table("away_note")
    op.drop_table("away_answer")
    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailbox_receiver_id"))
        batch_op.drop_index(batch_op.f("ix_mailbox_person_id"))
        batch_op.drop_index(batch_op.f("ix_mailbox_desk_id"))
        batch_op.drop_index(batch_op.f("ix_mailbox_agency_id"))

    op.drop_table("mailbox")
    with op.batch_alter_table("mail_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_reference_named"))
        batch_op.drop_index(batch_op.f("ix_mail_reference_message_id"))

    op.drop_table("mail_reference")
    with op.batch_alter_table("mail_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_part_message_id"))

    op.drop_table("mail_part")
    with op.batch_alter_table("mail_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_key_domain_id"))

    op.drop_table("mail_key")
    with op.batch_alter_table("mail_arrival", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_arrival_state")
        batch_op.drop_index("ix_mail_arrival_sha")
        batch_op.drop_index(batch_op.f("ix_mail_arrival_message_id"))

    op.drop_table("mail_arrival")
    with op.batch_alter_table("app_password", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_app_password_account_id"))

    op.drop_table("app_password")
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_message_thread_id"))
        batch_op.drop_index(batch_op.f("ix_mail_message_sha256"))
        batch_op.drop_index(batch_op.f("ix_mail_message_message_id"))

    op.drop_table("mail_message")
    with op.batch_alter_table("mail_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_list_unit_id"))
        batch_op.drop_index(batch_op.f("ix_mail_list_agency_id"))

    op.drop_table("mail_list")
    with op.batch_alter_table("mail_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_domain_agency_id"))

    op.drop_table("mail_domain")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_person_id"))
        batch_op.drop_index(batch_op.f("ix_contact_agency_id"))

    op.drop_table("contact")
    op.drop_table("mail_thread")
