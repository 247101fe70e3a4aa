"""Messages as other agencies write them, built from parts: for injected matters and scripts."""

import base64
import mimetypes
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from documents.axis.codes import BusinessKind, document_key

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Code and name, as in the address book."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The document that a letter or a status is about."""

    organ_id: str
    code: str
    issued: str
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An official letter; ``issued`` is yyyy/MM/dd, the first file is the document itself."""

    sender: Agency
    receivers: Sequence[Agency]
    number: str
    notation: str
    issued: str
    subject: str
    files: Sequence[tuple[str, bytes]]
    sent_at: str
    place: str = ""
    type_name: str = "Công văn"
    signer: str = ""
    signer_position: str = ""
    signer_competence: str = ""
    due: str = ""
    priority: str = "0"
    pages: int = 1
    to_places: Sequence[str] = ()
    answers: Answered | None = None
    business: BusinessKind = BusinessKind.NEW
    reason: str = "Văn bản điện tử mới"
    document_id: str = ""
    about: str = ""
    content_changed: str = ""
    receiver_changes: Sequence[tuple[str, str]] = ()
    replaced: Sequence[tuple[str, Sequence[str]]] = ()

    @property
    def own_id(self) -> str:
        code = f"{self.number}/{self.notation}"
        return self.document_id or document_key(self.sender.code, self.issued, code)


def letter(parts: Letter) -> bytes:
    """The finished edXML document."""
    ids = [str(uuid.uuid5(uuid.NAMESPACE_OID, parts.own_id + name)) for name, _ in parts.files]
    named = [
        (cid, name, _kind(name), data) for cid, (name, data) in zip(ids, parts.files, strict=True)
    ]
    body = _tag("edXMLBody", _manifest([(cid, name, kind) for cid, name, kind, _ in named]))
    held = "".join(_attachment(*item) for item in named)
    encoded = f"<AttachmentEncoded>{held}</AttachmentEncoded>" if held else ""
    return _envelope(_tag("MessageHeader", _header(parts)) + _traces(parts), body, encoded)


def status(*, sender: Agency, answered: Answered, code: str, description: str, at: str) -> bytes:
    """A status message of the sender about a document of another agency."""
    inside = _party("From", sender) + _tag("ResponseFor", _answered(answered))
    inside += _tag("StaffInfo", _leaf("Staff", "Văn thư"))
    inside += _leaf("StatusCode", code) + _leaf("Description", description) + _leaf("Timestamp", at)
    return _envelope(_tag("MessageHeader", inside), "", "")


def _header(parts: Letter) -> str:
    receivers = "".join(_party("To", one) for one in parts.receivers)
    code = _leaf("CodeNumber", parts.number) + _leaf("CodeNotation", parts.notation)
    place = _leaf("Place", parts.place) + _leaf("PromulgationDate", parts.issued)
    kind = _leaf("Type", "2") + _leaf("TypeName", parts.type_name)
    signer = _leaf("Competence", parts.signer_competence) + _leaf("Position", parts.signer_position)
    other = _leaf("Priority", parts.priority) + _leaf("PageAmount", str(parts.pages))
    places = "".join(_leaf("Place", line) for line in parts.to_places)
    return (
        _party("From", parts.sender)
        + receivers
        + _leaf("DocumentId", parts.own_id)
        + _tag("Code", code)
        + _tag("PromulgationInfo", place)
        + _tag("DocumentType", kind)
        + _leaf("Subject", parts.subject)
        + _leaf("Content", parts.subject)
        + _tag("SignerInfo", signer + _leaf("FullName", parts.signer))
        + (_leaf("DueDate", parts.due) if parts.due else "")
        + _tag("OtherInfo", other)
        + (_tag("ResponseFor", _answered(parts.answers)) if parts.answers else "")
        + _leaf("SteeringType", "1")
        + _tag("ToPlaces", places)
    )


def _traces(parts: Letter) -> str:
    hop = _leaf("OrganId", parts.sender.code) + _leaf("Timestamp", parts.sent_at)
    business = _leaf("BussinessDocType", parts.business) + _leaf("BussinessDocReason", parts.reason)
    business += (_leaf("DocumentId", parts.about) if parts.about else "") + _leaf("Paper", "0")
    business += _changes(parts) + _replacements(parts)
    return _tag("TraceHeaderList", _tag("TraceHeader", hop) + _tag("Bussiness", business))


def _changes(parts: Letter) -> str:
    """What an update is about: the content, or who receives it (0 taken off, 1 added)."""
    if parts.business is not BusinessKind.UPDATE:
        return ""
    listed = "".join(
        _tag("Receiver", _leaf("OrganId", code) + _leaf("ReceiverType", change))
        for code, change in parts.receiver_changes
    )
    facts = _leaf("DocumentInfo", parts.content_changed or "0")
    facts += _leaf("DocumentReceiver", "1" if listed else "0")
    return _tag("BussinessDocumentInfo", facts + (_tag("ReceiverList", listed) if listed else ""))


def _replacements(parts: Letter) -> str:
    listed = "".join(
        _tag(
            "ReplacementInfo",
            _leaf("DocumentId", document_id)
            + _tag("OrganIdList", "".join(_leaf("OrganId", code) for code in codes)),
        )
        for document_id, codes in parts.replaced
    )
    return _tag("ReplacementInfoList", listed) if listed else ""


def _envelope(header: str, body: str, encoded: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<edXML xmlns="{NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">'
        f"{_tag('edXMLHeader', header)}{body}</edXML:edXMLEnvelope>{encoded}</edXML>\n"
    ).encode()


def _manifest(items: Sequence[tuple[str, str, str]]) -> str:
    references = "".join(
        _tag(
            "Reference",
            _leaf("ContentId", f"cid:{cid}")
            + _leaf("ContentType", kind)
            + _leaf("AttachmentName", name),
        )
        for cid, name, kind in items
    )
    return f'<edXML:edXMLManifest version="1.0">{references}</edXML:edXMLManifest>'


def _attachment(cid: str, name: str, kind: str, data: bytes) -> str:
    return (
        f"<Attachment><ContentId>cid:{cid}</ContentId>"
        f"<AttachmentName>{escape(name)}</AttachmentName><ContentType>{kind}</ContentType>"
        f'<edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">'
        f"{base64.b64encode(data).decode()}</edXML:ContentTransferEncoded></Attachment>"
    )


def _answered(answered: Answered) -> str:
    return (
        _leaf("OrganId", answered.organ_id)
        + _leaf("Code", answered.code)
        + _leaf("PromulgationDate", answered.issued)
        + _leaf("DocumentId", answered.document_id)
    )


def _party(role: str, agency: Agency) -> str:
    return _tag(role, _leaf("OrganId", agency.code) + _leaf("OrganName", agency.name))


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _tag(name: str, inside: str) -> str:
    return f"<edXML:{name}>{inside}</edXML:{name}>"


def _leaf(name: str, value: str) -> str:
    return _tag(name, escape(value))


def one_page(lines: Sequence[str]) -> bytes:
    """A minimal PDF page of plain ASCII lines."""
    shown = "".join(f"({_pdf_text(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 16 TL 72 770 Td {shown}ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _pdf_text(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
