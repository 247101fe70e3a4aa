"""Looking at what came into the tray: scans become one PDF, mails are taken apart, marks found."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

from documents.forms import uploads
from documents.models import FileRole, TrayItem, TrayState, TrayWay
from documents.operations.files import PDF, NewFile
from documents.operations.tray import TOPIC, TrayLook, files_in, hold_in_tray, note_tray_look
from office import blobs
from office.db import db
from office.foreign import reading
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import check_upload, refuse_faults
from office.i18n import force_locale
from office.outbox import delivers
from office.permissions import SYSTEM

THUMB_WIDTH = 240
READ_FOR_MARKS = {PDF, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


class Secret(Exception):
    """A file bears a secrecy mark: nothing more of it is read."""


@delivers(TOPIC)
def look(body: dict[str, Any]) -> None:
    """Make an item ready for the clerk, or hold it with the reason."""
    item = db.session.get_one(TrayItem, body["item_id"])
    if item.state is not TrayState.KEPT:
        return
    try:
        looked = _mail(item) if item.way is TrayWay.MAIL else _scan(item)
    except Secret:
        hold_in_tray(item, TrayState.QUARANTINED, secret_words(), by=SYSTEM)
    except ForeignFileRefused as refusal:
        hold_in_tray(item, TrayState.BROKEN, reason_words(refusal), by=SYSTEM)
    else:
        note_tray_look(item, looked, by=SYSTEM)


def secret_words() -> str:
    """What people read of a secret file; said in the language of the office."""
    with force_locale("vi"):
        return uploads.secret_words()


def reason_words(refusal: ForeignFileRefused) -> str:
    """Why a file was not taken and what to do, in the language of the office."""
    with force_locale("vi"):
        return " ".join(str(part) for part in (refusal.message, refusal.fix) if part)


def refuse_marks(files: Sequence[NewFile]) -> None:
    """A secrecy mark on any first page ends everything."""
    for file in files:
        is_read = file.media_type in READ_FOR_MARKS and file.sha256
        if is_read and reading.first_page_stamp_words(blobs.path_of(file.sha256)):
            raise Secret


# -------------------------------------------------------------------------------- scans


def _scan(item: TrayItem) -> TrayLook:
    """One PDF stays as it is, byte by byte; several scans and pictures become one."""
    files = files_in(item)
    main = files[0] if _is_one_pdf(files) else _joined(item, files)
    return _first_page(main, (main,))


def _is_one_pdf(files: Sequence[NewFile]) -> bool:
    return len(files) == 1 and files[0].media_type == PDF


def _joined(item: TrayItem, files: Sequence[NewFile]) -> NewFile:
    made = reading.joined([blobs.path_of(file.sha256) for file in files])
    stored = blobs.put(made.data)
    name = f"{PurePath(item.name).stem}.pdf"
    return NewFile(name, PDF, stored.sha256, stored.size, FileRole.MAIN)


def _first_page(shown: NewFile, files: tuple[NewFile, ...], **facts: Any) -> TrayLook:
    source = blobs.path_of(shown.sha256)
    found = reading.inspect(source)
    refuse_faults(found, found.kind)
    refuse_marks(files)
    images = reading.page_images(source, pages=range(1), width=THUMB_WIDTH)
    pages = [blobs.put(image.data).sha256 for image in images]
    return TrayLook(files, pages, found.pages, facts)


# -------------------------------------------------------------------------------- mails


@dataclass(frozen=True)
class Attached:
    """A file of a mail as it lies there."""

    name: str
    data: bytes


def _mail(item: TrayItem) -> TrayLook:
    told = reading.mail(blobs.path_of(item.sha256))
    files = [_attached(Attached(name, data), at) for at, (name, data) in enumerate(told.files)]
    source = NewFile(item.name, "message/rfc822", item.sha256, item.size, FileRole.SOURCE)
    ordered = (*_main_first(files), source)
    facts = {
        "sender": told.sender,
        "address": told.address,
        "subject": told.subject,
        "sent_at": told.sent_at,
        "text": told.text,
    }
    main = ordered[0]
    if main.media_type == PDF and main.sha256:
        return _first_page(main, ordered, **facts)
    refuse_marks(ordered)
    return TrayLook(ordered, [], 0, facts)


def _attached(one: Attached, at: int) -> NewFile:
    """One that may not be kept is named with its reason; its bytes stay in the mail alone."""
    name = one.name or f"tep-{at + 1}"
    try:
        accepted = check_upload(BytesIO(one.data), name, allowed=uploads.TAKEN_FROM_MAIL)
    except ForeignFileRefused as refusal:
        return NewFile(name[:150], "application/octet-stream", problem=reason_words(refusal))
    stored = blobs.put(one.data)
    return NewFile(accepted.name, accepted.media_type, stored.sha256, stored.size)


def _main_first(files: Sequence[NewFile]) -> list[NewFile]:
    """The first PDF is the document, else the first file that could be read."""
    readable = [file for file in files if file.sha256]
    pdfs = [file for file in readable if file.media_type == PDF]
    main = next(iter(pdfs or readable), None)
    if main is None:
        return list(files)
    first = NewFile(main.name, main.media_type, main.sha256, main.size, FileRole.MAIN)
    return [first, *(file for file in files if file is not main)]
