"""What happens in the clerk's tray: kept, looked at, joined, laid aside, made into documents."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from documents.lifecycle import TRAY
from documents.models import (
    Document,
    DocumentFile,
    FileRole,
    TrayItem,
    TrayState,
    TrayWay,
)
from documents.operations.files import NewFile
from documents.operations.intake import Arrival, arrive
from documents.policy import Can
from office import audit, clock, notices, outbox
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units

TOPIC = "documents.look_at_tray"
KIND = "tray"
MOST_JOINED = 50


@dataclass(frozen=True)
class Brought:
    """Something on its way into the tray; the same key again is the same thing."""

    agency_id: int
    way: TrayWay
    name: str
    sha256: str
    size: int
    files: tuple[NewFile, ...]
    key: str = ""


@dataclass(frozen=True)
class TrayLook:
    """What the limited child made of an item."""

    files: tuple[NewFile, ...]
    pages: list[str]
    page_count: int
    facts: dict[str, Any] = field(default_factory=dict)


@operation
def keep_upload(brought: Brought, *, by: Actor) -> TrayItem:
    """Keep what the clerk brought; the worker looks at it at once."""
    require(by, Can.REGISTER, brought)
    return _kept(brought, by)


@operation
def keep_checked(brought: Brought, *, by: Actor) -> TrayItem:
    """Keep files that were checked at the door, so that a refused form loses none of them."""
    require(by, Can.REGISTER, brought)
    item = _stored(brought, TrayState.READY, by)
    item.page_count = 0
    return item


@operation
def keep_scan(brought: Brought, *, by: Actor) -> TrayItem:
    """Keep a file of a scanner's folder; the same file found again after a stop is one."""
    require(by, Can.RECORD, brought)
    known = db.session.scalars(select(TrayItem).where(TrayItem.key == brought.key)).first()
    return known or _kept(brought, by)


@operation
def note_refused_scan(brought: Brought, state: TrayState, problem: str, *, by: Actor) -> TrayItem:
    """Note a file of a scanner's folder that is not taken in, and tell who must know."""
    require(by, Can.RECORD, brought)
    known = db.session.scalars(select(TrayItem).where(TrayItem.key == brought.key)).first()
    if known:
        return known
    item = _stored(brought, TrayState.KEPT, by)
    _hold(item, state, problem, by)
    return item


@operation
def note_tray_look(item: TrayItem, look: TrayLook, *, by: Actor) -> None:
    """Keep what the worker made of an item: files, first page, what a mail says."""
    TRAY.advance(item, "look", by)
    item.files = _rows(look.files)
    item.pages, item.page_count = look.pages, look.page_count
    item.facts = item.facts | look.facts


@operation
def hold_in_tray(item: TrayItem, state: TrayState, problem: str, *, by: Actor) -> None:
    """Set an item aside with its reason; of a secret one nothing is shown any more."""
    _hold(item, state, problem, by)


@operation
def join_tray(items: Sequence[TrayItem], *, by: Actor) -> TrayItem:
    """Make one document of several scans, in this order."""
    if not 2 <= len(items) <= MOST_JOINED:
        raise Invalid(
            _("Choose two to fifty files."), fields={"chosen": _("Choose two to fifty files.")}
        )
    files = tuple(file for item in items for file in files_in(item))
    made = Brought(
        items[0].agency_id, TrayWay.JOINED, items[0].name, "", sum(f.size for f in files), files
    )
    joined = keep_upload(made, by=by)
    for item in items:
        TRAY.advance(item, "join", by, into=str(joined.uid))
        item.closed_at = clock.now()
    return joined


@operation
def drop_from_tray(item: TrayItem, *, by: Actor) -> None:
    """Lay an item aside: it becomes no document; its bytes stay kept."""
    TRAY.advance(item, "drop", by)
    item.closed_at = clock.now()


@operation
def take_from_tray(items: Sequence[TrayItem], arrival: Arrival, *, by: Actor) -> Document:
    """Make an arrival of items: the first is the document, the others are annexes."""
    require(by, Can.REGISTER, arrival)
    if not items:
        raise Invalid(_("The file is missing."), fields={"main": _("Choose a file.")})
    document = arrive(replace(arrival, files=(*_document_files(items), *arrival.files)), by=by)
    for item in items:
        TRAY.advance(item, "take", by, document=str(document.uid))
        item.document_id, item.closed_at = document.id, clock.now()
    return document


def files_in(item: TrayItem) -> list[NewFile]:
    """The files of an item as they are given to a document."""
    rows = item.files.get("rows", ())
    return [NewFile(**row | {"role": FileRole(row["role"])}) for row in rows]


def _document_files(items: Sequence[TrayItem]) -> list[NewFile]:
    first, *others = items
    annexes = [file for item in others for file in files_in(item)]
    return [
        *files_in(first),
        *(
            file if file.role is FileRole.SOURCE else replace(file, role=FileRole.ANNEX)
            for file in annexes
        ),
    ]


def _kept(brought: Brought, by: Actor) -> TrayItem:
    item = _stored(brought, TrayState.KEPT, by)
    outbox.enqueue(TOPIC, key=f"tray:{item.uid}", urgent=True, item_id=item.id)
    return item


def _stored(brought: Brought, state: TrayState, by: Actor) -> TrayItem:
    uid = new_uid()
    item = TrayItem(
        uid=uid,
        agency_id=units.successor_of(brought.agency_id),
        way=brought.way,
        state=state,
        key=brought.key or str(uid),
        name=brought.name,
        sha256=brought.sha256,
        size=brought.size,
        files=_rows(brought.files),
        facts={},
        came_before_at=_came_before(brought),
        brought_by=by.name,
        received_at=clock.now(),
    )
    db.session.add(item)
    db.session.flush()
    audit.record("tray.kept", item, by=by, way=brought.way, sha256=brought.sha256)
    return item


def _came_before(brought: Brought) -> datetime | None:
    """When the same bytes came to this agency before."""
    if not brought.sha256:
        return None
    agency_id = units.successor_of(brought.agency_id)
    as_item = select(TrayItem.received_at).where(
        TrayItem.agency_id == agency_id, TrayItem.sha256 == brought.sha256
    )
    as_file = (
        select(DocumentFile.created_at)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(Document.agency_id == agency_id, DocumentFile.sha256 == brought.sha256)
    )
    moments = [db.session.scalar(one.limit(1)) for one in (as_item, as_file)]
    return min((moment for moment in moments if moment), default=None)


def _hold(item: TrayItem, state: TrayState, problem: str, by: Actor) -> None:
    TRAY.advance(item, "quarantine" if state is TrayState.QUARANTINED else "hold", by)
    item.problem = problem
    desks = [units.clerk_desk(item.agency_id)]
    if state is TrayState.QUARANTINED:
        item.files, item.pages, item.facts, item.name = {}, None, {}, ""
        desks += units.desks_of_role(item.agency_id, Role.SECURITY)
    for desk in desks:
        notices.tell(
            desk.id,
            kind=KIND,
            text=_l("A file in the clerk’s tray was not taken in"),
            url="/documents/incoming/tray?view=held",
            key=f"tray:{item.uid}",
        )


def _rows(files: Sequence[NewFile]) -> dict[str, Any]:
    return {"rows": [asdict(file) | {"role": file.role.value} for file in files]}
