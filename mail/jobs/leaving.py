"""Hands messages to the smarthost; at least once, and a repeat bears the same Message-ID."""

import mimetypes
import smtplib
import socket
import ssl
from contextlib import closing, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as LINES
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.models import MailState, OutgoingMail
from mail.operations import CLOSED, NO_SMARTHOST, TOPIC
from office import blobs, clock, fetch, outbox
from office.config import SmarthostTls, current_settings
from office.db import db
from office.outbox import GiveUp, delivers
from office.permissions import SYSTEM

TIMEOUT = 30.0
outbox.RETRIES[TOPIC] = outbox.Retry(limit=30, first=timedelta(seconds=30))
FAULTS = (OSError, smtplib.SMTPException, fetch.FetchFailed)


@delivers(TOPIC)
def send(body: dict[str, Any]) -> None:
    """Send one message, unless it was held or withdrawn in the meantime."""
    found = select(OutgoingMail).where(OutgoingMail.uid == UUID(body["mail"]))
    mail = db.session.scalars(found).one()
    if mail.state is not MailState.QUEUED:
        return
    hindrance = _hindrance(mail)
    if hindrance:
        operations.hold(mail, hindrance, by=SYSTEM)
        return
    try:
        _hand_over(mail)
    except FAULTS as fault:
        _note(mail, fault)
        raise
    operations.mark_sent(mail, by=SYSTEM)


def _hindrance(mail: OutgoingMail) -> str:
    if not queries.is_open(mail.agency_id):
        return CLOSED
    is_set_up = queries.smarthost() and current_settings().mail_from
    return "" if is_set_up else NO_SMARTHOST


def _note(mail: OutgoingMail, fault: Exception) -> None:
    """What the server refuses for good, and what was tried often enough, is given up."""
    problem = _plain(fault)
    operations.note_attempt(mail, problem, by=SYSTEM)
    if _is_final(fault) or mail.attempts >= outbox.retry_of(TOPIC).limit:
        operations.give_up(mail, problem, by=SYSTEM)
        raise GiveUp(problem) from fault


def _is_final(fault: Exception) -> bool:
    return any(500 <= code < 600 for code, _words in _answers(fault))


def _answers(fault: Exception) -> list[tuple[int, bytes | str]]:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return list(fault.recipients.values())
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return []  # the house's own affair: the message is good
    if isinstance(fault, smtplib.SMTPResponseException):
        return [(fault.smtp_code, fault.smtp_error)]
    return []


def _plain(fault: Exception) -> str:
    said = [f"{code} {_text(words)}" for code, words in _answers(fault)]
    return "; ".join(said) or f"{type(fault).__name__}: {fault}"


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


# ------------------------------------------------------------------------- the message


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The message as it goes over the wire."""
    sender = current_settings().mail_from
    made = EmailMessage(policy=LINES)
    made["From"] = sender
    made["To"] = mail.to
    made["Subject"] = mail.subject
    made["Date"] = clock.to_local(mail.made_at)
    made["Message-ID"] = f"<{mail.uid}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    for one in mail.attachments:
        kind = mimetypes.guess_type(one["name"])[0] or "application/octet-stream"
        main, _slash, sub = kind.partition("/")
        content = blobs.read(one["sha256"])
        made.add_attachment(content, maintype=main, subtype=sub, filename=one["name"])
    return made


# ------------------------------------------------------------------------- the smarthost


class _Plain(smtplib.SMTP):
    """A client that goes to the address that was checked, whatever the name says by now."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        address = fetch.open_address(host, port, purpose="mail")
        return socket.create_connection((address, port), timeout)


class _Wrapped(smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        address = fetch.open_address(host, port, purpose="mail")
        plain = socket.create_connection((address, port), timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _hand_over(mail: OutgoingMail) -> None:
    settings, place = current_settings(), queries.smarthost()
    if place is None:
        raise OSError("no smarthost")
    kind = _Wrapped if settings.smarthost_tls is SmarthostTls.WRAPPED else _Plain
    own_name = settings.mail_from.rpartition("@")[2]
    with closing(kind(*place, local_hostname=own_name, timeout=TIMEOUT)) as server:
        if settings.smarthost_tls is SmarthostTls.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if settings.smarthost_user:
            server.login(settings.smarthost_user, settings.smarthost_secret)
        server.send_message(message_of(mail))
        with suppress(OSError, smtplib.SMTPException):  # taken is taken, whatever comes after
            server.quit()


__all__ = ["message_of", "send"]
