"""People and the accounts by which they act."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class AuthLevel(IntEnum):
    """How a session was opened."""

    PASSWORD = 1
    SECOND_FACTOR = 2


class Person(Base):
    """An official as a human being; posts are tenures, the personnel file is another package's."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    full_name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(index=True)


class Reminders(StrEnum):
    """How somebody is reminded of what runs out."""

    MAIL = "mail"
    NOTICE = "notice"


class Account(Base):
    """How a person signs in; never reassigned, closed instead."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(default="", server_default="")
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_expires_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    reminders: Mapped[Reminders] = mapped_column(
        default=Reminders.MAIL, server_default=Reminders.MAIL.value
    )
    mobile: Mapped[str] = mapped_column(default="", server_default="")
    wants_texts: Mapped[bool] = mapped_column(default=False, server_default="0")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A printed code that stands in for the second factor once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    """A sign-in: an opaque token's hash, its level, the acting post; ended rows stay."""

    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    tenure_id: Mapped[int | None] = mapped_column(ForeignKey("tenure.id"))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    level: Mapped[int]
    stepped_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(default="")


class Delegation(Base):
    """A deputy works at another's desk for a time; never his key, PIN, mailbox or this right."""

    __tablename__ = "delegation"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    tenure_id: Mapped[int] = mapped_column(ForeignKey("tenure.id"), index=True)
    deputy_tenure_id: Mapped[int] = mapped_column(ForeignKey("tenure.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Absence(Base):
    """When an official is away (nghỉ, đi công tác)."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]


class Attempts(Base):
    """A bucket of tries (sign-in, PIN, search …) under one key."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column("tries", default=0)
    since: Mapped[datetime]


class ApiToken(Base):
    """A bearer token of one account in one post; scopes never exceed the owner's rights."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    tenure_id: Mapped[int] = mapped_column(ForeignKey("tenure.id"))
    prefix: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Notice(Base):
    """Something an official should know of, at one of his desks; carries no content of a file.

    `text` is the source text and `facts` fill it in, so that each reader has it in his language.
    """

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    kind: Mapped[str]
    text: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str]
    key: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("desk_id", "key"),
        Index("ix_notice_desk", "desk_id", "read_at", "id"),
    )
