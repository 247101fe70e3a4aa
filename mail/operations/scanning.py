"""Mail of the last days is scanned again when the scanner has learnt of new viruses."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select, update

from mail.models import (
    Folder,
    Mailbox,
    MailItem,
    MailMessage,
    MailScan,
    OutgoingMail,
    Unseen,
)
from mail.operations.boxes import keeper_of
from mail.operations.outgoing import INFECTED, keep_back
from mail.policy import Can
from mail.queries.readers import desk_to_tell
from office import audit, clock, notices, search
from office.db import db, operation
from office.i18n import _l
from office.permissions import Actor, Role, require
from office.units import queries as units

KIND = "mail_held"
LOOKS_BACK = timedelta(days=7)


@operation
def begin_scan(signatures: str, *, by: Actor) -> MailScan:
    """The round for what the scanner knows now; one that was begun is gone on with."""
    require(by, Can.CARRY_OUT)
    known = select(MailScan).where(MailScan.signatures == signatures)
    found = db.session.scalars(known).first()
    if found is not None:
        return found
    _end_others()
    young = MailMessage.received_at >= clock.now() - LOOKS_BACK
    first = db.session.scalar(select(func.min(MailMessage.id)).where(young))
    before = first - 1 if first else db.session.scalar(select(func.max(MailMessage.id))) or 0
    row = MailScan(signatures=signatures, seen_at=clock.now(), last_id=before)
    db.session.add(row)
    db.session.flush()
    return row


def _end_others() -> None:
    """Newer signatures find what the older ones would have found."""
    db.session.execute(
        update(MailScan).where(MailScan.ended_at.is_(None)).values(ended_at=clock.now())
    )


@operation
def note_scanned(scan: MailScan, last_id: int, *, found: int, by: Actor) -> None:
    """Whoever goes on after a fall begins behind the last message that was looked at."""
    require(by, Can.CARRY_OUT)
    scan.last_id = last_id
    scan.found += found


@operation
def end_scan(scan: MailScan, *, by: Actor) -> None:
    """All mail of the last days was looked at."""
    require(by, Can.CARRY_OUT)
    scan.ended_at = clock.now()


@operation
def set_apart(message: MailMessage, virus: str, *, by: Actor) -> int:
    """Lay a letter into quarantine wherever it lies, and tell of it; says in how many boxes.

    Its bytes stay, as does where it lay before.
    """
    require(by, Can.CARRY_OUT, message)
    db.session.refresh(message, with_for_update=True)
    items = db.session.scalars(_lying(message)).all()
    boxes = _locked([item.mailbox_id for item in items])
    for item in items:
        box = boxes[item.mailbox_id]
        item.from_folder, item.folder = item.folder.value, Folder.QUARANTINE
        item.deleted_at, item.removed_via = None, ""
        box.changes += 1
        item.changed = box.changes
    ids = [item.id for item in items]
    db.session.execute(
        update(Unseen).where(Unseen.item_id.in_(ids)).values(folder=Folder.QUARANTINE)
    )
    message.notices = [*message.notices, {"code": INFECTED, "values": [virus]}]
    keep_back(OutgoingMail.message_id == message.id, INFECTED, by=by)
    search.request_index("mail", message.id)
    audit.record("mail.quarantined", message, by=by, reason=INFECTED, found=virus, boxes=len(boxes))
    _tell(message, list(boxes.values()))
    return len(boxes)


def _lying(message: MailMessage) -> Select[MailItem]:
    lies = MailItem.message_id == message.id, MailItem.removed_at.is_(None)
    apart = MailItem.folder != Folder.QUARANTINE
    return select(MailItem).where(*lies, apart).order_by(MailItem.mailbox_id, MailItem.id)


def _locked(ids: Sequence[int]) -> dict[int, Mailbox]:
    wanted = select(Mailbox).where(Mailbox.id.in_(ids)).order_by(Mailbox.id).with_for_update()
    rows = db.session.scalars(wanted, execution_options={"populate_existing": True})
    return {box.id: box for box in rows}


def _tell(message: MailMessage, boxes: Sequence[Mailbox]) -> None:
    """The readers, and once for each agency its administrators; no notice names a letter."""
    for box in boxes:
        desk = desk_to_tell(box)
        if desk is not None:
            text = _l("A virus was found later in mail of yours; it was put into quarantine")
            key = f"rescan:{message.uid}:{box.uid}"
            notices.tell(desk, kind=KIND, text=text, url="/mail", key=key)
    for agency_id in sorted({keeper_of(box.agency_id) for box in boxes}):
        for keeper in units.desks_of_role(agency_id, Role.ADMIN):
            text = _l("New signatures found a virus in mail that was delivered before")
            key = f"rescan:{message.uid}:{agency_id}"
            notices.tell(keeper.id, kind=KIND, text=text, url="/mail-keep", key=key)
