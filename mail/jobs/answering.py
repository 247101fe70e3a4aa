"""Letters that the house writes of itself: who is away, what did not arrive, what is sent on."""

from collections.abc import Sequence
from typing import Any

from mail import operations
from mail.jobs import ways
from mail.letters.compose import Automatic, Outline, compose, message_id
from mail.letters.heading import Person
from mail.letters.lists import list_fields
from mail.letters.reports import Action, Cover, Fate, delivery_report
from mail.models import AwayNote, BoxState, Mailbox, MailList, MailMessage
from mail.operations import Envelope, Leaving
from mail.operations.distributing import ANSWER, FORWARD, LOST
from mail.queries import address_of, own_box, signing_key
from mail.queries.intake import arrival_of
from mail.queries.lists import address_of_list
from mail.wire import dkim, names
from mail.wire.names import split
from mail.wire.verdicts import Came, Verdict, results_header, without_claims
from office import blobs, clock
from office.db import db
from office.i18n import _, force_locale
from office.outbox import delivers
from office.permissions import SYSTEM

REACHED = "delivered"
TO_INSIDE, TO_OUTSIDE = ("vi",), ("vi", "en")
STATUS = {
    "unknown": "5.1.1",
    "closed": "5.2.1",
    "full": "5.2.2",
    "too_large": "5.3.4",
    "may_not_post": "5.7.2",
    "automatic": "5.7.2",
}


def house_envelope(key: str, data: bytes, to: str, **options: Any) -> Envelope:
    """What the intake knows of a letter that the house wrote; from nobody, so never answered."""
    stored = blobs.put(data)
    return Envelope(
        key=key,
        listener="house",
        envelope_from="",
        recipients=[{"address": to}],
        sha256=stored.sha256,
        size=stored.size,
        received_at=clock.now(),
        options=options,
    )


@delivers(ANSWER)
def answer(body: dict[str, Any]) -> None:
    """Tell a sender that somebody is away, in the text for inside or outside."""
    note = db.session.get(AwayNote, body["note"])
    text = "" if note is None else note.inside if body["inside"] else note.outside
    if note is None or not text.strip():
        return
    message = db.session.get_one(MailMessage, body["message"])
    box = db.session.get_one(Mailbox, note.mailbox_id)
    own = address_of(box)
    made = Outline(
        sender=Person(own, box.name),
        to=(Person(body["to"]),),
        subject=f"Auto: {message.subject}".strip(),
        text=text + _stand_in(note, TO_INSIDE if body["inside"] else TO_OUTSIDE),
        message_id=message_id(f"away.{note.id}.{message.uid}", split(own)[1]),
        date=clock.now(),
        in_reply_to=message.message_id,
        references=(message.message_id,) if message.message_id else (),
        automatic=Automatic.ANSWERED,
    )
    key = f"away:{note.id}:{message.uid}"
    envelope = house_envelope(key, compose(made), body["to"], box=own)
    operations.answer_away(note, envelope, body["to"], by=SYSTEM)


def _stand_in(note: AwayNote, languages: Sequence[str]) -> str:
    """Who is to be written to in the meantime, while he has a mailbox of his own."""
    box = own_box(note.substitute_id) if note.substitute_id else None
    if box is None or box.state is not BoxState.ACTIVE:
        return ""
    facts, said = {"name": box.name, "address": address_of(box)}, ""
    for language in languages:
        with force_locale(language):
            said += "\n" + _("In the meantime please write to %(name)s <%(address)s>.", **facts)
    return f"\n{said}"


@delivers(LOST)
def report(body: dict[str, Any]) -> None:
    """Tell a writer of ours whom his letter reached or did not reach, and why (RFC 3464)."""
    box = db.session.get_one(Mailbox, body["box"])
    own = address_of(box)
    name = split(own)[1]
    with force_locale("vi"):
        lines = [f"{address}: {_why(reason)}" for address, reason in body["lost"]]
        is_good = all(reason == REACHED for _address, reason in body["lost"])
        subject = (
            _("Your letter has arrived") if is_good else _("Your letter did not reach everybody")
        )
        text = "\n".join([_("This became of your letter:"), "", *lines])
    cover = Cover(
        own_name=name,
        to=own,
        subject=subject,
        text=text,
        message_id=message_id(f"report.{body['letter'].replace(':', '.')}", name),
        date=clock.now(),
    )
    fates = [_fate(address, reason) for address, reason in body["lost"]]
    data = delivery_report(cover, fates, blobs.read(body["sha256"]))
    operations.write(house_envelope(f"report:{body['letter']}", data, own), by=SYSTEM)


def _fate(address: str, reason: str) -> Fate:
    if reason == REACHED:
        return Fate(address, Action.DELIVERED, "2.1.5")
    return Fate(address, Action.FAILED, STATUS.get(reason, "5.7.1"))


def _why(reason: str) -> str:
    if reason.startswith("moved:"):
        return _("This address is not used any more; write to %(to)s.", to=reason[6:])
    return str(
        {
            REACHED: _("The letter lies in the mailbox."),
            "not_yours": _("You may not write in the name of this sender."),
            "closed": _("This mailbox is closed."),
            "full": _("This mailbox is full; its owner must make room before it takes letters."),
            "too_large": _(
                "The letter is larger than your mail rules allow. Written on the pages of mail, "
                "a large file goes as a link."
            ),
            "noreply": _("From this address notices are sent; nobody reads what comes to it."),
            "may_not_post": _("You may not write to this list."),
            "automatic": _("Lists take no letters that a program wrote."),
            "secrecy": _("The letter bears a secrecy mark: state secrets do not go by mail."),
            "infected": _("A virus was found in the letter."),
        }.get(reason, _("Nobody here has this address."))
    )


@delivers(FORWARD)
def forward(body: dict[str, Any]) -> None:
    """Send a letter on out of the house, as the box or the list that passes it on."""
    message = db.session.get_one(MailMessage, body["message"])
    box = db.session.get_one(Mailbox, body["box"])
    found = db.session.get_one(MailList, body["list"]) if body.get("list") else None
    via = address_of_list(found) if found else address_of(box)
    data = blobs.read(message.sha256)
    if not via or f"delivered-to: {via}".encode() in data[:65536].lower():
        return  # it went round in a circle
    fields = list_fields(via) if found else ()
    added = "".join(f"{name}: {value}\r\n" for name, value in [("Delivered-To", via), *fields])
    stored = blobs.put(_sealed(added.encode() + data, message, via))
    sender = via if found or body.get("sender") else ""
    leaving = Leaving(
        key=f"forward:{message.uid}:{via}:{body['to']}",
        to=body["to"],
        sha256=stored.sha256,
        envelope_from=sender,
    )
    operations.hand_out(message, box, leaving, by=SYSTEM)


def _sealed(data: bytes, message: MailMessage, via: str) -> bytes:
    """With our word for how it came (ARC, RFC 8617): passed on, its own proofs may fail elsewhere.

    A domain without a key can vouch for nothing; what was written here was never judged.
    """
    key, arrival = signing_key(names.domain_of(via)), arrival_of(message)
    if key is None or arrival is None or not message.verdicts:
        return data
    own_id = ways.own_name()
    came = Came(arrival.peer, arrival.helo, arrival.envelope_from)
    told = results_header(Verdict.from_json(message.verdicts), own_id=own_id, came=came)
    judged = without_claims(data, own_id=own_id)
    judged = f"Authentication-Results: {told}\r\n".encode() + judged
    try:
        return dkim.seal(
            judged, domain=key.domain, selector=key.selector, pem=key.pem, own_id=own_id
        )
    except dkim.NotSigned:
        return data
