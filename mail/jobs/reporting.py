"""Tells senders of this house what became of their letters, and other houses about their lines."""

import gzip
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mail import operations, queries
from mail.jobs import ways
from mail.letters.compose import Attached, Automatic, Outline, compose, message_id
from mail.letters.heading import Person
from mail.letters.reports import Action, Cover, Fate, delivery_report
from mail.models import LineCount, MailMessage, MailState, OutgoingMail
from mail.operations import REPORT
from mail.wire.names import domain_of
from mail.wire.resolver import LookupFailed
from mail.wire.tls_reports import Seen, report
from office import blobs, clock
from office.config import current_settings
from office.db import db
from office.i18n import _
from office.outbox import delivers, every
from office.permissions import SYSTEM

ACTIONS = {"FAILURE": Action.FAILED, "DELAY": Action.DELAYED, "SUCCESS": Action.RELAYED}


@delivers(REPORT)
def tell_sender(body: dict[str, Any]) -> None:
    """Put a delivery status notification (RFC 3464) into the sender's box."""
    found = select(OutgoingMail).where(OutgoingMail.uid == UUID(body["mail"]))
    mail = db.session.scalars(found).one()
    action = ACTIONS[body["wish"]]
    if action is Action.DELAYED and mail.state is not MailState.QUEUED:
        return
    message = db.session.get_one(MailMessage, mail.message_id)
    name = f"{action.value}{body.get('round', '')}"
    data = _report(mail, message, action, name)
    stored = blobs.put(data)
    operations.write(
        operations.Envelope(
            key=f"report:{mail.uid}:{name}",
            listener="house",
            envelope_from="",
            recipients=[{"address": mail.envelope_from}],
            sha256=stored.sha256,
            size=stored.size,
            received_at=clock.now(),
        ),
        by=SYSTEM,
    )


def _report(mail: OutgoingMail, message: MailMessage, action: Action, name: str) -> bytes:
    cover = Cover(
        own_name=ways.own_name(),
        to=mail.envelope_from,
        subject=_subject(action, message.subject),
        text=_text(mail, message, action),
        message_id=message_id(f"{mail.uid}.{name.replace(':', '.')}", ways.own_name()),
        date=clock.now(),
    )
    answer = mail.answer
    fate = Fate(
        address=mail.to,
        action=action,
        status=answer.get("status", "") or _plain_status(action),
        original=mail.options.get("orcpt", ""),
        host=answer.get("host", ""),
        said=mail.problem,
        tried_at=clock.now(),
    )
    return delivery_report(
        cover,
        [fate],
        blobs.read(mail.sha256),
        returned=mail.options.get("ret", "HDRS"),
        envelope_id=mail.options.get("envid", ""),
        arrived=mail.made_at,
    )


def _plain_status(action: Action) -> str:
    return {Action.FAILED: "5.0.0", Action.DELAYED: "4.0.0"}.get(action, "2.0.0")


def _subject(action: Action, subject: str) -> str:
    if action is Action.FAILED:
        return _("Could not be delivered: %(subject)s", subject=subject)
    if action is Action.DELAYED:
        return _("Still on its way: %(subject)s", subject=subject)
    return _("Handed over: %(subject)s", subject=subject)


def _text(mail: OutgoingMail, message: MailMessage, action: Action) -> str:
    facts = {"to": mail.to, "at": clock.to_local(message.received_at).strftime("%H:%M %d/%m/%Y")}
    if action is Action.FAILED:
        told = _("Your letter of %(at)s did not reach %(to)s and is not tried again.", **facts)
    elif action is Action.DELAYED:
        told = _("Your letter of %(at)s has not reached %(to)s yet; it is tried again.", **facts)
    else:
        told = _("Your letter of %(at)s was handed over to the mail server of %(to)s.", **facts)
    said = _("The other side said: %(words)s", words=mail.problem) if mail.problem else ""
    return f"{told}\n\n{said}\n"


# --------------------------------------------------------- reports on lines (RFC 8460)


@every(name="mail.line_reports", cron="20 1 * * *")
def tell_others(_body: dict[str, Any]) -> None:
    """Send each domain that asks for it what we saw on yesterday's lines to its hosts."""
    untold = select(LineCount).where(LineCount.day < clock.today(), LineCount.told.is_(False))
    by_domain: dict[tuple[str, datetime], list[LineCount]] = {}
    for row in db.session.scalars(untold):
        by_domain.setdefault((row.domain, clock.local_midnight(row.day)), []).append(row)
    for (domain, begins), rows in by_domain.items():
        for address in _asks(domain) if ways.is_set_up() else ():
            _send(domain, address, rows, begins)
        operations.mark_told(rows, by=SYSTEM)


def _asks(domain: str) -> list[str]:
    """Where the domain wants its reports (`_smtp._tls`); by mail only."""
    try:
        texts = ways.the_resolver().texts(f"_smtp._tls.{domain}")
    except LookupFailed:
        return []
    wanted = [text for text in texts if text.startswith("v=TLSRPTv1")]
    fields = [one.strip() for text in wanted[:1] for one in text.split(";")]
    places = [one.removeprefix("rua=") for one in fields if one.startswith("rua=")]
    uris = [uri.strip() for place in places for uri in place.split(",")]
    mails = [uri.removeprefix("mailto:") for uri in uris if uri.startswith("mailto:")]
    return [one for one in mails if queries.is_address(one)][:2]


def _send(domain: str, address: str, rows: list[LineCount], begins: datetime) -> None:
    sender = current_settings().mail_from
    unique = f"tls.{begins:%Y%m%d}.{domain}"
    told = report(
        domain,
        _counts(rows),
        begins=begins,
        ends=begins + timedelta(days=1) - timedelta(seconds=1),
        organisation=domain_of(sender),
        contact=sender,
        report_id=unique,
    )
    name = f"{domain_of(sender)}!{domain}!{int(begins.timestamp())}.json.gz"
    file = Attached(
        name, gzip.compress(json.dumps(told).encode(), mtime=0), "application/tlsrpt+gzip"
    )
    data = compose(
        Outline(
            sender=Person(sender),
            to=(Person(address),),
            subject=f"Report Domain: {domain} Submitter: {domain_of(sender)} Report-ID: <{unique}>",
            text="TLS report (RFC 8460).\n",
            message_id=message_id(unique, domain_of(sender)),
            date=clock.now(),
            attachments=(file,),
            automatic=Automatic.MADE,
            more=(("TLS-Report-Domain", domain), ("TLS-Report-Submitter", domain_of(sender))),
        )
    )
    operations.post_ready(address, blobs.put(data).sha256, key=f"{unique}:{address}", by=SYSTEM)


def _counts(rows: list[LineCount]) -> Mapping[Seen, int]:
    return {
        Seen(row.domain, row.policy, row.host, row.address, row.fault): row.count for row in rows
    }
