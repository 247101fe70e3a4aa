"""Changes of who may read one document: asked, warned of, and held until confirmed."""

from sqlalchemy import delete, select, update

from documents.lifecycle import DOCUMENT_ACCESS
from documents.models import (
    AccessKind,
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
from documents.operations.access_changes import (
    AccessWish,
    refuse_doubled,
    refuse_idle,
    settle,
    tell,
    wished,
)
from documents.operations.desk_work import lay, lift, log, named, refuse_foreign
from documents.policy import AT_WORK
from documents.policy.access import CONFIRMING, Can
from documents.queries.access import access_confirmers, asked_of_document
from office import audit
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


@operation
def ask_document_access(document: Document, wish: AccessWish, *, by: Actor) -> DocumentAccess:
    """Ask for a change of who reads a document; nothing changes before it is confirmed."""
    require(by, Can.CHANGE_ACCESS, document)
    if document.state in UNSETTLED:
        raise Refusal(_("Access is changed once a document is registered or submitted."))
    facts = wished(wish, by, document_id=document.id)
    _check(document, wish)
    refuse_doubled(asked_of_document(document), facts)
    to_desk_id = _confirmer(document, wish, by)
    routing = lay(document, to_desk_id, Duty.ACCESS, by=by, note=facts["reason"])
    change = DocumentAccess(to_desk_id=to_desk_id, routing_id=routing.id, **facts)
    db.session.add(change)
    db.session.flush()
    audit.record("access.ask", document, by=by, kind=change.kind, desk=change.desk_id)
    _log(document, "document.access_asked", change, by)
    return change


def _check(document: Document, wish: AccessWish) -> None:
    if wish.is_of_a_desk:
        _check_desk(document, wish)
    elif document.is_restricted == (wish.kind is AccessKind.RESTRICT):
        words = _("This is so already.")
        raise Invalid(words, fields={"kind": words})


def _check_desk(document: Document, wish: AccessWish) -> None:
    if wish.desk_id is None:
        raise Invalid(_("Choose a desk."), fields={"desk": _("Choose a desk of your agency.")})
    refuse_foreign(document, wish.desk_id)
    refuse_idle(wish, reads=wish.desk_id in readers_of(document))
    if wish.kind is AccessKind.WITHDRAW:
        _refuse_at_work(document, wish.desk_id)


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


def _refuse_at_work(document: Document, desk_id: int) -> None:
    if works_on(document, desk_id):
        raise Refusal(
            _("This desk works on the document; it needs to read it."),
            fix=_("Take its assignment back first."),
        )


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


@operation
def withdraw_document_access(change: DocumentAccess, *, by: Actor) -> None:
    """Take a wish back before it is decided; nobody has to confirm it any more."""
    document = _settle(change, "withdraw", by, RoutingState.WITHDRAWN)
    _log(document, "document.access_withdrawn", change, by)


def _decide(change: DocumentAccess, move: str, by: Actor) -> Document:
    document = _settle(change, move, by, RoutingState.DONE)
    words = named(document, _l("A change of access"))
    tell(change, change.asked_desk_id, words, f"/documents/{document.uid}")
    return document


def _settle(change: DocumentAccess, move: str, by: Actor, ends: RoutingState) -> Document:
    settle(DOCUMENT_ACCESS, change, move, by)
    routing = db.session.get_one(Routing, change.routing_id)
    if routing.state in AT_WORK:
        lift(routing, ends)
    return db.session.get_one(Document, change.document_id)


def _take_from_sight(document: Document, desk_id: int) -> None:
    """What it was only to take note of is gone for the desk; who has work meanwhile keeps it."""
    _refuse_at_work(document, desk_id)
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
