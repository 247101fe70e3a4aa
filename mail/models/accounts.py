"""Domains, mailboxes, their addresses, and who else may use them."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l
from office.permissions import Role

MIB = 1024 * 1024
BLOCKED = ("executable", "script", "shortcut", "disk_image", "encrypted_archive")


class BoxKind(StrEnum):
    """Whose a box is: an official's (hộp thư cá nhân), a desk's (cơ quan), the program's own."""

    PERSON = "person"
    DESK = "desk"
    SYSTEM = "system"


class BoxState(StrEnum):
    """Where a box stands; in `handover` it takes no new mail and its receiver reads it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    HANDOVER = "handover"
    CLOSED = "closed"
    PURGED = "purged"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return BOX_STATES[self]


BOX_STATES = {
    BoxState.ACTIVE: _l("Active"),
    BoxState.SUSPENDED: _l("Suspended"),
    BoxState.HANDOVER: _l("Being handed over"),
    BoxState.CLOSED: _l("Closed"),
    BoxState.PURGED: _l("Purged"),
}


class AddressKind(StrEnum):
    """The one address people write from, another that leads to the same box, or a reserved word."""

    PRIMARY = "primary"
    ALIAS = "alias"
    TOMBSTONE = "tombstone"


class Right(StrEnum):
    """What somebody may do in a box that is not his."""

    READ = "read"
    ORGANISE = "organise"
    DRAFT = "draft"
    SEND_AS = "send_as"
    SEND_ON_BEHALF = "send_on_behalf"
    MANAGE = "manage"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return RIGHTS[self]


RIGHTS = {
    Right.READ: _l("Read"),
    Right.ORGANISE: _l("Move and label"),
    Right.DRAFT: _l("Draft"),
    Right.SEND_AS: _l("Send as the box"),
    Right.SEND_ON_BEHALF: _l("Send on behalf"),
    Right.MANAGE: _l("Manage"),
}


class ListKind(StrEnum):
    """Who is on a distribution list; all but the last are computed when mail is sent to it."""

    UNIT = "unit"
    SUBTREE = "subtree"
    HEADS = "heads"
    FUNCTION = "function"
    CHOSEN = "chosen"


class Posting(StrEnum):
    """Who may write to a list."""

    MEMBERS = "members"
    AGENCY = "agency"
    HOUSE = "house"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class DomainRules:
    """The mail rules of a domain (quy chế thư điện tử); what is not chosen has these values.

    `naming` makes a new person's address of {given} and {initials}, or of {login}. `escrow` says
    whether sealed letters are sealed for the agency's certificate (PEM) too.
    """

    naming: str = "{login}"
    quota_mib: int = 2048
    desk_quota_mib: int = 10240
    largest_mib: int = 50
    trash_days: int = 30
    keep_days: int = 0
    closed_days: int = 730
    app_password_days: int = 365
    answers_receipts: str = "ask"
    may_forward_outside: bool = False
    is_dmarc_enforced: bool = True
    sts_mode: str = "testing"
    refuses_own_from_outside: bool = True
    names_successor: bool = True
    leaver_answer_days: int = 30
    receiver_days: int = 90
    allows_private: bool = False
    publishes_directory: bool = False
    escrow: str = "off"
    escrow_certificate: str = ""
    footer: str = ""
    blocked: tuple[str, ...] = BLOCKED


class MailDomain(Base):
    """A domain of an agency (tên miền thư); `name` is the A-label, `shown` what people read.

    `seen` is what DNS said of its records at `seen_at`. It is ours from `proved_at` on: when DNS
    showed `token`, or a second person confirmed it where DNS cannot answer.
    """

    __tablename__ = "mail_domain"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    shown: Mapped[str]
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    seen_at: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(default="", server_default="")
    proved_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


def rules_of(domain: MailDomain) -> DomainRules:
    """What was chosen for a domain, completed by the values of the house."""
    known = {field.name for field in fields(DomainRules)}
    chosen = {name: value for name, value in domain.rules.items() if name in known}
    if "blocked" in chosen:
        chosen["blocked"] = tuple(chosen["blocked"])
    return DomainRules(**chosen)


class MailKey(Base):
    """A DKIM key of a domain: signing now, published for later, or retired; sealed in the vault."""

    __tablename__ = "mail_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    domain_id: Mapped[int] = mapped_column(ForeignKey("mail_domain.id"), index=True)
    selector: Mapped[str]
    sealed: Mapped[str]
    public: Mapped[str]
    made_at: Mapped[datetime]
    used_from: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("domain_id", "selector"),)


class Mailbox(Base):
    """A mailbox (hộp thư); a desk's box is used by whoever holds the desk.

    `last_number` is the highest number given in it (UID of IMAP), `changes` counts its changes.
    `receiver_id` is the person to whom a leaver's box was handed over, until `receiver_until`;
    until `answers_until` it still takes mail, and answers it. `decided_at` is when an administrator
    set its state by hand: from then on only a change of post undoes that.
    """

    __tablename__ = "mailbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[BoxKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"), index=True)
    name: Mapped[str]
    state: Mapped[BoxState] = mapped_column(default=BoxState.ACTIVE)
    quota_bytes: Mapped[int] = mapped_column(BigInteger, default=2048 * MIB)
    used_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    full_since: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(BigInteger, default=0)
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    receiver_until: Mapped[datetime | None]
    answers_until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class MailAddress(Base):
    """An address (địa chỉ thư); once given it is never given to anybody else.

    `folded` is unique for all time; it leads to a box, to a list, or, ended, to nobody.
    """

    __tablename__ = "mail_address"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    folded: Mapped[str] = mapped_column(unique=True)
    shown: Mapped[str]
    domain_id: Mapped[int] = mapped_column(ForeignKey("mail_domain.id"), index=True)
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("mail_list.id"), index=True)
    kind: Mapped[AddressKind]
    reason: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class MailGrant(Base):
    """A right in another's box, given by hand: always with a reason and an end."""

    __tablename__ = "mail_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rights: Mapped[list[str]]
    reason: Mapped[str]
    given_by: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AppPassword(Base):
    """A password for one device (mật khẩu ứng dụng): shown once, for SMTP, IMAP or both.

    `hint` is its first group, by which Dovecot finds the one row to verify.
    """

    __tablename__ = "app_password"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    hint: Mapped[str] = mapped_column(default="", server_default="")
    secret_hash: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    last_used_from: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None]


class MailList(Base):
    """A distribution list (danh sách phân phối); its members are found when it is written to.

    `failing` says of chosen addresses why (`why`) and since when (`at`) letters do not reach them.
    """

    __tablename__ = "mail_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[ListKind]
    function: Mapped[Role | None]
    name: Mapped[str]
    posting: Mapped[Posting] = mapped_column(default=Posting.AGENCY)
    chosen: Mapped[list[str]] = mapped_column(default=list)
    failing: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    closed_at: Mapped[datetime | None]


class AwayNote(Base):
    """The answer of a box while its owner is away (trả lời tự động, RFC 3834).

    `grant_id` is the right that its substitute has for as long.
    """

    __tablename__ = "away_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), unique=True)
    inside: Mapped[str]
    outside: Mapped[str] = mapped_column(default="")
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("mail_grant.id"))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]


class AwayAnswer(Base):
    """When a sender was last told that somebody is away: once in seven days is enough."""

    __tablename__ = "away_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    sender: Mapped[str]
    answered_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("mailbox_id", "sender"),)


class MailRule(Base):
    """What is done with mail that arrives in a box (quy tắc): conditions, then acts, in order.

    `problem` is an address and a word for why mail could not be sent on to it, last at `failed_at`.
    """

    __tablename__ = "mail_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    order: Mapped[int] = mapped_column("sort_order", default=0)
    name: Mapped[str]
    conditions: Mapped[dict[str, Any]]
    acts: Mapped[dict[str, Any]]
    is_last: Mapped[bool] = mapped_column(default=False)
    is_on: Mapped[bool] = mapped_column(default=True)
    problem: Mapped[str] = mapped_column(default="", server_default="")
    failed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_mail_rule_box", "mailbox_id", "sort_order"),)


class MailText(Base):
    """A signature or a template of a person or, without one, of a whole box."""

    __tablename__ = "mail_text"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)


class Contact(Base):
    """An address outside the house: an official's own, or known to the whole agency."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    address: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    used_at: Mapped[datetime | None]
    certificate: Mapped[str] = mapped_column(default="")
