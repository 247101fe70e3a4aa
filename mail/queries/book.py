"""The address book: who is found as somebody types, folded, his own circle first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from mail.letters import heading, typed
from mail.models import (
    AddressKind,
    BoxKind,
    Contact,
    MailAddress,
    Mailbox,
    MailDraft,
    MailList,
)
from mail.queries.addresses import TAKES_MAIL
from mail.queries.contacts import of_agency, of_person
from mail.wire import names
from office.accounts.models import Person
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from office.search import fold
from office.units import queries as units

SHOWN = 10
RECENT = 100
MOST_BOXES = 5000


@dataclass(frozen=True)
class Entry:
    """Somebody who can be written to; `hint` says where he belongs."""

    name: str
    address: str
    hint: str = ""
    kind: str = "person"

    @property
    def line(self) -> str:
        """As it is put into a line of recipients."""
        return typed.line_of([heading.Person(self.address, self.name)])


def suggestions(text: str, actor: Actor, *, most: int = SHOWN) -> list[Entry]:
    """Everybody whose name or address has the typed words, each address once."""
    words = fold(text).split()
    if not words:
        return []
    found: dict[str, Entry] = {}
    for entry in _sources(words, actor, most):
        found.setdefault(entry.address.lower(), entry)
        if len(found) >= most:
            break
    return list(found.values())


def _sources(words: Sequence[str], actor: Actor, most: int) -> Iterator[Entry]:
    yield from _recent(words, actor)
    yield from _people(words, actor, most)
    yield from _boxes_and_lists(words, actor)
    yield from _contacts(words, actor, most)


def _fits(words: Iterable[str], *texts: str) -> bool:
    whole = fold(" ".join(texts))
    return all(word in whole for word in words)


def _recent(words: Sequence[str], actor: Actor) -> Iterator[Entry]:
    """To whom he wrote last."""
    lines = (
        select(MailDraft.to, MailDraft.cc)
        .where(MailDraft.sender_id == actor.person_id, MailDraft.left_at.is_not(None))
        .order_by(MailDraft.id.desc())
        .limit(RECENT)
    )
    for to, cc in db.session.execute(lines):
        for one in [*_read(to), *_read(cc)]:
            if _fits(words, one.name, one.address):
                yield Entry(one.name, one.address, _("Written to before"), "recent")


def _read(line: str) -> list[heading.Person]:
    try:
        return typed.people(line)
    except Invalid:
        return []


def _people(words: Sequence[str], actor: Actor, most: int) -> Iterator[Entry]:
    """Officials with a box: of his own agency before others."""
    has_words = and_(
        *(
            or_(Person.folded_name.contains(word, autoescape=True), _in_address(word))
            for word in words
        )
    )
    wanted = _boxes(BoxKind.PERSON).join(Person, Person.id == Mailbox.person_id).where(has_words)
    ours = Mailbox.agency_id.in_(units.lineage(actor.agency_id) if actor.agency_id else ())
    rows = db.session.execute(wanted.order_by(ours.desc(), Person.folded_name).limit(most))
    for name, address, agency_id in rows:
        yield Entry(name, address, units.name_of(agency_id))


def _boxes_and_lists(words: Sequence[str], actor: Actor) -> Iterator[Entry]:
    """Boxes of desks and distribution lists are few: their names are folded here."""
    rows = db.session.execute(_boxes(BoxKind.DESK).limit(MOST_BOXES)).all()
    lists = (
        select(MailList.name, MailAddress.shown, MailList.agency_id)
        .join(MailAddress, MailAddress.list_id == MailList.id)
        .where(MailList.closed_at.is_(None), MailAddress.kind != AddressKind.TOMBSTONE)
    )
    kinds: list[tuple[str, Any]] = [("unit", rows), ("list", db.session.execute(lists).all())]
    for kind, found in kinds:
        for name, address, agency_id in sorted(found, key=lambda row: row[2] != actor.agency_id):
            if _fits(words, name, address):
                hint = _("Distribution list") if kind == "list" else units.name_of(agency_id)
                yield Entry(name, address, hint, kind)


def _boxes(kind: BoxKind) -> Select[str, str, int]:
    return (
        select(Mailbox.name, MailAddress.shown, Mailbox.agency_id)
        .join(MailAddress, MailAddress.mailbox_id == Mailbox.id)
        .where(
            Mailbox.kind == kind,
            Mailbox.state.in_(TAKES_MAIL),
            MailAddress.kind == AddressKind.PRIMARY,
        )
    )


def _in_address(word: str) -> ColumnElement[bool]:
    return MailAddress.folded.contains(word, autoescape=True)


def _contacts(words: Sequence[str], actor: Actor, most: int) -> Iterator[Entry]:
    """Addresses outside: his own and those of the whole agency."""
    is_his = or_(of_person(actor.person_id or 0), of_agency(actor.agency_id or 0))
    has_words = and_(
        *(
            or_(
                Contact.folded_name.contains(word, autoescape=True),
                Contact.address.contains(word, autoescape=True),
            )
            for word in words
        )
    )
    wanted = select(Contact).where(is_his, has_words)
    for row in db.session.scalars(wanted.order_by(Contact.folded_name).limit(most)):
        shown = names.to_unicode(names.domain_of(row.address))
        yield Entry(row.name, row.address, row.organisation or shown, "contact")
