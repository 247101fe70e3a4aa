"""An edXML message as dataclasses: what the sender told us, checked for form and not for truth.

Texts stay as written (also impossible dates such as 2014/02/30); properties give the typed value
where there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import IO

from documents.axis.codes import BusinessKind, Priority, StatusCode, status_code
from office.i18n import _l


def day_of(text: str) -> date | None:
    """The day in the first ten characters (yyyy/MM/dd or yyyy-MM-dd), None if there is none."""
    try:
        return date.fromisoformat(text.strip()[:10].replace("/", "-"))
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """The local moment of ``yyyy/MM/dd HH:mm:ss``, without zone as the standard writes it."""
    try:
        return datetime.fromisoformat(text.strip()[:19].replace("/", "-"))
    except ValueError:
        return None


def written_day(day: date) -> str:
    """The day as the standard writes it."""
    return f"{day:%Y/%m/%d}"


def written_moment(at: datetime) -> str:
    """The local moment as the standard writes it; convert to local time first."""
    return f"{at:%Y/%m/%d %H:%M:%S}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An agency as the message names it (group Organization)."""

    organ_id: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The clerk to ask about the message (StaffInfo)."""

    department: str = ""
    department_id: str = ""
    name: str = ""
    staff_id: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed and in whose stead (quyền hạn, chức vụ, họ tên)."""

    full_name: str = ""
    position: str = ""
    competence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFor:
    """The document that is answered; in a status also the agency that is addressed."""

    organ_id: str = ""
    code: str = ""
    document_id: str = ""
    issued_text: str = ""

    @property
    def issued_on(self) -> date | None:
        return day_of(self.issued_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherInfo:
    """Circulation data of the document (OtherInfo)."""

    priority_text: str = ""
    sphere: str = ""
    typist: str = ""
    copies: str = ""
    pages: str = ""
    direction: str = ""
    appendixes: tuple[str, ...] = ()
    reply_fors: str = ""
    reference_codes: str = ""

    @property
    def priority(self) -> Priority:
        """The urgency; a value that nobody defined counts as normal."""
        known = self.priority_text in set(Priority)
        return Priority(self.priority_text) if known else Priority.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceHeader:
    """One hop of the message; the agency may be unknown."""

    organ_id: str = ""
    timestamp: str = ""

    @property
    def at(self) -> datetime | None:
        return moment_of(self.timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverChange:
    """In an update: an agency removed from the receivers (0) or added to them (1)."""

    organ_id: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A document that the message replaces, and the agencies that had received it."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Whether the message is new, recalls, updates or replaces (Bussiness)."""

    kind_text: str = BusinessKind.NEW
    reason: str = ""
    document_id: str = ""
    paper: str = ""
    staff: Staff | None = None
    content_changed: str = ""
    receivers_changed: str = ""
    receivers: tuple[ReceiverChange, ...] = ()
    replaced: tuple[Replaced, ...] = ()

    @property
    def kind(self) -> BusinessKind:
        """The kind; absent or unknown counts as new, so that no document is lost."""
        known = self.kind_text in set(BusinessKind)
        return BusinessKind(self.kind_text) if known else BusinessKind.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """All that an edXML document says about itself (MessageHeader and TraceHeaderList)."""

    sender: Party
    receivers: tuple[Party, ...]
    document_id: str
    number: str = ""
    notation: str = ""
    place: str = ""
    issued_text: str = ""
    type_code: str = ""
    type_detail: str = ""
    type_name: str = ""
    subject: str = ""
    content: str = ""
    signer: Signer = Signer()
    due_text: str = ""
    to_places: tuple[str, ...] = ()
    other: OtherInfo = OtherInfo()
    responses: tuple[ResponseFor, ...] = ()
    tasks: tuple[str, ...] = ()
    steering: str = ""
    application_type: str = ""
    trace: tuple[TraceHeader, ...] = ()
    business: Business = Business()

    @property
    def code(self) -> str:
        """Number and notation as people write them: 15/UBND-VP."""
        return "/".join(part for part in (self.number, self.notation) if part)

    @property
    def issued_on(self) -> date | None:
        return day_of(self.issued_text)

    @property
    def due_on(self) -> date | None:
        return day_of(self.due_text)

    @property
    def target_ids(self) -> tuple[str, ...]:
        """What a recall, update or replacement is about, the most probable first; else nothing."""
        if self.business.kind is BusinessKind.NEW:
            return ()
        if self.business.kind is BusinessKind.REPLACE:
            return tuple(dict.fromkeys(item.document_id for item in self.business.replaced))
        ids = (self.business.document_id, self.document_id)
        return tuple(dict.fromkeys(text for text in ids if text))


class FileProblem(StrEnum):
    """Why an attachment cannot be used although the message around it can."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    MISLABELLED = "mislabelled"
    EXECUTABLE = "executable"

    @property
    def reason(self) -> str:
        """One sentence for people: what is wrong and what to do."""
        return FILE_REASONS[self]


FILE_REASONS = {
    FileProblem.MISSING: _l(
        "The message names this file but does not contain it; ask the sender to send it."
    ),
    FileProblem.EMPTY: _l("This file is empty; ask the sender to send it again."),
    FileProblem.DAMAGED: _l(
        "This file is damaged and cannot be opened; ask the sender to send it again."
    ),
    FileProblem.MISLABELLED: _l(
        "This file is not of the kind its name says and may be unreadable; ask the sender what"
        " it is."
    ),
    FileProblem.EXECUTABLE: _l(
        "This file is a program and will not be opened; inform the security officer."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """One attachment, decoded and unwrapped; its type comes from its first bytes alone."""

    name: str
    description: str = ""
    content_id: str = ""
    media_type: str = ""
    stated_type: str = ""
    size: int = 0
    sha256: str = ""
    is_main: bool = False
    problem: FileProblem | None = None
    content: IO[bytes] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorNote:
    """A line of the ErrorList of the older SOAP form: for the log only."""

    code: str
    severity: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingPackage:
    """A document as it came from the axis, with its files open at their beginning."""

    header: Header
    files: tuple[PackageFile, ...] = ()
    errors: tuple[ErrorNote, ...] = ()

    @property
    def main(self) -> PackageFile | None:
        return next((file for file in self.files if file.is_main), None)

    def __enter__(self) -> "IncomingPackage":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary files back."""
        for file in self.files:
            if file.content:
                file.content.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """What a receiver reports of a document, or a sender's request to take it back (13)."""

    sender: Party
    response_for: ResponseFor
    code: str
    description: str = ""
    timestamp: str = ""
    staff: Staff | None = None

    @property
    def status(self) -> StatusCode | str:
        """The known code, else the text as sent."""
        return status_code(self.code)

    @property
    def at(self) -> datetime | None:
        return moment_of(self.timestamp)


class AttachmentMode(StrEnum):
    """How files travel: as they are, or each in a ZIP of one entry as the vendor's kit does."""

    RAW = "raw"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to send; opened only while it is written, so nothing is held in memory."""

    name: str
    open: Callable[[], IO[bytes]]
    media_type: str = ""
    description: str = ""
    content_id: str = ""

    @classmethod
    def of(cls, name: str, data: bytes, *, description: str = "") -> "Attachment":
        """A small file that is in memory anyway."""
        return cls(name=name, open=lambda: BytesIO(data), description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPackage:
    """A document to be built; the first attachment is the main document."""

    header: Header
    attachments: tuple[Attachment, ...] = ()
    mode: AttachmentMode = AttachmentMode.RAW
