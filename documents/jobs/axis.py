"""The connector at work: ask the axis, keep, acknowledge, read; send what was issued."""

import io
import tempfile
from datetime import datetime
from typing import Any, BinaryIO, cast

from sqlalchemy import select

from documents import operations, queries
from documents.axis.client import AxisRefused, AxisTransport, transport_of
from documents.axis.codes import BusinessKind, MessageKind
from documents.axis.package import (
    Bad,
    BrokenPackage,
    IncomingPackage,
    StatusMessage,
    identify,
    parse,
    require_addressed_to,
)
from documents.jobs.packages import package_of, status_of
from documents.models import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    AxisOutgoing,
    DeliveryState,
    Dispatch,
    Document,
    DispatchState,
    FileRole,
    OutgoingKind,
)
from documents.operations.files import NewFile
from office import blobs, clock, fetch, outbox, vault
from office.clock import LOCAL
from office.db import db, transaction
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused
from office.outbox import GiveUp, delivers
from office.permissions import SYSTEM
from office.scheduler import every
from office.units import queries as units

KINDS = (MessageKind.DOCUMENT, MessageKind.STATUS)


@every(seconds=1, name="axis-poll")
def ask_all() -> None:
    """Have every connection asked; the row of each comes back."""
    with transaction():
        for connection in queries.connections():
            outbox.repeat(
                "axis.poll", key=f"axis.poll:{connection.uid}", connection_id=connection.id
            )


@delivers("axis.poll")
def poll(body: dict[str, Any]) -> None:
    """Keep what is new, then tell the axis; a fault is noted and the next poll tries again."""
    connection = db.session.get_one(AxisConnection, body["connection_id"])
    transport = _transport(connection)
    problem = ""
    try:
        for kind in KINDS:
            for item in transport.list_inbox(kind):
                _keep(connection, transport, item.doc_id, kind)
    except (fetch.FetchFailed, AxisRefused, OSError) as fault:
        problem = str(fault)[:500]
    if problem != connection.problem or _stale(connection):
        operations.note_poll(connection, problem=problem, by=SYSTEM)


def _keep(
    connection: AxisConnection, transport: AxisTransport, doc_id: str, kind: MessageKind
) -> None:
    with tempfile.TemporaryFile() as received:
        transport.fetch(doc_id, into=received)
        received.seek(0)
        stored = blobs.put(cast("BinaryIO", received))
    delivery = operations.keep_delivery(connection, doc_id, kind.value, stored, by=SYSTEM)
    transport.confirm(doc_id, ok=True)
    if delivery.acknowledged_at is None:
        operations.acknowledged(delivery, by=SYSTEM)


def _stale(connection: AxisConnection) -> bool:
    asked = connection.polled_at
    return asked is None or (clock.now() - asked).total_seconds() > 60


@delivers("axis.read")
def read(body: dict[str, Any]) -> None:
    """Turn a kept package into a document, a status, or a held delivery with its reason."""
    delivery = db.session.get_one(AxisDelivery, body["delivery_id"])
    if delivery.state is not DeliveryState.KEPT:
        return
    try:
        with blobs.open_blob(delivery.sha256) as raw:
            message = parse(raw)
        _take(delivery, message)
    except BrokenPackage as broken:
        _hold(delivery, broken)


def _take(delivery: AxisDelivery, message: IncomingPackage | StatusMessage) -> None:
    require_addressed_to(message, set(units.organ_ids(delivery.agency_id)))
    if isinstance(message, StatusMessage):
        _take_status(delivery, message)
        return
    try:
        if _is_repeat(delivery, message):
            return
        files = [_new_file(file) for file in message.files]
        _refuse_stamps(message, files)
    finally:
        message.close()
    operations.receive(delivery, message.header, files, by=SYSTEM)


def _new_file(file: Any) -> NewFile:
    role = FileRole.MAIN if file.is_main else FileRole.ANNEX
    if file.content is None:
        return NewFile(file.name, file.media_type, role=role, problem=file.problem.reason)
    file.content.seek(0)
    stored = blobs.put(file.content)
    problem = str(file.problem.reason) if file.problem else ""
    return NewFile(file.name, file.media_type, stored.sha256, stored.size, role, problem)


def _refuse_stamps(message: IncomingPackage, files: list[NewFile]) -> None:
    for file in files:
        if file.media_type == "application/pdf" and not file.problem:
            try:
                words = first_page_stamp_words(blobs.path_of(file.sha256))
            except ForeignFileRefused:
                continue
            if words:
                raise BrokenPackage(Bad.SECRECY_MARK, words[0], known=identify(message))


def _is_repeat(delivery: AxisDelivery, message: IncomingPackage) -> bool:
    """Whether the same bytes are here already; other bytes under a known identifier are held."""
    header = message.header
    if header.business.kind is not BusinessKind.NEW:
        return False
    known = queries.known_package(
        delivery.connection_id, header.document_id, header.sender.organ_id
    )
    if known is None:
        return False
    if known.sha256 != delivery.sha256:
        raise BrokenPackage(Bad.OTHER_BYTES_UNDER_KNOWN_ID, known=identify(message))
    operations.note_repeat(delivery, known, by=SYSTEM)
    return True


def _take_status(delivery: AxisDelivery, message: StatusMessage) -> None:
    answered = message.response_for
    document = queries.by_identifier(delivery.agency_id, answered.document_id)
    said_at = message.at.replace(tzinfo=LOCAL) if message.at else None
    with transaction():
        delivery.state = DeliveryState.READ
        delivery.meaning = f"status:{message.code}"
        delivery.sender_code = message.sender.organ_id
        delivery.sender_name = message.sender.name
        delivery.identifier = answered.document_id
        delivery.subject = message.description
        if document:
            delivery.document_id = document.id
            operations.record_status(
                document,
                (message.sender.organ_id, message.sender.name or message.sender.organ_id),
                message.code,
                message.description,
                said_at=said_at,
                by=SYSTEM,
            )


def _hold(delivery: AxisDelivery, broken: BrokenPackage) -> None:
    secret = broken.kind is Bad.SECRECY_MARK
    known = broken.known
    operations.hold_delivery(
        delivery,
        DeliveryState.QUARANTINED if secret else DeliveryState.BROKEN,
        kind=broken.kind.value,
        reason=str(broken.reason),
        known={
            "sender_code": known.sender_id,
            "sender_name": known.sender_name,
            "identifier": known.document_id,
            "subject": "" if secret else known.subject,
        },
        by=SYSTEM,
    )


@delivers("axis.refuse")
def refuse(body: dict[str, Any]) -> None:
    """Answer 02 to a package that could not become a document."""
    delivery = db.session.get_one(AxisDelivery, body["delivery_id"])
    connection = db.session.get_one(AxisConnection, delivery.connection_id)
    with io.BytesIO() as built:
        status_of(delivery, body["reason"], into=built)
        _send(connection, MessageKind.STATUS, built)


@delivers("axis.send")
def send(body: dict[str, Any]) -> None:
    """Deliver an issued document: inside the house over the same files, outside by the axis."""
    document = db.session.get_one(Document, body["document_id"])
    for dispatch in queries.dispatches_of(document):
        operations.hand_over_locally(dispatch, by=SYSTEM)
    outside = [row for row in _queued(document) if row.local_agency_id is None]
    if outside:
        _send_outside(document, outside)


def _queued(document: Document) -> list[Dispatch]:
    rows = queries.dispatches_of(document)
    return [row for row in rows if row.state is DispatchState.QUEUED]


def _send_outside(document: Document, receivers: list[Dispatch]) -> None:
    connection = next(iter(queries.connections(document.agency_id)), None)
    if connection is None:
        raise GiveUp("the agency has no connection to the axis")
    message = _kept_message(document, connection, receivers)
    if message.sent_at is None:
        with blobs.open_blob(message.sha256) as raw:
            axis_id = _send(connection, MessageKind.DOCUMENT, raw)
        operations.mark_sent(message, axis_id, by=SYSTEM)


def _kept_message(
    document: Document, connection: AxisConnection, receivers: list[Dispatch]
) -> AxisOutgoing:
    known = db.session.scalars(
        select(AxisOutgoing).where(
            AxisOutgoing.document_id == document.id,
            AxisOutgoing.kind == OutgoingKind.DOCUMENT,
        )
    ).first()
    if known:
        return known
    with tempfile.TemporaryFile() as built:
        package_of(document, receivers, connection.attachment_mode, into=built)
        built.seek(0)
        stored = blobs.put(cast("BinaryIO", built))
    return operations.keep_message(document, OutgoingKind.DOCUMENT, stored, by=SYSTEM)


@delivers("axis.status")
def send_status(body: dict[str, Any]) -> None:
    """Tell the sender of a document how far it got."""
    document = db.session.get_one(Document, body["document_id"])
    connection = next(iter(queries.connections(document.agency_id)), None)
    if connection is None:
        raise GiveUp("the agency has no connection to the axis")
    with io.BytesIO() as built:
        status_of(
            document,
            body["description"],
            into=built,
            code=body["code"],
            said_at=datetime.fromisoformat(body["said_at"]),
        )
        _send(connection, MessageKind.STATUS, built)


def _send(connection: AxisConnection, kind: MessageKind, raw: Any) -> str:
    raw.seek(0)
    organ_id = units.organ_id(connection.agency_id)
    try:
        return _transport(connection).send(kind, raw, sender=organ_id)
    except AxisRefused as refusal:
        raise GiveUp(str(refusal)) from refusal


def _transport(connection: AxisConnection) -> AxisTransport:
    return transport_of(
        connection.transport,
        base_url=connection.base_url,
        system_id=connection.system_id,
        secret=vault.unlock(connection.secret),
        http=fetch.fetch,
    )


@every(seconds=3600, name="axis-agencies")
def ask_agencies() -> None:
    """Have the address book brought up to date."""
    with transaction():
        for connection in queries.connections():
            outbox.repeat(
                "axis.agencies",
                key=f"axis.agencies:{connection.uid}",
                connection_id=connection.id,
            )


@delivers("axis.agencies")
def take_agencies(body: dict[str, Any]) -> None:
    """Bring the address book up to date; agencies that are gone are marked."""
    connection = db.session.get_one(AxisConnection, body["connection_id"])
    listed = list(_transport(connection).agencies())
    with transaction():
        known = {row.code: row for row in db.session.scalars(select(AxisAgency))}
        for entry in listed:
            row = known.pop(entry.code, None) or AxisAgency(code=entry.code)
            row.name, row.old_code = entry.name, entry.old_code or ""
            row.is_listed, row.seen_at = True, clock.now()
            db.session.add(row)
        for gone in known.values():
            gone.is_listed = False

