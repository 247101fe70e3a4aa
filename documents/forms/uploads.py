"""Files that people bring: checked at the door, then stored; and lists of chosen rows."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from documents.forms.choices import day_of, urgency_of
from documents.models import FileRole, Source
from documents.operations.files import NewFile
from documents.operations.intake import Arrival
from office import blobs
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import Accepted, check_upload
from office.i18n import _

MAIN_KINDS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF)
MOST_CHOSEN = 50


def uids_of(values: Iterable[str], *, most: int = MOST_CHOSEN) -> list[UUID]:
    """The chosen rows of a list, at most a page of them; what is no name of a row is left out."""
    found = []
    for value in list(values)[:most]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def stored(
    file: FileStorage, *, allowed: Collection[Kind], field: str
) -> tuple[Accepted, blobs.Stored]:
    """Check an upload by its bytes and store it; a refusal stands at its field."""
    try:
        accepted = check_upload(file.stream, file.filename or "", allowed=allowed)  # type: ignore[arg-type]  # a spooled file reads like one
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={field: words}) from None
    return accepted, blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one


def sent(field: str) -> FileStorage:
    """The file of a field that must not be empty."""
    found = request.files.get(field)
    if found is None or not found.filename:
        raise Invalid(_("The file is missing."), fields={field: _("Choose a file.")})
    return found


def files_of(sent: "MultiDict[str, FileStorage]") -> tuple[NewFile, ...]:
    """The scanned document and its annexes."""
    main = sent.get("main")
    if main is None or not main.filename:
        raise Invalid(_("The file is missing."), fields={"main": _("Choose the scanned document.")})
    annexes = [file for file in sent.getlist("annexes") if file.filename]
    return (
        new_file(main, "main", MAIN_KINDS, FileRole.MAIN),
        *(new_file(file, "annexes", tuple(Kind), FileRole.ANNEX) for file in annexes),
    )


def new_file(file: FileStorage, field: str, kinds: Collection[Kind], role: FileRole) -> NewFile:
    """An upload that was checked and stored, as a file of a document."""
    accepted, kept = stored(file, allowed=kinds, field=field)
    return NewFile(accepted.name, accepted.media_type, kept.sha256, kept.size, role)


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
