"""What the lines of a register say beyond the document: read once for a whole page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from documents.models import (
    CopyKind,
    Dispatch,
    DispatchState,
    Document,
    DocumentCopy,
    DocumentState,
    Duty,
    Routing,
    RoutingState,
)
from documents.queries.records import drafting_symbols
from office import clock
from office.accounts.models import Person
from office.db import db
from office.units import queries as units
from office.units.models import Tenure

RECEIVED = {
    DispatchState.ARRIVED,
    DispatchState.ACCEPTED,
    DispatchState.ASSIGNED,
    DispatchState.PROCESSING,
    DispatchState.COMPLETED,
}
PROGRESS = {
    DocumentState.COMPLETED: "Đã giải quyết",
    DocumentState.REFUSED: "Trả lại nơi gửi",
    DocumentState.REGISTERED: "Chờ trình",
    DocumentState.PROPOSING: "Chờ đề xuất",
    DocumentState.PRESENTED: "Chờ chỉ đạo",
    DocumentState.ASSIGNED: "Đã giao",
    DocumentState.PROCESSING: "Đang giải quyết",
}
COPIES = {kind.type_code for kind in CopyKind}
MANY = 500  # ids in one question


@dataclass(frozen=True)
class Moved:
    """To whom a document went on, when, and who signed for it."""

    to: str = ""
    on: str = ""
    signed: str = ""
    copies: str = ""


@dataclass
class Facts:
    """What is known of the documents of some lines, by their ids."""

    places: dict[int, Moved] = field(default_factory=dict)
    keepers: dict[int, str] = field(default_factory=dict)
    replies: dict[int, str] = field(default_factory=dict)

    def moved(self, document: Document) -> Moved:
        """Of what came from an old register, what was written there."""
        old = document.details.get("old")
        if old:
            names = ("to", "on", "signed", "copies")
            return Moved(*(str(old.get(name, "")) for name in names))
        return self.places.get(document.id, Moved())

    def progress(self, document: Document) -> str:
        """Where the handling stands, in words of the register."""
        words = PROGRESS.get(document.state, "")
        if document.closed_at:
            on = clock.to_local(document.closed_at)
            late = document.due_at is not None and document.closed_at > document.due_at
            return f"{words} {on:%d/%m/%Y}" + (" (quá hạn)" if late else "")
        return f"{words} (quá hạn)" if document.is_overdue() else words


def facts_of(documents: Sequence[Document], kind: str) -> Facts:
    """Read what the lines of these documents say; a set number of statements for each kind."""
    incoming = [row for row in documents if row.is_incoming]
    outgoing = [row for row in documents if not row.is_incoming]
    found = Facts(_routed([row.id for row in incoming]) | _sent(outgoing))
    for document, symbol in zip(outgoing, drafting_symbols(_begun(outgoing)), strict=True):
        found.keepers[document.id] = document.details.get("old", {}).get("kept_by", symbol)
    if kind == "handling":
        found.replies = _replies([row.id for row in incoming])
    return found


def _begun(documents: Sequence[Document]) -> list[tuple[Document, datetime]]:
    return [(row, row.created_at) for row in documents]


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + MANY] for at in range(0, len(ids), MANY)]


def _routed(ids: Sequence[int]) -> dict[int, Moved]:
    """The last desk that directs or leads, and who opened it there."""
    last: dict[int, tuple[int, datetime, datetime | None]] = {}
    for part in _parts(ids):
        rows = db.session.execute(
            select(Routing.document_id, Routing.desk_id, Routing.received_at, Routing.read_at)
            .where(
                Routing.document_id.in_(part),
                Routing.duty.in_([Duty.DIRECT, Duty.LEAD]),
                Routing.state != RoutingState.WITHDRAWN,
            )
            .order_by(Routing.id)
        )
        last |= {row[0]: (row[1], row[2], row[3]) for row in rows}
    names = {desk: units.desk_label(desk) for desk in {row[0] for row in last.values()}}
    readers = _readers(set(names))
    return {
        document_id: Moved(
            names[desk], _day(at), _signed(readers.get(desk, []), opened) if opened else ""
        )
        for document_id, (desk, at, opened) in last.items()
    }


Held = tuple[datetime, datetime | None, str]


def _readers(desks: set[int]) -> dict[int, list[Held]]:
    rows = db.session.execute(
        select(Tenure.desk_id, Tenure.valid_from, Tenure.valid_to, Person.full_name)
        .join(Person, Person.id == Tenure.person_id)
        .where(Tenure.desk_id.in_(desks))
        .order_by(Tenure.valid_from)
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for desk_id, since, until, name in rows:
        found[desk_id].append((since, until, name))
    return found


def _signed(held: Sequence[Held], at: datetime) -> str:
    """Who held the desk when it was opened, and the time: the signature of electronic hand-over."""
    name = next((who for since, until, who in held if since <= at and not _ended(until, at)), "")
    return f"{name} {clock.to_local(at):%d/%m/%Y %H:%M}".strip()


def _ended(until: datetime | None, at: datetime) -> bool:
    return until is not None and until <= at


def _sent(documents: Sequence[Document]) -> dict[int, Moved]:
    receivers: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for part in _parts([row.id for row in documents]):
        rows = db.session.execute(
            select(Dispatch.document_id, Dispatch.receiver_name, Dispatch.state)
            .where(Dispatch.document_id.in_(part))
            .order_by(Dispatch.id)
        )
        for document_id, name, state in rows:
            receivers[document_id].append((name, state in RECEIVED))
    made = _made([row.id for row in documents if row.type_code in COPIES])
    return {
        row.id: _given(receivers[row.id], row, made.get(row.id))
        for row in documents
        if row.id in receivers or row.id in made
    }


def _made(ids: Sequence[int]) -> dict[int, int]:
    """Of a copy the register says how many were made (Decree 30/2020/NĐ-CP, Annex IV)."""
    found: dict[int, int] = {}
    for part in _parts(ids):
        rows = db.session.execute(
            select(DocumentCopy.document_id, DocumentCopy.sheets).where(
                DocumentCopy.document_id.in_(part)
            )
        )
        found |= {document_id: sheets for document_id, sheets in rows if document_id}
    return found


def _given(receivers: Sequence[tuple[str, bool]], document: Document, made: int | None) -> Moved:
    got = sum(is_there for _name, is_there in receivers)
    return Moved(
        "; ".join(name for name, _is_there in receivers),
        _day(document.closed_at),
        f"{got}/{len(receivers)} nơi đã nhận" if got else "",
        str(len(receivers) + 1 if made is None else made),
    )


def _replies(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in _parts(ids):
        rows = db.session.execute(
            select(Document.answers_id, Document.symbol)
            .where(
                Document.answers_id.in_(part),
                Document.symbol != "",
            )
            .order_by(Document.id)
        )
        for answered, symbol in rows:
            if answered is None:
                continue
            found[answered] = "; ".join(filter(None, (found.get(answered, ""), symbol)))
    return found


def _day(at: datetime | None) -> str:
    return f"{clock.to_local(at):%d/%m/%Y}" if at else ""
