"""What a sender is told before a letter goes: nothing here forbids it.

Upper packages add what they know with `advises`: that a recipient is on the national axis, so that
a formal paper goes there as a document.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from mail.models import MailDraft, OutgoingMail
from mail.queries.recipients import Addressed, addresses
from mail.wire import names
from office.db import db
from office.i18n import _, ngettext
from office.search import fold

PROMISED = re.compile(
    r"\b(dinh kem|gui kem|kem theo|file kem|tep kem|attach(ed|ment|ments|ing)?|enclosed)\b"
    "|مرفق|المرفقات|ارفق"
)
MOST_SHOWN = 5


@dataclass(frozen=True)
class Advice:
    """One thing to think of; `url` leads to what could be done instead."""

    code: str
    text: str
    url: str = ""
    label: str = ""


Adviser = Callable[[Sequence[str]], Iterable[Advice]]
_advisers: list[Adviser] = []


def advises(adviser: Adviser) -> Adviser:
    """Let an upper package look at the addresses of a letter before it goes."""
    if adviser not in _advisers:
        _advisers.append(adviser)
    return adviser


def advice_for(draft: MailDraft, found: Addressed) -> list[Advice]:
    """Everything worth a second look, the gravest first."""
    told = [*_outside(draft, found), *_forgotten(draft)]
    for adviser in _advisers:
        told += adviser(addresses(found.everybody))
    if not draft.subject.strip():
        told.append(Advice("no_subject", _("The letter has no subject.")))
    return told


def _outside(draft: MailDraft, found: Addressed) -> Iterable[Advice]:
    """Only those to whom the box never wrote before: what is told each time is read by nobody."""
    strange = _never_written(draft, addresses(found.outside))
    if strange:
        shown = ", ".join(strange[:MOST_SHOWN])
        text = ngettext(
            "%(num)d recipient is outside and new to this mailbox: %(shown)s",
            "%(num)d recipients are outside and new to this mailbox: %(shown)s",
            len(strange),
            shown=shown,
        )
        yield Advice("outside", text)


def _never_written(draft: MailDraft, wanted: list[str]) -> list[str]:
    if not wanted:
        return []
    on_wire = {names.on_the_wire(one): one for one in wanted}
    known = db.session.scalars(
        select(OutgoingMail.to).where(
            OutgoingMail.mailbox_id == draft.mailbox_id, OutgoingMail.to.in_(on_wire)
        )
    )
    written = set(known)
    return [one for wire, one in on_wire.items() if wire not in written]


def _forgotten(draft: MailDraft) -> Iterable[Advice]:
    own = "\n".join(line for line in draft.text.split("\n") if not line.startswith(">"))
    if not draft.files and PROMISED.search(fold(own)):
        yield Advice("no_file", _("The letter speaks of an attachment, but there is none."))
