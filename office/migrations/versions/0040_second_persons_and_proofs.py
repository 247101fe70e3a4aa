"""What a second person confirms, whether a domain is ours, how long a leaver's box is read."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from office import clock

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
AT = sa.DateTime(timezone=True)
NAMED = sa.column("receiver_id", sa.Integer()), sa.column("receiver_until", AT)
PROOF = sa.column("proved_at", AT), sa.column("opened_at", AT)


def upgrade() -> None:
    op.create_table(
        "mail_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=True),
        sa.Column("domain_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_name", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_name", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["unit.id"], name=op.f("fk_mail_wish_agency_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_mail_wish_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["domain_id"], ["mail_domain.id"], name=op.f("fk_mail_wish_domain_id_mail_domain")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_mail_wish_mailbox_id_mailbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_wish_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wish")),
        sa.UniqueConstraint("uid", name=op.f("uq_mail_wish_uid")),
    )
    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.create_index("ix_mail_wish_agency", ["agency_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_wish_mailbox_id"), ["mailbox_id"], unique=False)

    with op.batch_alter_table("away_note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grant_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_away_note_grant_id_mail_grant"), "mail_grant", ["grant_id"], ["id"]
        )

    with op.batch_alter_table("mail_domain", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receiver_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answers_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))

    mailbox, domain = sa.table("mailbox", *NAMED), sa.table("mail_domain", *PROOF)
    op.execute(domain.update().values(proved_at=domain.c.opened_at))
    until = clock.now() + timedelta(days=90)
    is_read = mailbox.c.receiver_id.is_not(None)
    op.execute(mailbox.update().where(is_read).values(receiver_until=until))


def downgrade() -> None:
    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.drop_column("decided_at")
        batch_op.drop_column("answers_until")
        batch_op.drop_column("receiver_until")

    with op.batch_alter_table("mail_domain", schema=None) as batch_op:
        batch_op.drop_column("proved_at")
        batch_op.drop_column("token")

    with op.batch_alter_table("away_note", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_away_note_grant_id_mail_grant"), type_="foreignkey")
        batch_op.drop_column("grant_id")

    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_wish_mailbox_id"))
        batch_op.drop_index("ix_mail_wish_agency")

    op.drop_table("mail_wish")
