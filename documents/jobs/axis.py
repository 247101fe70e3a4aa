"""The connector at work: ask the axis, keep, acknowledge, read."""

import tempfile
from contextlib import suppress
from typing import Any, BinaryIO, cast

from sqlalchemy import select

from documents import operations, queries
from documents.axis.client import AxisError, AxisRefused, AxisTransport, Receipt
from documents.axis.codes import BusinessKind, MessageKind, StatusCode
from documents.axis.package import (
    Bad,
    BrokenPackage,
    IncomingPackage,
    StatusMessage,
    identify,
    parse,
    require_addressed_to,
)
from documents.jobs.transports import transport_of
from documents.models import AxisAgency, AxisConnection, AxisDelivery, DeliveryState, FileRole
from documents.operations.connections import AGENCIES, want_address_book
from documents.operations.files import NewFile
from office import blobs, clock, fetch, outbox
from office.clock import LOCAL
from office.db import db, transaction
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused
from office.outbox import delivers, every
from office.permissions import SYSTEM
from office.units import queries as units

FAULTS = (AxisError, fetch.FetchFailed, OSError)
MOST_FAULTS, LOOKED_BACK = 3, 100
KINDS = (MessageKind.DOCUMENT, MessageKind.STATUS)


@every(name="axis.poll", seconds=lambda settings: settings.axis_poll_seconds)
def ask_all(_body: dict[str, Any]) -> None:
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
    transport = transport_of(connection)
    try:
        problem = _keep_all(connection, transport)
        _tell_again(connection, transport)
    except FAULTS as fault:
        problem = str(fault)[:500]
    if problem != connection.problem or _stale(connection):
        operations.note_poll(connection, problem=problem, by=SYSTEM)


def _keep(
    connection: AxisConnection, transport: AxisTransport, doc_id: str, kind: MessageKind
) -> None:
    with tempfile.TemporaryFile() as received:
        transport.fetch(doc_id, into=cast("BinaryIO", received))
        received.seek(0)
        stored = blobs.put(cast("BinaryIO", received))
    delivery = operations.keep_delivery(connection, doc_id, kind.value, stored, by=SYSTEM)
    transport.confirm(doc_id, Receipt.DONE)
    if delivery.acknowledged_at is None:
        operations.acknowledged(delivery, by=SYSTEM)


def _keep_all(connection: AxisConnection, transport: AxisTransport) -> str:
    """A package that the axis refuses to give holds up no other; a dead line ends the round."""
    problem, cut_off = "", 0
    for item in (item for kind in KINDS for item in transport.list_inbox(kind)):
        try:
            _keep(connection, transport, item.doc_id, item.kind)
        except FAULTS as fault:
            problem = problem or str(fault)[:500]
            cut_off += not isinstance(fault, AxisRefused)
        if cut_off == MOST_FAULTS:
            break
    return problem


def _tell_again(connection: AxisConnection, transport: AxisTransport) -> None:
    """Acknowledge what was kept when the line or the worker fell before that was noted."""
    newest = select(AxisDelivery).where(AxisDelivery.connection_id == connection.id)
    newest = newest.order_by(AxisDelivery.id.desc()).limit(LOOKED_BACK)
    for delivery in db.session.scalars(newest).all():
        if delivery.acknowledged_at is None:
            with suppress(AxisRefused):  # the axis has forgotten it: nothing is left to tell
                transport.confirm(delivery.name_at_axis, Receipt.DONE)
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
        files = [_new_file(file) for file in message.files]
        _refuse_stamps(message, files)
    finally:
        message.close()
    _receive(delivery, message, files)


def _receive(delivery: AxisDelivery, message: IncomingPackage, files: list[NewFile]) -> None:
    """In turn at one connection: two workers with the same package would both find it new."""
    with transaction():
        db.session.get_one(AxisConnection, delivery.connection_id, with_for_update=True)
        db.session.refresh(delivery)
        if delivery.state is DeliveryState.KEPT and not _is_repeat(delivery, message, files):
            operations.receive(delivery, message.header, files, by=SYSTEM)


def _new_file(file: Any) -> NewFile:
    role = FileRole.MAIN if file.is_main else FileRole.ANNEX
    problem = str(file.problem.reason) if file.problem else ""
    if file.content is None:
        return NewFile(file.name, file.media_type, role=role, problem=problem)
    file.content.seek(0)
    stored = blobs.put(file.content)
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


def _is_repeat(delivery: AxisDelivery, message: IncomingPackage, files: list[NewFile]) -> bool:
    """Whether the same bytes are here already; other bytes under a known identifier are held."""
    header = message.header
    if header.business.kind is not BusinessKind.NEW:
        return _is_known_request(delivery, files)
    known = queries.known_package(
        delivery.connection_id, header.document_id, header.sender.organ_id
    )
    if known is None:
        return False
    if known.sha256 != delivery.sha256:
        raise BrokenPackage(Bad.OTHER_BYTES_UNDER_KNOWN_ID, known=identify(message))
    operations.note_repeat(delivery, known, files, by=SYSTEM)
    return True


def _is_known_request(delivery: AxisDelivery, files: list[NewFile]) -> bool:
    """A recall, update or replacement is known again by its bytes."""
    known = queries.same_package(delivery)
    if known:
        operations.note_repeat(delivery, known, files, by=SYSTEM)
    return known is not None


def _take_status(delivery: AxisDelivery, message: StatusMessage) -> None:
    if message.code == StatusCode.TAKE_BACK:
        _take_back(delivery, message)
    else:
        _take_report(delivery, message)


def _take_back(delivery: AxisDelivery, message: StatusMessage) -> None:
    with transaction():
        db.session.get_one(AxisConnection, delivery.connection_id, with_for_update=True)
        _note_status(delivery, message)
        operations.take_back_asked(
            delivery,
            message.response_for.document_id,
            sender=message.sender.organ_id,
            name=message.sender.name or message.sender.organ_id,
            reason=message.description,
            by=SYSTEM,
        )


def _note_status(delivery: AxisDelivery, message: StatusMessage) -> None:
    delivery.state = DeliveryState.READ
    delivery.meaning = f"status:{message.code}"
    delivery.sender_code = message.sender.organ_id
    delivery.sender_name = message.sender.name
    delivery.identifier = message.response_for.document_id
    delivery.subject = message.description


def _take_report(delivery: AxisDelivery, message: StatusMessage) -> None:
    answered = message.response_for
    document = queries.by_identifier(delivery.agency_id, answered.document_id)
    said_at = message.at.replace(tzinfo=LOCAL) if message.at else None
    with transaction():
        _note_status(delivery, message)
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
    answer = broken.answer_code is not None and known.can_be_answered
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
        answer=str(broken.reason) if answer else "",
        by=SYSTEM,
    )


@every(name="axis.agencies", seconds=3600)
def ask_agencies(_body: dict[str, Any]) -> None:
    """Have the address book brought up to date."""
    with transaction():
        for connection in queries.connections():
            want_address_book(connection)


@delivers(AGENCIES)
def take_agencies(body: dict[str, Any]) -> None:
    """Bring the address book up to date; agencies that are gone are marked."""
    connection = db.session.get_one(AxisConnection, body["connection_id"])
    listed = list(transport_of(connection).agencies())
    with transaction():
        known = {row.code: row for row in db.session.scalars(select(AxisAgency))}
        for entry in listed:
            row = known.pop(entry.code, None) or AxisAgency(code=entry.code)
            row.name, row.old_code = entry.name, entry.old_code or ""
            row.is_listed, row.seen_at = True, clock.now()
            db.session.add(row)
        for gone in known.values():
            gone.is_listed = False
