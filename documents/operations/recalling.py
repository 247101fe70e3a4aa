"""What the issuing agency asks of the receivers after the issue: recall and update."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from documents.lifecycle import OUTGOING
from documents.models import (
    AxisOutgoing,
    Channel,
    Dispatch,
    DispatchState,
    Document,
    Sequel,
    SequelKind,
    SequelState,
    Urgency,
)
from documents.operations.desk_work import log, named, refresh_lists
from documents.operations.handing_out import hand_out
from documents.operations.receivers import Recipient, address_to
from documents.operations.requests import AGREED, CHANGEABLE, Request, take_request
from documents.operations.wording import needed
from documents.policy import Can, is_leader_desk
from documents.queries import dispatches_of
from documents.queries.axis import message_key
from mail import operations as mail
from office import audit, clock, notices, outbox, search
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk

NOT_SENT = {DispatchState.QUEUED, DispatchState.FAILED}
GONE = {DispatchState.WITHDRAWN, DispatchState.REFUSED}


@dataclass(frozen=True)
class Order:
    """Why, and which leader has ordered it (Decree 30/2020/NĐ-CP art. 18)."""

    reason: str
    leader_desk_id: int


@dataclass(frozen=True)
class Changes:
    """What an update says anew, and who is added to or taken off the receivers."""

    after: Mapping[str, str] = field(default_factory=dict)
    added: tuple[Recipient, ...] = ()
    removed: tuple[str, ...] = ()


@operation
def recall(document: Document, order: Order, *, by: Actor) -> Sequel:
    """Call an issued document back from all who have it (thu hồi); our own record is frozen."""
    OUTGOING.advance(document, "recall", by, reason=needed(order.reason))
    sequel = _ordered(document, SequelKind.RECALL, order, by)
    for row in dispatches_of(document):
        _call_back(row, document, by)
    return _sent_out(sequel, document, by)


@operation
def update(document: Document, changes: Changes, order: Order, *, by: Actor) -> Sequel:
    """Tell the receivers what is different, and change who receives it (cập nhật)."""
    after = _differing(document, changes.after)
    if not (after or changes.added or changes.removed):
        raise Invalid(_("Nothing is changed."), fields={"subject": _("Change at least one thing.")})
    OUTGOING.advance(document, "update", by, reason=needed(order.reason), fields=sorted(after))
    sequel = _ordered(document, SequelKind.UPDATE, order, by)
    before = {name: str(getattr(document, name)) for name in after}
    for row in dispatches_of(document):
        if row.receiver_code in changes.removed:
            _call_back(row, document, by)
        elif after and row.state not in GONE | NOT_SENT:
            _ask(row, SequelKind.UPDATE)
    _add(document, changes.added, by)
    sequel.changes = {
        "before": before,
        "after": after,
        "added": [one.code for one in changes.added],
        "removed": list(changes.removed),
    }
    document.subject = after.get("subject", document.subject)
    document.urgency = Urgency(after.get("urgency", document.urgency))
    search.request_index("document", document.id)
    return _sent_out(sequel, document, by)


@operation
def ask_locally(sequel: Sequel, row: Dispatch, *, by: Actor) -> None:
    """Put what we ask before another agency of this installation."""
    require(by, Can.RECORD, row)
    document = db.session.get_one(Document, sequel.document_id)
    is_taken_off = row.receiver_code in sequel.changes.get("removed", ())
    kind = SequelKind.RECALL if is_taken_off else sequel.kind
    take_request(
        Request(
            agency_id=row.local_agency_id or 0,
            kind=kind,
            sender_code=document.issuer_code,
            sender_name=document.issuer_name,
            targets=(document.identifier,),
            reason=sequel.reason,
            after={} if is_taken_off else sequel.changes.get("after", {}),
        ),
        by=by,
    )


def note_answer(document: Document, row: Dispatch, code: str, text: str, *, by: Actor) -> None:
    """Keep what a receiver answers to what we asked (15, 16); part of recording a status."""
    if not row.asked:
        return
    row.answered, row.answer = code, text
    row.changed_at = clock.now()
    if code != AGREED:
        _tell_clerk(document, row)
    waiting = [one for one in dispatches_of(document) if one.asked and not one.answered]
    if not waiting:
        for sequel in _open_sequels(document):
            sequel.state, sequel.answered_at = SequelState.DONE, clock.now()
    log(document, f"outgoing.answered_{code}", by=by, text=text, party=row.receiver_name)


def ask_again(document: Document, *, by: Actor) -> None:
    """Send an open request once more; part of sending again."""
    for sequel in _open_sequels(document):
        _enqueue(sequel, document)


def _ordered(document: Document, kind: SequelKind, order: Order, by: Actor) -> Sequel:
    leader = db.session.get(Desk, order.leader_desk_id)
    agency_id = units.successor_of(document.agency_id)
    if leader is None or leader.agency_id != agency_id or not is_leader_desk(leader.id):
        raise Invalid(_("Say which leader ordered it."), fields={"leader": _("Choose a leader.")})
    made = Sequel(
        uid=new_uid(),
        kind=kind,
        state=SequelState.ASKED,
        agency_id=agency_id,
        document_id=document.id,
        target=document.identifier,
        sender_code=document.issuer_code,
        sender_name=document.issuer_name,
        reason=order.reason.strip(),
        ordered_by=units.desk_label(leader.id),
        changes={},
        made_at=clock.now(),
        made_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(f"outgoing.{kind}_ordered", document, by=by, leader=made.ordered_by)
    _tell_leader(document, made, leader.id)
    return made


def _sent_out(sequel: Sequel, document: Document, by: Actor) -> Sequel:
    log(document, f"outgoing.{sequel.kind}", by=by, text=sequel.reason, order=sequel.ordered_by)
    db.session.flush()
    if not any(row.asked and not row.answered for row in dispatches_of(document)):
        sequel.state, sequel.answered_at = SequelState.DONE, clock.now()
    _enqueue(sequel, document)
    refresh_lists(document)
    return sequel


def _enqueue(sequel: Sequel, document: Document) -> None:
    """Behind the document itself: both are sent in one partition."""
    outbox.repeat(
        "axis.request",
        key=f"request:{sequel.uid}",
        lane=outbox.Lane.ACT,
        partition=f"document:{document.uid}",
        sequel_id=sequel.id,
    )


def _call_back(row: Dispatch, document: Document, by: Actor) -> None:
    """What has not left stays here; who may have it is asked to destroy it."""
    if row.state in NOT_SENT and not _may_have_left(row, document, by):
        row.state, row.problem, row.changed_at = DispatchState.WITHDRAWN, "", clock.now()
    elif row.state not in GONE:
        _ask(row, SequelKind.RECALL)


def _may_have_left(row: Dispatch, document: Document, by: Actor) -> bool:
    """After a try nobody knows: a mail is taken back at its own door, the axis has to be asked."""
    if row.channel is Channel.MAIL:
        return not mail.withdraw(f"dispatch:{row.uid}", by=by)
    if row.channel is not Channel.AXIS:
        return False
    tried = select(AxisOutgoing.tried_at).where(AxisOutgoing.key == message_key(document))
    return db.session.scalar(tried) is not None


def _ask(row: Dispatch, kind: SequelKind) -> None:
    """Own units read our record itself; nobody else is asked through it."""
    if row.channel is not Channel.INTERNAL:
        row.asked, row.answered, row.answer = kind.value, "", ""


def _add(document: Document, added: Iterable[Recipient], by: Actor) -> None:
    known = {row.receiver_code for row in dispatches_of(document)}
    for recipient in added:
        if recipient.code not in known:
            known.add(recipient.code)
            address_to(document, recipient)
    db.session.flush()
    hand_out(document, by=by)


def _differing(document: Document, after: Mapping[str, str]) -> dict[str, str]:
    wanted = {name: str(after[name]).strip() for name in CHANGEABLE if after.get(name)}
    return {name: text for name, text in wanted.items() if text != str(getattr(document, name))}


def _open_sequels(document: Document) -> list[Sequel]:
    statement = select(Sequel).where(
        Sequel.document_id == document.id,
        Sequel.is_incoming.is_(False),
        Sequel.state == SequelState.ASKED,
    )
    return list(db.session.scalars(statement.order_by(Sequel.id)))


def _tell_leader(document: Document, sequel: Sequel, desk_id: int) -> None:
    _tell(desk_id, document, kind=sequel.kind.value, key=f"ordered:{sequel.uid}")


def _tell_clerk(document: Document, row: Dispatch) -> None:
    desk = units.clerk_desk(units.successor_of(document.agency_id))
    _tell(desk.id, document, kind="declined", key=f"declined:{row.uid}:{row.changed_at}")


def _tell(desk_id: int, document: Document, **more: Any) -> None:
    text = named(document, _l("A document"))
    notices.tell(desk_id, text=text, url=f"/documents/{document.uid}", **more)


__all__ = ["Changes", "Order", "ask_again", "ask_locally", "note_answer", "recall", "update"]
