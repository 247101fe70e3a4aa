"""Taking in: packages of the axis, documents handed over inside the house, papers of the clerk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from documents.axis.package import Header
from documents.models import (
    AxisConnection,
    AxisDelivery,
    DeliveryState,
    Direction,
    Document,
    DocumentState,
    Duty,
    Source,
    Urgency,
)
from documents.models.axis import OTHER_BYTES
from documents.operations.desk_work import lay, log
from documents.operations.erasing import drop_files, drop_repeat
from documents.operations.files import NewFile, attach
from documents.operations.limits import register_by
from documents.operations.package_requests import ask, request_in, urgency_in
from documents.operations.requests import meet_document
from documents.operations.statuses import report_status
from documents.operations.tasks_answers import take_answers
from documents.policy import Can
from office import audit, blobs, clock, law, notices, outbox
from office.db import db, new_uid, operation
from office.i18n import _l
from office.permissions import Actor, Role, require
from office.units import queries as units

LETTER = "cong-van"
REFERENCES = "; "


@dataclass(frozen=True)
class Arrival:
    """What is known of a document on its way in, whichever way it came."""

    agency_id: int
    source: Source
    subject: str
    type_name: str
    symbol: str
    issuer_name: str
    issued_on: date | None
    files: tuple[NewFile, ...]
    issuer_code: str = ""
    signer_name: str = ""
    signer_title: str = ""
    urgency: Urgency = Urgency.NORMAL
    due_on: date | None = None
    identifier: str = ""
    place: str = ""
    answers_identifier: str = ""
    is_restricted: bool = False
    details: dict[str, Any] | None = None


@operation
def keep_delivery(
    connection: AxisConnection, axis_id: str, kind: str, stored: blobs.Stored, *, by: Actor
) -> AxisDelivery:
    """Keep a package as it came; only then is the axis told. The same one again is counted.

    Other bytes under the same name are a package of their own: nothing is dropped.
    """
    require(by, Can.RECEIVE, connection)
    names = (axis_id, f"{axis_id}{OTHER_BYTES}{stored.sha256[:16]}")
    known = {row.sha256: row for row in _kept_as(connection, names)}
    if same := known.get(stored.sha256):
        same.repeats += 1
        return same
    delivery = AxisDelivery(
        uid=new_uid(),
        agency_id=units.successor_of(connection.agency_id),
        connection_id=connection.id,
        axis_id=names[bool(known)],
        kind=kind,
        state=DeliveryState.KEPT,
        sha256=stored.sha256,
        size=stored.size,
        received_at=clock.now(),
    )
    db.session.add(delivery)
    db.session.flush()
    audit.record("axis.kept", delivery, by=by, sha256=stored.sha256, axis_id=axis_id)
    outbox.enqueue("axis.read", key=f"read:{delivery.uid}", delivery_id=delivery.id)
    return delivery


def _kept_as(connection: AxisConnection, names: Sequence[str]) -> Sequence[AxisDelivery]:
    statement = select(AxisDelivery).where(
        AxisDelivery.connection_id == connection.id, AxisDelivery.axis_id.in_(names)
    )
    return db.session.scalars(statement).all()


@operation
def acknowledged(delivery: AxisDelivery, *, by: Actor) -> None:
    """Note that the axis was told."""
    require(by, Can.RECEIVE, delivery)
    delivery.acknowledged_at = clock.now()


@operation
def note_repeat(
    delivery: AxisDelivery, known: AxisDelivery, files: Sequence[NewFile] = (), *, by: Actor
) -> None:
    """The same bytes once more: nothing changes but the counter of the first one."""
    require(by, Can.RECEIVE, delivery)
    known.repeats += 1
    delivery.state = DeliveryState.READ
    delivery.meaning = "repeat"
    delivery.identifier = known.identifier
    delivery.subject = known.subject
    delivery.sender_code = known.sender_code
    delivery.sender_name = known.sender_name
    delivery.document_id = known.document_id
    if known.state is DeliveryState.DESTROYED:
        drop_repeat(delivery)
        drop_files([file.sha256 for file in files], key=f"with:{delivery.uid}")


@operation
def hold_delivery(  # noqa: PLR0913 - each fact by its name
    delivery: AxisDelivery,
    state: DeliveryState,
    *,
    kind: str,
    reason: str,
    known: dict[str, str],
    answer: str = "",
    by: Actor,
) -> None:
    """Set a package aside with its reason; the clerk sees it, the sender is answered (02).

    Of a secret one the security officer is told, and nobody sees its subject.
    """
    require(by, Can.RECEIVE, delivery)
    delivery.state = state
    delivery.problem_kind = kind
    delivery.problem = reason
    _identify(delivery, known)
    audit.record("axis.held", delivery, by=by, kind=kind)
    if answer:
        outbox.enqueue(
            "axis.refuse",
            key=f"axis.refuse:{delivery.uid}",
            delivery_id=delivery.id,
            reason=answer,
        )
    _warn_about(delivery)


@operation
def receive(
    delivery: AxisDelivery, header: Header, files: Sequence[NewFile], *, by: Actor
) -> Document | None:
    """Turn a readable package into a document that waits for registration.

    A recall or update of something known becomes a line on that document instead.
    """
    require(by, Can.RECEIVE, delivery)
    delivery.state = DeliveryState.READ
    delivery.meaning = header.business.kind.name.lower()
    _identify(delivery, _known(header))
    request = request_in(delivery, header)
    if request:
        return ask(request, files, by)
    document = arrive(_arrival(delivery.agency_id, header, files), by=by)
    delivery.document_id = document.id
    report_status(document, "01", by=by)
    db.session.flush()
    meet_document(document, by=by)
    return document


@operation
def receive_locally(arrival: Arrival, *, by: Actor) -> Document:
    """Take over a document of another agency of this installation, over the same files."""
    require(by, Can.RECEIVE, arrival)
    document = arrive(arrival, by=by)
    report_status(document, "01", by=by)
    meet_document(document, by=by)
    return document


@operation
def receive_upload(arrival: Arrival, *, by: Actor) -> Document:
    """Enter a paper or a file that reached the clerk (văn bản đến bằng giấy hoặc tệp)."""
    require(by, Can.REGISTER, arrival)
    return arrive(arrival, by=by)


def arrive(arrival: Arrival, *, by: Actor) -> Document:
    """The one way by which an incoming document comes into being."""
    desk_id = units.clerk_desk(arrival.agency_id).id
    document = Document(
        uid=new_uid(),
        direction=Direction.INCOMING,
        agency_id=arrival.agency_id,
        state=DocumentState.ARRIVED,
        source=arrival.source,
        type_code=type_code(arrival.type_name),
        type_name=arrival.type_name,
        subject=arrival.subject,
        symbol=arrival.symbol,
        issued_on=arrival.issued_on,
        place=arrival.place,
        issuer_name=arrival.issuer_name,
        issuer_code=arrival.issuer_code,
        signer_name=arrival.signer_name,
        signer_title=arrival.signer_title,
        urgency=arrival.urgency,
        is_restricted=arrival.is_restricted,
        identifier=arrival.identifier,
        desk_id=desk_id,
        answers_id=_answered(arrival),
        created_at=clock.now(),
        due_at=clock.end_of_work(arrival.due_on) if arrival.due_on else None,
        details=arrival.details or {},
    )
    db.session.add(document)
    db.session.flush()
    attach(document, arrival.files)
    audit.record("incoming.arrived", document, by=by, source=arrival.source)
    log(document, "incoming.arrived", by=by, sender=arrival.issuer_name)
    lay(document, desk_id, Duty.REGISTER, by=by, due_at=register_by(document))
    _tell_the_question(document, by)
    take_answers(document, document.details.get("tasks", ()), by=by)
    return document


def _arrival(agency_id: int, header: Header, files: Sequence[NewFile]) -> Arrival:
    return Arrival(
        agency_id=agency_id,
        source=Source.AXIS,
        subject=header.subject or header.content or header.code,
        type_name=header.type_name or "Công văn",
        symbol=header.code,
        issuer_name=header.sender.name or header.sender.organ_id,
        issuer_code=header.sender.organ_id,
        issued_on=header.issued_on,
        files=tuple(files),
        signer_name=header.signer.full_name,
        signer_title=header.signer.position,
        urgency=urgency_in(header),
        due_on=header.due_on,
        identifier=header.document_id,
        place=header.place,
        answers_identifier=next((r.document_id for r in header.responses if r.document_id), ""),
        details={
            "competence": header.signer.competence,
            "business": header.business.kind.name.lower(),
            "reason": header.business.reason,
            "to": [party.name or party.organ_id for party in header.receivers],
            "replaces": list(header.target_ids) if header.business.replaced else [],
            "tasks": list(header.tasks),
            "corrects": [one for one in header.other.reference_codes.split(REFERENCES) if one],
        },
    )


def _warn_about(delivery: AxisDelivery) -> None:
    """Tell the clerks of a package set aside, and the security officers of a secret one."""
    desks = [units.clerk_desk(delivery.agency_id)]
    if delivery.state is DeliveryState.QUARANTINED:
        desks += units.desks_of_role(delivery.agency_id, Role.SECURITY)
    for desk in desks:
        notices.tell(
            desk.id,
            kind=delivery.state.value,
            text=_l("Packages of the axis"),
            url="/documents/packages",
            key=f"package:{delivery.uid}",
        )


def _known(header: Header) -> dict[str, str]:
    return {
        "sender_code": header.sender.organ_id,
        "sender_name": header.sender.name,
        "identifier": header.document_id,
        "subject": header.subject,
    }


def _identify(delivery: AxisDelivery, known: dict[str, str]) -> None:
    for name, value in known.items():
        setattr(delivery, name, value)


def _answered(arrival: Arrival) -> int | None:
    if not arrival.answers_identifier:
        return None
    return db.session.scalar(
        select(Document.id).where(
            Document.agency_id.in_(_agencies_of(arrival.agency_id)),
            Document.direction == Direction.OUTGOING,
            Document.identifier == arrival.answers_identifier,
        )
    )


def _agencies_of(agency_id: int) -> list[int]:
    """Under which agencies our documents stand: they keep theirs when another takes its place."""
    return units.lineage(units.successor_of(agency_id))


def _tell_the_question(document: Document, by: Actor) -> None:
    if document.answers_id:
        asked = db.session.get_one(Document, document.answers_id)
        log(asked, "outgoing.answered", by=by, sender=document.issuer_name, symbol=document.symbol)


def type_code(name: str) -> str:
    """The code of a type as the law names it; what is unknown counts as a letter."""
    wanted = name.strip().casefold()
    for row in law.document_types():
        if row.vi.casefold() == wanted:
            return row.code
    return LETTER
