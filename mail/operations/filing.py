"""Keeping what was made of a message: a document in a register, a task, a meeting."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from mail.models import MailFiling, MailMessage
from mail.policy import Can
from mail.queries.filing import made_of_same
from mail.queries.items import open_item
from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

DOCUMENT, TASK, MEETING = "document", "task", "meeting"


@dataclass(frozen=True)
class Made:
    """What was made of a letter; `label` is its number or title once it has one."""

    kind: str
    object_uid: UUID
    url: str
    label: str = ""


@operation
def note_filing(item_uid: UUID, made: Made, *, known: int = 0, by: Actor) -> MailFiling:
    """Keep what was made of a letter; `known` are the earlier ones that its maker has seen.

    Two who take up the same letter at once do not both come through.
    """
    found = open_item(item_uid, by)
    item, message, box = found.item, found.message, found.opened.box
    require(by, Can.READ, found.opened)
    db.session.execute(select(MailMessage.id).where(MailMessage.id == message.id).with_for_update())
    same = made_of_same(box.agency_id, message.sha256, message.message_id, made.kind)
    count = db.session.scalar(select(func.count()).select_from(same.order_by(None).subquery()))
    if made.kind == DOCUMENT and (count or 0) > known:
        raise Refusal(
            _("This letter was filed before."),
            fix=_("Look at what was made of it, then confirm that you want it again."),
        )
    row = MailFiling(
        uid=new_uid(),
        mailbox_id=box.id,
        message_id=message.id,
        kind=made.kind,
        object_uid=made.object_uid,
        label=made.label,
        url=made.url,
        filed_by=by.name,
        filed_at=clock.now(),
    )
    db.session.add(row)
    box.changes += 1
    item.changed = box.changes
    db.session.flush()
    audit.record("mail.filed", message, by=by, kind=made.kind, made=str(made.object_uid))
    return row


@operation
def tell_filing(object_uid: UUID, label: str, *, is_undone: bool, by: Actor) -> None:
    """Say at the letter how far it got: the number it was given, or that it was undone."""
    require(by, Can.CARRY_OUT, object_uid)
    db.session.execute(
        update(MailFiling)
        .where(MailFiling.object_uid == object_uid)
        .values(label=label, undone_at=clock.now() if is_undone else None)
    )
