"""More time for an assignment (gia hạn): asked with a reason, decided by whoever assigned."""

from datetime import datetime

from sqlalchemy import select

from documents.lifecycle import EXTENSION
from documents.models import Document, Duty, Extension, MoreTimeState, Routing, RoutingState
from documents.operations.assignees import level_above, refuse_later_than_above
from documents.operations.assigning import set_deadline
from documents.operations.desk_work import lay, lift, log, named, open_duties
from documents.operations.wording import needed
from documents.policy import AT_WORK, URGED
from documents.policy.directing import Can
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l, day
from office.permissions import Actor, require
from office.units import queries as units


@operation
def ask_more_time(
    document: Document, routing: Routing, reason: str, *, due_at: datetime | None, by: Actor
) -> Extension:
    """Ask whoever assigned this for a later day, with the reason."""
    require(by, Can.ASK_EXTENSION, document)
    if routing.desk_id != by.desk_id or routing.duty not in URGED or routing.state not in AT_WORK:
        raise Refusal(_("This assignment is not on your desk."), fix=_("Reload the page."))
    if routing.from_desk_id is None or routing.due_at is None:
        raise Refusal(_("This assignment has no deadline that could be extended."))
    if _waiting(routing):
        raise Refusal(_("More time has been asked for already."), fix=_("Wait for the decision."))
    extension = Extension(
        document_id=document.id,
        routing_id=routing.id,
        from_desk_id=routing.desk_id,
        to_desk_id=routing.from_desk_id,
        state=MoreTimeState.ASKED,
        reason=needed(reason),
        former_due_at=routing.due_at,
        wanted_due_at=_later(due_at, routing.due_at),
        asked_at=clock.now(),
        asked_by=by.name,
    )
    db.session.add(extension)
    db.session.flush()
    audit.record("extension.ask", extension, by=by, wanted=extension.wanted_due_at)
    lay(document, extension.to_desk_id, Duty.EXTEND, by=by, parent=routing, note=extension.reason)
    _log(document, "ask_extension", extension, by, extension.reason)
    return extension


@operation
def grant_more_time(
    extension: Extension,
    answer: str = "",
    *,
    due_at: datetime | None = None,
    beyond: str = "",
    by: Actor,
) -> None:
    """Grant the day that was asked for, or set another one; the first deadline stays on record."""
    document, routing = _decided(extension)
    new_due = _future(due_at or extension.wanted_due_at)
    EXTENSION.advance(extension, "grant", by, due_at=new_due)
    if routing.state not in AT_WORK:
        raise Refusal(_("This assignment is finished; there is nothing to extend."))
    refuse_later_than_above(level_above(routing), new_due, beyond)
    set_deadline(document, routing, new_due)
    extension.decided_due_at = new_due
    _settle(extension, document, routing, answer or beyond, by)
    _log(document, "grant_extension", extension, by, " ".join(filter(None, (answer, beyond))))


@operation
def refuse_more_time(extension: Extension, answer: str, *, by: Actor) -> None:
    """Say why the deadline stays as it is."""
    document, routing = _decided(extension)
    EXTENSION.advance(extension, "refuse", by, answer=needed(answer))
    _settle(extension, document, routing, answer, by)
    _log(document, "refuse_extension", extension, by, answer)


@operation
def withdraw_more_time(extension: Extension, *, by: Actor) -> None:
    """Take the own request back before it is decided."""
    document, routing = _decided(extension)
    EXTENSION.advance(extension, "withdraw", by)
    extension.decided_at = clock.now()
    _lift_request(document, routing, RoutingState.WITHDRAWN)
    _log(document, "withdraw_extension", extension, by, "")


def _settle(
    extension: Extension, document: Document, routing: Routing, answer: str, by: Actor
) -> None:
    extension.answer = answer.strip()
    extension.decided_at = clock.now()
    extension.decided_by = by.name
    _lift_request(document, routing, RoutingState.DONE)
    notices.tell(
        extension.from_desk_id,
        kind=f"extension_{extension.state.value}",
        text=named(document, _l("More time for an assignment")),
        url=f"/documents/{document.uid}",
        key=f"extension:{extension.uid}",
    )


def _lift_request(document: Document, routing: Routing, state: RoutingState) -> None:
    for request in open_duties(document, Duty.EXTEND):
        if request.parent_id == routing.id:
            lift(request, state)


def _decided(extension: Extension) -> tuple[Document, Routing]:
    return (
        db.session.get_one(Document, extension.document_id),
        db.session.get_one(Routing, extension.routing_id),
    )


def _waiting(routing: Routing) -> bool:
    statement = select(Extension.id).where(
        Extension.routing_id == routing.id, Extension.state == MoreTimeState.ASKED
    )
    return db.session.scalar(statement) is not None


def _later(due_at: datetime | None, former: datetime) -> datetime:
    if due_at is None:
        raise Invalid(_("The day is missing."), fields={"due_on": _("Pick a day.")})
    if due_at <= former:
        words = _("Choose a day after the present deadline, %(day)s.", day=day(former))
        raise Invalid(words, fields={"due_on": words})
    return _future(due_at)


def _future(due_at: datetime) -> datetime:
    if due_at < clock.now():
        raise Invalid(
            _("The deadline lies in the past."), fields={"due_on": _("Choose a later day.")}
        )
    return due_at


def _log(document: Document, act: str, extension: Extension, by: Actor, text: str) -> None:
    other = extension.to_desk_id if by.desk_id == extension.from_desk_id else extension.from_desk_id
    log(
        document,
        f"incoming.{act}",
        by=by,
        text=text,
        to=units.desk_label(other),
        to_desk_id=other,
        due_at=(extension.decided_due_at or extension.wanted_due_at).isoformat(),
        former_due_at=extension.former_due_at.isoformat() if extension.former_due_at else None,
    )
