"""How far a matter is, in words for everybody: steps by unit and day, no content, no names."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import select

from documents.models import (
    Document,
    DocumentState,
    Duty,
    ProgressCode,
    ProgressEntry,
)
from office import clock
from office.db import db
from office.i18n import _l
from office.units import queries as units

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nobody mistakes them on paper
ALIKE = str.maketrans("ILO", "110")
MOST_SIGNS = 64


class PublicStep(StrEnum):
    """What everybody may know of the way of a matter."""

    RECEIVED = "received"
    PRESENTED = "presented"
    ASSIGNED = "assigned"
    HANDLED = "handled"
    COMPLETED = "completed"
    REFUSED = "refused"

    @property
    def label(self) -> object:
        """The plain words of the page."""
        return LABELS[self]


LABELS = {
    PublicStep.RECEIVED: _l("Received and registered"),
    PublicStep.PRESENTED: _l("Before the leadership"),
    PublicStep.ASSIGNED: _l("Assigned"),
    PublicStep.HANDLED: _l("Being handled"),
    PublicStep.COMPLETED: _l("Completed"),
    PublicStep.REFUSED: _l("Returned to the sender"),
}
STEPS = {
    "incoming.register": PublicStep.RECEIVED,
    "incoming.present": PublicStep.PRESENTED,
    "incoming.propose": PublicStep.PRESENTED,
    "incoming.return_to_leader": PublicStep.PRESENTED,
    "incoming.direct": PublicStep.ASSIGNED,
    "incoming.hand_on": PublicStep.HANDLED,
    "incoming.give_back": PublicStep.HANDLED,
    "incoming.start": PublicStep.HANDLED,
    "incoming.complete": PublicStep.COMPLETED,
    "incoming.answered": PublicStep.COMPLETED,
    "incoming.refuse": PublicStep.REFUSED,
}
BY_AGENCY = {PublicStep.RECEIVED, PublicStep.PRESENTED, PublicStep.COMPLETED, PublicStep.REFUSED}


@dataclass(frozen=True)
class PublicLine:
    """One step: what, in which unit, since when."""

    step: PublicStep
    unit: str
    at: datetime


class Standing(StrEnum):
    """Whether the deadline is kept."""

    OPEN = "open"
    IN_TIME = "in_time"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


@dataclass(frozen=True)
class PublicProgress:
    """All that a code opens."""

    agency: str
    received_at: datetime
    lines: Sequence[PublicLine]
    standing: Standing
    due_at: datetime | None
    closed_at: datetime | None


def plain(code: str) -> str:
    """A code as it is reckoned with: groups, case and signs that look alike do not matter."""
    signs = "".join(sign for sign in code[: 2 * MOST_SIGNS].upper() if sign.isalnum())
    return signs.translate(ALIKE)[:MOST_SIGNS]


def hash_of(code: str) -> str:
    """What the database keeps of a code; a hundred random bits need no slow hash."""
    return hashlib.sha256(plain(code).encode()).hexdigest()


def has_progress_code(document: Document) -> bool:
    """Whether somebody outside can follow this document at present."""
    found = select(ProgressCode.id).where(
        ProgressCode.document_id == document.id, ProgressCode.revoked_at.is_(None)
    )
    return db.session.scalar(found.limit(1)) is not None


def public_progress(code: str) -> PublicProgress | None:
    """What a code opens; nothing for a wrong, a withdrawn or a since restricted one."""
    document = db.session.scalars(
        select(Document)
        .join(ProgressCode, ProgressCode.document_id == Document.id)
        .where(
            ProgressCode.code_hash == hash_of(code),
            ProgressCode.revoked_at.is_(None),
            Document.is_restricted.is_(False),
        )
    ).first()
    return _progress(document) if document else None


def _progress(document: Document) -> PublicProgress:
    agency = units.name_of(document.agency_id)
    return PublicProgress(
        agency=agency,
        received_at=document.created_at,
        lines=_without_repeats(_lines(document, agency)),
        standing=_standing(document),
        due_at=document.due_at,
        closed_at=document.closed_at,
    )


def _lines(document: Document, agency: str) -> Iterator[PublicLine]:
    statement = (
        select(ProgressEntry)
        .where(ProgressEntry.document_id == document.id, ProgressEntry.act.in_(STEPS))
        .order_by(ProgressEntry.id)
    )
    for entry in db.session.scalars(statement):
        step = STEPS[entry.act]
        unit = "" if step in BY_AGENCY else _unit_of(entry)
        yield PublicLine(step, unit or agency, entry.at)


def _unit_of(entry: ProgressEntry) -> str:
    """The unit at whose desk the work lay then; a unit is named, never the person."""
    desks = [entry.facts.get("desk_id")]
    if STEPS[entry.act] is PublicStep.ASSIGNED:
        rows = entry.facts.get("receivers", ())
        desks = [row.get("desk_id") for row in rows if row.get("duty") == Duty.LEAD.value]
    unit_id = units.location(desks[0], entry.at) if desks and desks[0] else None
    return units.name_of(unit_id, clock.to_local(entry.at).date()) if unit_id else ""


def _without_repeats(lines: Iterator[PublicLine]) -> list[PublicLine]:
    """The first of equal steps in a row: handing back and forth inside a unit is its own matter."""
    return [next(same) for _key, same in groupby(lines, key=lambda line: (line.step, line.unit))]


def _standing(document: Document) -> Standing:
    is_done = document.state in {DocumentState.COMPLETED, DocumentState.REFUSED}
    until = document.closed_at if is_done and document.closed_at else clock.now()
    is_late = document.due_at is not None and document.due_at < until
    if is_done:
        return Standing.DONE_LATE if is_late else Standing.DONE
    if document.due_at is None:
        return Standing.OPEN
    return Standing.LATE if is_late else Standing.IN_TIME
