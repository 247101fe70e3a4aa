"""What a sender asks of us after the issue: to destroy, to change, to take the new for the old."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from documents.axis import codes
from documents.lifecycle import INCOMING, UNTOUCHED
from documents.models import (
    AxisDelivery,
    Direction,
    Document,
    DocumentState,
    Duty,
    RoutingState,
    Sequel,
    SequelKind,
    SequelState,
    Urgency,
)
from documents.operations.desk_work import (
    finish_document,
    lay,
    lift_all,
    log,
    named,
    open_duties,
    refresh_lists,
)
from documents.operations.erasing import destroy_content
from documents.operations.statuses import answer_sender
from documents.operations.wording import needed
from documents.policy import Can, after_issue
from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

AGREED, DECLINED = codes.StatusCode.AGREED.value, codes.StatusCode.DECLINED.value
LIVE = (SequelState.WAITING, SequelState.ASKED, SequelState.AGREED)
CHANGEABLE = ("subject", "urgency")
GONE = {DocumentState.RECALLED, DocumentState.REFUSED}


@dataclass(frozen=True)
class Request:
    """What is asked, of which agency of ours, by whom and about what."""

    agency_id: int
    kind: SequelKind
    sender_code: str
    sender_name: str
    targets: tuple[str, ...]
    reason: str
    after: Mapping[str, str] = field(default_factory=dict)
    delivery: AxisDelivery | None = None
    other: Document | None = None


@operation
def take_request(request: Request, *, by: Actor) -> Sequel:
    """Keep what a sender asks; the same once more changes nothing.

    What nobody worked on is done at once, the rest waits for the clerk; a request that came
    before its document waits for that.
    """
    require(by, Can.RECEIVE, request)
    target = find_target(request.agency_id, request.targets, request.sender_code)
    known = _known(request)
    if known:
        _file_with(request.delivery, target)
        return known
    sequel = _sequel(request, target, by)
    if target:
        _file_with(request.delivery, target)
        _begin(sequel, target, by)
    return sequel


@operation
def agree(sequel: Sequel, *, by: Actor) -> None:
    """Do as the sender asks and tell him so (15)."""
    document = _asked(sequel, by)
    _agree(sequel, document, by)


@operation
def decline(sequel: Sequel, reason: str, *, by: Actor) -> None:
    """Refuse what the sender asks, with the reason (16)."""
    document = _asked(sequel, by)
    _close(sequel, SequelState.DECLINED, by, answer=needed(reason))
    answer_sender(document, DECLINED, reason, about=str(sequel.uid), by=by)
    audit.record(f"incoming.{sequel.kind}_declined", document, by=by, reason=reason)
    log(document, f"incoming.{sequel.kind}_declined", by=by, text=reason)
    lift_all(document, RoutingState.DONE, [Duty.ANSWER])
    refresh_lists(document)


def meet_document(document: Document, *, by: Actor) -> None:
    """A document has come of which something was asked before; part of its arrival."""
    waiting = select(Sequel).where(
        Sequel.target == document.identifier,
        Sequel.target != "",
        Sequel.state == SequelState.WAITING,
        Sequel.agency_id.in_(units.lineage(units.successor_of(document.agency_id))),
    )
    for sequel in db.session.scalars(waiting.order_by(Sequel.id)).all():
        if codes.same_organ(sequel.sender_code, document.issuer_code):
            sequel.document_id = document.id
            _file_with(db.session.get(AxisDelivery, sequel.delivery_id or 0), document)
            _begin(sequel, document, by)
    _take_the_place(document, by)


def _take_the_place(document: Document, by: Actor) -> None:
    """What the new document says of older ones of the same sender."""
    for kind, name in (
        (SequelKind.REPLACEMENT, "replaces"),
        (SequelKind.CORRECTION, "corrects"),
    ):
        for identifier in document.details.get(name, ()):
            take_request(
                Request(
                    agency_id=document.agency_id,
                    kind=kind,
                    sender_code=document.issuer_code,
                    sender_name=document.issuer_name,
                    targets=(identifier,),
                    reason=document.details.get("reason", ""),
                    other=document,
                ),
                by=by,
            )


def find_target(agency_id: int, identifiers: tuple[str, ...], sender_code: str) -> Document | None:
    """Our newest record under one of these identifiers, by this sender."""
    statement = select(Document).where(
        Document.agency_id.in_(units.lineage(units.successor_of(agency_id))),
        Document.direction == Direction.INCOMING,
        Document.identifier.in_([one for one in identifiers if one]),
    )
    found = db.session.scalars(statement.order_by(Document.id.desc())).all()
    return next((one for one in found if codes.same_organ(one.issuer_code, sender_code)), None)


# -------------------------------------------------------------------------- what is done


def _begin(sequel: Sequel, document: Document, by: Actor) -> None:
    log(document, f"axis.{sequel.kind}_asked", by=by, text=sequel.reason, sender=sequel.sender_name)
    audit.record(f"axis.{sequel.kind}_asked", document, by=by, sender=sequel.sender_code)
    if sequel.kind in (SequelKind.REPLACEMENT, SequelKind.CORRECTION):
        _mark(sequel, document, by)
    elif _is_plain(sequel, document):
        _agree(sequel, document, by)
    else:
        sequel.state = SequelState.ASKED
        lay(document, units.clerk_desk(_agency_of(document)).id, Duty.ANSWER, by=by)
        _warn(document, sequel)


def _is_plain(sequel: Sequel, document: Document) -> bool:
    """Whether nobody has to decide: not yet registered, already gone, or nothing is different."""
    changes_nothing = sequel.kind is SequelKind.UPDATE and not sequel.changes.get("after")
    return document.state in {DocumentState.ARRIVED, *GONE} or changes_nothing


def _agree(sequel: Sequel, document: Document, by: Actor) -> None:
    """The answer goes before the content does: the reason is kept, the words are not."""
    _close(sequel, SequelState.AGREED, by)
    answer_sender(document, AGREED, "", about=str(sequel.uid), by=by)
    log(document, f"incoming.{sequel.kind}_agreed", by=by)
    if sequel.kind is SequelKind.UPDATE:
        _change(sequel, document, by)
    elif document.state not in GONE:
        INCOMING.advance(document, "destroy", by, reason=sequel.reason)
        destroy_content(document, sequel.reason, by=by)
        finish_document(document)
        lift_all(document, RoutingState.WITHDRAWN, [Duty.INFORM])
        sequel.changes = {}
    lift_all(document, RoutingState.DONE, [Duty.ANSWER])
    refresh_lists(document)


def _change(sequel: Sequel, document: Document, by: Actor) -> None:
    """The former words stay with the act."""
    after = {name: sequel.changes["after"][name] for name in sequel.changes.get("after", {})}
    before = {name: str(getattr(document, name)) for name in after}
    sequel.changes = {"before": before, "after": after}
    document.subject = after.get("subject", document.subject)
    document.urgency = Urgency(after.get("urgency", document.urgency))
    audit.record("incoming.updated", document, by=by, fields=sorted(after))


def _mark(sequel: Sequel, document: Document, by: Actor) -> None:
    """Both stay readable; of what nobody began to work on the new one takes the place."""
    _close(sequel, SequelState.AGREED, by)
    is_untouched = document.state in UNTOUCHED and not document.is_frozen
    if sequel.kind is SequelKind.REPLACEMENT and is_untouched:
        INCOMING.advance(document, "supersede", SYSTEM)
        finish_document(document)
        refresh_lists(document)
    else:
        _warn(document, sequel)


def _warn(document: Document, sequel: Sequel) -> None:
    """Whoever has the document on his desk learns what its sender wants."""
    desks = {row.desk_id for row in open_duties(document) if row.duty is not Duty.ANSWER}
    for desk_id in sorted(desks):
        notices.tell(
            desk_id,
            kind=sequel.kind.value,
            text=named(document, _l("A document")),
            url=f"/documents/{document.uid}",
            key=f"sequel:{sequel.uid}:{desk_id}",
        )


# ------------------------------------------------------------------------------- records


def _known(request: Request) -> Sequel | None:
    statement = select(Sequel).where(
        Sequel.is_incoming,
        Sequel.agency_id.in_(units.lineage(units.successor_of(request.agency_id))),
        Sequel.kind == request.kind,
        Sequel.target.in_([one for one in request.targets if one]),
        Sequel.state.in_(LIVE),
    )
    return next((one for one in db.session.scalars(statement) if _is_same(one, request)), None)


def _is_same(known: Sequel, request: Request) -> bool:
    """An update is the same when it changes the same; a second recall is always the same."""
    is_by_him = codes.same_organ(known.sender_code, request.sender_code)
    after = known.changes.get("after", {})
    return is_by_him and (known.kind is not SequelKind.UPDATE or after == dict(request.after))


def _sequel(request: Request, target: Document | None, by: Actor) -> Sequel:
    changes: dict[str, Any] = {"after": dict(request.after)} if request.after else {}
    made = Sequel(
        uid=new_uid(),
        kind=request.kind,
        state=SequelState.WAITING,
        is_incoming=True,
        agency_id=units.successor_of(request.agency_id),
        document_id=target.id if target else None,
        other_id=request.other.id if request.other else None,
        delivery_id=request.delivery.id if request.delivery else None,
        target=target.identifier if target else next(iter(request.targets), ""),
        sender_code=request.sender_code,
        sender_name=request.sender_name,
        reason=request.reason,
        changes=changes,
        made_at=clock.now(),
        made_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _file_with(delivery: AxisDelivery | None, document: Document | None) -> None:
    """The package of a request shares the fate of what it is about."""
    if delivery is not None and document is not None and delivery.document_id is None:
        delivery.document_id = document.id
        db.session.flush()


def _asked(sequel: Sequel, by: Actor) -> Document:
    document = db.session.get(Document, sequel.document_id or 0)
    require(by, after_issue.Can.ANSWER_REQUEST, document)
    if sequel.state is not SequelState.ASKED or document is None:
        raise Refusal(
            _("This request was answered meanwhile."),
            fix=_("Reload the page to see what is possible now."),
        )
    return document


def _close(sequel: Sequel, state: SequelState, by: Actor, *, answer: str = "") -> None:
    sequel.state, sequel.answer = state, answer
    sequel.answered_at, sequel.answered_by = clock.now(), by.name


def _agency_of(document: Document) -> int:
    return units.successor_of(document.agency_id)
