"""Changes of who may read one document: asked, warned of, and held until confirmed."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from documents.lifecycle import ACCESS
from documents.models import (
    AccessKind,
    AccessState,
    Document,
    DocumentAccess,
    DocumentState,
    Duty,
    Participation,
    Routing,
    RoutingState,
    Task,
    TaskLine,
)
from documents.operations.desk_work import lay, lift, log, named, refuse_foreign
from documents.operations.wording import needed
from documents.policy import AT_WORK
from documents.policy.access import CONFIRMING, Can
from documents.queries.document_access import access_confirmers
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units

UNSETTLED = {
    DocumentState.ARRIVED,
    DocumentState.DRAFT,
    DocumentState.CANCELLED,
    DocumentState.REFUSED,
    DocumentState.RECALLED,
}
OF_A_DESK = (AccessKind.GRANT, AccessKind.WITHDRAW)


@dataclass(frozen=True)
class AccessWish:
    """What is to change, for which desk, why, and who is to confirm it."""

    kind: AccessKind
    to_desk_id: int | None
    reason: str
    desk_id: int | None = None


@operation
def ask_document_access(document: Document, wish: AccessWish, *, by: Actor) -> DocumentAccess:
    """Ask for a change of who reads a document; nothing changes before it is confirmed."""
    require(by, Can.CHANGE_ACCESS, document)
    if document.state in UNSETTLED:
        raise Refusal(_("Access is changed once a document is registered or submitted."))
    reason = needed(wish.reason)
    _check(document, wish)
    to_desk_id = _confirmer(document, wish, by)
    routing = lay(document, to_desk_id, Duty.ACCESS, by=by, note=reason)
    change = DocumentAccess(
        document_id=document.id,
        desk_id=wish.desk_id if wish.kind in OF_A_DESK else None,
        kind=wish.kind,
        state=AccessState.ASKED,
        reason=reason,
        asked_at=clock.now(),
        asked_by=by.name,
        asked_desk_id=by.desk_id,
        to_desk_id=to_desk_id,
        routing_id=routing.id,
    )
    db.session.add(change)
    db.session.flush()
    audit.record("access.ask", document, by=by, kind=change.kind, desk=change.desk_id)
    _log(document, "document.access_asked", change, by)
    return change


def _check(document: Document, wish: AccessWish) -> None:
    if wish.kind in OF_A_DESK:
        _check_desk(document, wish)
    elif document.is_restricted == (wish.kind is AccessKind.RESTRICT):
        words = _("This is so already.")
        raise Invalid(words, fields={"kind": words})
    _refuse_doubled(document, wish)


def _check_desk(document: Document, wish: AccessWish) -> None:
    if wish.desk_id is None:
        raise Invalid(_("Choose a desk."), fields={"desk": _("Choose a desk of your agency.")})
    refuse_foreign(document, wish.desk_id)
    reads = wish.desk_id in readers_of(document)
    if wish.kind is AccessKind.GRANT and reads:
        words = _("This desk reads the document already.")
        raise Invalid(words, fields={"desk": words})
    if wish.kind is AccessKind.WITHDRAW and not reads:
        words = _("This desk was not given the document.")
        raise Invalid(words, fields={"desk": words})
    if wish.kind is AccessKind.WITHDRAW and works_on(document, wish.desk_id):
        raise Refusal(
            _("This desk works on the document; it needs to read it."),
            fix=_("Take its assignment back first."),
        )


def _refuse_doubled(document: Document, wish: AccessWish) -> None:
    same = select(DocumentAccess.id).where(
        DocumentAccess.document_id == document.id,
        DocumentAccess.kind == wish.kind,
        DocumentAccess.desk_id == (wish.desk_id if wish.kind in OF_A_DESK else None),
        DocumentAccess.state == AccessState.ASKED,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal(_("This change was asked for already and waits for confirmation."))


def _confirmer(document: Document, wish: AccessWish, by: Actor) -> int:
    offered = {desk.id for desk in access_confirmers(document, but=by.desk_id)}
    if wish.to_desk_id is None or wish.to_desk_id not in offered:
        words = _("Choose who confirms it.")
        raise Invalid(words, fields={"confirmer": words})
    return wish.to_desk_id


def readers_of(document: Document) -> set[int]:
    """The desks that came to a document by what was laid on them; others read it by their post."""
    found = select(Participation.desk_id).where(Participation.document_id == document.id)
    return set(db.session.scalars(found))


def works_on(document: Document, desk_id: int) -> bool:
    """Whether a desk has or had more to do with a document than to take note of it."""
    if not document.is_incoming and document.desk_id == desk_id:
        return True
    worked = select(Routing.id).where(
        Routing.document_id == document.id,
        Routing.desk_id == desk_id,
        Routing.duty != Duty.INFORM,
        Routing.state.in_([*AT_WORK, RoutingState.DONE, RoutingState.RETURNED]),
    )
    return db.session.scalar(worked.limit(1)) is not None


@operation
def confirm_document_access(change: DocumentAccess, *, by: Actor) -> None:
    """Let a change of who reads a document hold from now on."""
    document = _decide(change, "confirm", by)
    if change.kind is AccessKind.GRANT and change.desk_id is not None:
        lay(document, change.desk_id, Duty.INFORM, by=by, note=change.reason)
    elif change.kind is AccessKind.WITHDRAW and change.desk_id is not None:
        _take_from_sight(document, change.desk_id)
    else:
        _restrict(document, is_restricted=change.kind is AccessKind.RESTRICT)
    _log(document, "document.access_confirmed", change, by)


@operation
def refuse_document_access(change: DocumentAccess, *, by: Actor) -> None:
    """Leave the readers of a document as they were."""
    document = _decide(change, "refuse", by)
    _log(document, "document.access_refused", change, by)


def _decide(change: DocumentAccess, move: str, by: Actor) -> Document:
    ACCESS.advance(change, move, by, kind=change.kind, desk=change.desk_id)
    change.decided_at, change.decided_by = clock.now(), by.name
    routing = db.session.get_one(Routing, change.routing_id)
    if routing.state in AT_WORK:
        lift(routing, RoutingState.DONE)
    document = db.session.get_one(Document, change.document_id)
    notices.tell(
        change.asked_desk_id,
        kind=f"access_{change.state.value}",
        text=named(document, _l("A change of access")),
        url=f"/documents/{document.uid}",
        key=f"access:{change.uid}",
    )
    return document


def _take_from_sight(document: Document, desk_id: int) -> None:
    """What it was only to take note of is gone for the desk; who has work meanwhile keeps it."""
    if works_on(document, desk_id):
        raise Refusal(
            _("This desk works on the document; it needs to read it."),
            fix=_("Take its assignment back first."),
        )
    shown = select(Routing).where(
        Routing.document_id == document.id,
        Routing.desk_id == desk_id,
        Routing.duty == Duty.INFORM,
        Routing.state == RoutingState.OPEN,
    )
    for routing in db.session.scalars(shown).all():
        lift(routing, RoutingState.WITHDRAWN)
    db.session.execute(
        delete(Participation).where(
            Participation.document_id == document.id, Participation.desk_id == desk_id
        )
    )


def _restrict(document: Document, *, is_restricted: bool) -> None:
    """Tasks given from it name their readers with it; to open them again is the giver's choice."""
    document.is_restricted = is_restricted
    if not is_restricted:
        return
    own = select(Task.id).where(Task.document_id == document.id)
    db.session.execute(update(Task).where(Task.id.in_(own)).values(is_restricted=True))
    db.session.execute(update(TaskLine).where(TaskLine.task_id.in_(own)).values(is_restricted=True))


def refuse_new_readers(document: Document, desk_ids: set[int]) -> None:
    """Whoever is to read what names its readers is confirmed first; part of other acts."""
    if document.is_restricted and not desk_ids <= readers_of(document):
        raise Refusal(
            _("This document names its readers; one more reader needs a confirmation."),
            basis=_("Decree 30/2020/NĐ-CP, Annex VI, III.3."),
            fix=_("Ask for the access on its page “Access”; a leader confirms it."),
        )


def decides_on_readers(by: Actor) -> bool:
    """Leaders and heads lay what names its readers before whom they choose."""
    return bool(by.roles & {*CONFIRMING, Role.UNIT_HEAD})


def _log(document: Document, act: str, change: DocumentAccess, by: Actor) -> None:
    facts = {}
    if change.desk_id is not None:
        facts = {"to": units.desk_label(change.desk_id), "to_desk_id": change.desk_id}
    log(document, act, by=by, text=change.reason, kind=change.kind.value, **facts)
