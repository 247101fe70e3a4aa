"""Files that people bring: checked at the door, then stored; and lists of chosen rows."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from documents.forms.choices import day_of, urgency_of
from documents.models import FileRole, Source
from documents.operations.files import NewFile
from documents.operations.intake import Arrival
from office import blobs
from office.errors import Invalid
from office.foreign.kinds import HEAD_BYTES, Kind, sniff
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import Accepted, check_upload, mail_files
from office.i18n import _

TAKEN_FROM_MAIL = frozenset(Kind) - {Kind.UNKNOWN, Kind.PROGRAM, Kind.DOCM}
MAIN_KINDS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF)
MARKED_KINDS = (Kind.PDF, Kind.DOCX)
MARKED_SIGNS = (Kind.PDF, Kind.ZIP)


def uids_of(values: Iterable[str]) -> list[UUID]:
    """The public names in a form or an address, each once; what is none is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def stored(
    file: FileStorage, *, allowed: Collection[Kind], field: str
) -> tuple[Accepted, blobs.Stored]:
    """Check an upload by its bytes and store it; a refusal stands at its field."""
    accepted = checked(file, allowed=allowed, field=field)
    return accepted, blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one


def checked(file: FileStorage, *, allowed: Collection[Kind], field: str) -> Accepted:
    """Check an upload by its bytes; nothing of it is kept."""
    try:
        return check_upload(file.stream, file.filename or "", allowed=allowed)  # type: ignore[arg-type]  # a spooled file reads like one
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={field: words}) from None


def sent(field: str) -> FileStorage:
    """The file of a field that must not be empty."""
    found = request.files.get(field)
    if found is None or not found.filename:
        raise Invalid(_("The file is missing."), fields={field: _("Choose a file.")})
    return found


def files_of(sent: "MultiDict[str, FileStorage]") -> tuple[NewFile, ...]:
    """The scanned document and its annexes."""
    main = sent.get("scan")
    if main is None or not main.filename:
        raise Invalid(_("The file is missing."), fields={"scan": _("Choose the scanned document.")})
    return (new_file(main, "scan", MAIN_KINDS, FileRole.MAIN), *annexes_of(sent))


def annexes_of(sent: "MultiDict[str, FileStorage]") -> tuple[NewFile, ...]:
    """Files that come beside the document."""
    annexes = [file for file in sent.getlist("annexes") if file.filename]
    return tuple(new_file(file, "annexes", tuple(Kind), FileRole.ANNEX) for file in annexes)


def enclosed(sent: "MultiDict[str, FileStorage]", field: str = "files") -> tuple[NewFile, ...]:
    """Files that go with what is said: an urging, a question, an answer."""
    files = [file for file in sent.getlist(field) if file.filename]
    return tuple(new_file(file, field, tuple(Kind), FileRole.ANNEX) for file in files)


def new_file(file: FileStorage, field: str, kinds: Collection[Kind], role: FileRole) -> NewFile:
    """A file of a document, checked at the door and free of secrecy marks."""
    accepted = checked(file, allowed=kinds, field=field)
    _refuse_marked(file, accepted, field)
    kept = blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one
    return NewFile(accepted.name, accepted.media_type, kept.sha256, kept.size, role)


def _refuse_marked(file: FileStorage, accepted: Accepted, field: str) -> None:
    """A secrecy mark is refused at the door, before a byte of the file is kept."""
    if accepted.kind not in {*MARKED_KINDS, Kind.MAIL}:
        return
    with NamedTemporaryFile(prefix="upload-") as kept:
        copyfileobj(file.stream, kept)
        kept.flush()
        file.stream.seek(0)
        look = _marks_in_mail if accepted.kind is Kind.MAIL else first_page_stamp_words
        marks = look(Path(kept.name))
    if marks:
        raise Invalid(secret_words(), fields={field: secret_words()})


def _marks_in_mail(source: Path) -> tuple[str, ...]:
    """What a mail brings is looked at as if it came alone; what cannot be read bears no mark."""
    return tuple(word for _name, data in mail_files(source) for word in _marks_of(data))


def _marks_of(data: bytes) -> tuple[str, ...]:
    if sniff(data[:HEAD_BYTES]) not in MARKED_SIGNS:
        return ()
    with NamedTemporaryFile(prefix="mail-") as kept:
        kept.write(data)
        kept.flush()
        try:
            return first_page_stamp_words(Path(kept.name))
        except ForeignFileRefused:
            return ()


def secret_words() -> str:
    """What is said to whoever brings a state secret."""
    return _("It bears a secrecy mark: state secrets go the paper way and are never kept here.")


def arrival_of(typed: Mapping[str, str], agency_id: int) -> Arrival:
    """What the clerk reads off a paper."""
    issuer, subject = typed.get("issuer", "").strip(), typed.get("subject", "").strip()
    missing = {
        name: words
        for name, value, words in (
            ("issuer", issuer, _("Fill in who issued it.")),
            ("subject", subject, _("Fill in the subject.")),
        )
        if not value
    }
    if missing:
        raise Invalid(_("Some fields are missing."), fields=missing)
    return Arrival(
        agency_id=agency_id,
        source=Source.UPLOAD,
        subject=subject,
        type_name=typed.get("type_name", ""),
        symbol=typed.get("symbol", "").strip(),
        issuer_name=issuer,
        issued_on=_dated(typed),
        files=(),
        signer_name=typed.get("signer", "").strip(),
        urgency=urgency_of(typed.get("urgency", "")),
    )


def _dated(typed: Mapping[str, str]) -> date | None:
    text = typed.get("dated", "")
    return day_of(text, field="dated") if text else None
