"""From our records to edXML messages."""

from dataclasses import replace
from datetime import datetime
from typing import IO

from documents import queries
from documents.axis.client import Sending
from documents.axis.codes import BusinessKind, MessageKind
from documents.axis.package import (
    Attachment,
    AttachmentMode,
    BrokenPackage,
    Business,
    Header,
    Identification,
    IncomingPackage,
    OtherInfo,
    OutgoingPackage,
    Party,
    ReceiverChange,
    Replaced,
    ResponseFor,
    Signer,
    Staff,
    StatusMessage,
    TraceHeader,
    build,
    build_status,
    day_of,
    identify,
    parse,
)
from documents.models import (
    INTERNAL,
    AxisDelivery,
    Channel,
    Dispatch,
    Document,
    DocumentFile,
    Sequel,
    SequelKind,
)
from documents.operations.intake import REFERENCES
from office import blobs, clock
from office.db import db
from office.units import queries as units

DAY = "%Y/%m/%d"
MOMENT = "%Y/%m/%d %H:%M:%S"


def package_of(
    document: Document, receivers: list[Dispatch], mode: str, *, into: IO[bytes]
) -> Sending:
    """Write the edXML message of an issued document; says what the transport must know."""
    package = OutgoingPackage(
        header=_header(document, receivers, _business_of(document)),
        attachments=tuple(_attachment(file) for file in _sent_files(document)),
        mode=AttachmentMode(mode),
    )
    build(package, into=into)
    return Sending(
        kind=MessageKind.DOCUMENT,
        sender_id=document.issuer_code,
        document_id=document.identifier,
        code=document.symbol,
        subject=document.subject,
    )


def request_of(
    sequel: Sequel, document: Document, receivers: list[Dispatch], mode: str, *, into: IO[bytes]
) -> Sending:
    """Write the message of a recall or update: the header anew, files for added receivers only."""
    added = sequel.changes.get("added", ())
    files = _sent_files(document) if added else []
    package = OutgoingPackage(
        header=_header(document, receivers, _request(sequel, document)),
        attachments=tuple(_attachment(file) for file in files),
        mode=AttachmentMode(mode),
    )
    build(package, into=into)
    return Sending(
        kind=MessageKind.DOCUMENT,
        sender_id=document.issuer_code,
        document_id=document.identifier,
        code=document.symbol,
        subject=document.subject,
    )


def _request(sequel: Sequel, document: Document) -> Business:
    is_recall = sequel.kind is SequelKind.RECALL
    added, removed = (sequel.changes.get(name, ()) for name in ("added", "removed"))
    changes = [ReceiverChange(organ_id=code, change="0") for code in removed]
    changes += [ReceiverChange(organ_id=code, change="1") for code in added]
    return Business(
        kind_text=(BusinessKind.RECALL if is_recall else BusinessKind.UPDATE).value,
        reason=sequel.reason,
        document_id=document.identifier,
        paper="0",
        staff=Staff(name=sequel.made_by),
        content_changed="" if is_recall else str(int(bool(sequel.changes.get("after")))),
        receivers_changed="" if is_recall else str(int(bool(changes))),
        receivers=tuple(changes),
    )


def take_back_of(document: Document, receiver: str, reason: str, *, into: IO[bytes]) -> Sending:
    """Write status 13, by which a sender asks one receiver for a document back."""
    own = _own_party(document.agency_id)
    message = StatusMessage(
        sender=own,
        response_for=replace(_answered(document), organ_id=receiver),
        code="13",
        description=reason,
        timestamp=clock.to_local(clock.now()).strftime(MOMENT),
    )
    build_status(message, into=into)
    return Sending(
        kind=MessageKind.STATUS,
        sender_id=own.organ_id,
        document_id=document.identifier,
        code="13",
    )


def _business_of(document: Document) -> Business:
    """New, or in the place of others that their receivers know."""
    old = queries.replaced_by(document)
    if not old:
        return Business(kind_text="0", reason="Văn bản điện tử mới", paper="0")
    replaced = tuple(
        Replaced(document_id=one.identifier, organ_ids=_receivers_of(one)) for one in old
    )
    reason = f"Thay thế văn bản số {', '.join(one.symbol for one in old)}"
    return Business(kind_text="3", reason=reason, paper="0", replaced=replaced)


def _receivers_of(document: Document) -> tuple[str, ...]:
    rows = queries.dispatches_of(document)
    return tuple(row.receiver_code for row in rows if row.channel is Channel.AXIS)


def status_of(
    about: Document | AxisDelivery,
    description: str,
    *,
    into: IO[bytes],
    code: str = "02",
    said_at: datetime | None = None,
) -> Sending:
    """Write the status message that answers a document or a package that was held."""
    own, answered = _own_party(about.agency_id), _answered(about)
    message = StatusMessage(
        sender=own,
        response_for=answered,
        code=code,
        description=description,
        timestamp=clock.to_local(said_at or clock.now()).strftime(MOMENT),
    )
    build_status(message, into=into)
    return Sending(
        kind=MessageKind.STATUS,
        sender_id=own.organ_id,
        document_id=answered.document_id,
        code=code,
    )


def _answered(about: Document | AxisDelivery) -> ResponseFor:
    if isinstance(about, AxisDelivery):
        return _answered_package(about)
    return ResponseFor(
        organ_id=about.issuer_code,
        code=about.symbol,
        document_id=about.identifier,
        issued_text=about.issued_on.strftime(DAY) if about.issued_on else "",
    )


def _answered_package(held: AxisDelivery) -> ResponseFor:
    """Number and day are read in the kept bytes once more: the ledger names the document alone."""
    named = _identification(held)
    day = day_of(named.issued_text)
    return ResponseFor(
        organ_id=held.sender_code,
        code=named.code,
        document_id=held.identifier,
        issued_text=day.strftime(DAY) if day else "",
    )


def _identification(held: AxisDelivery) -> Identification:
    with blobs.open_blob(held.sha256) as raw:
        try:
            message = parse(raw)
        except BrokenPackage as broken:
            return broken.known
    if isinstance(message, IncomingPackage):
        message.close()
    return identify(message)


def _header(document: Document, receivers: list[Dispatch], business: Business) -> Header:
    issued = document.issued_on or clock.today()
    corrected = queries.corrected_by(document)
    return Header(
        sender=_own_party(document.agency_id),
        receivers=tuple(
            Party(organ_id=row.receiver_code, name=row.receiver_name) for row in receivers
        ),
        document_id=document.identifier,
        number=document.symbol.partition("/")[0],
        notation=document.notation,
        place=document.place,
        issued_text=issued.strftime(DAY),
        type_code="1",
        type_name=document.type_name,
        subject=document.subject,
        content=document.subject,
        signer=Signer(full_name=document.signer_name, position=document.signer_title),
        due_text="",
        other=OtherInfo(
            priority_text=str(document.urgency.priority),
            reference_codes=REFERENCES.join(one.identifier for one in corrected),
        ),
        responses=_responses(document),
        tasks=tuple(queries.task_codes_of(document)),
        steering="1",
        trace=(
            TraceHeader(
                organ_id=document.issuer_code,
                timestamp=clock.to_local(clock.now()).strftime(MOMENT),
            ),
        ),
        business=business,
    )


def _responses(document: Document) -> tuple[ResponseFor, ...]:
    if document.answers_id is None:
        return ()
    question = db.session.get_one(Document, document.answers_id)
    return (_answered(question),)


def _own_party(agency_id: int) -> Party:
    """The agency as it is called today: of a closed one, that which took its place."""
    agency_id = units.successor_of(agency_id)
    return Party(
        organ_id=units.organ_id(agency_id),
        name=units.name_of(agency_id),
        address=units.address_of(agency_id),
    )


def _sent_files(document: Document) -> list[DocumentFile]:
    return [row for row in queries.files_of(document) if row.role not in INTERNAL]


def _attachment(file: DocumentFile) -> Attachment:
    return Attachment(
        name=file.name,
        open=lambda: blobs.open_blob(file.sha256),
        media_type=file.media_type,
    )
