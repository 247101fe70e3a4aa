"""A letter as the clerk takes it into the register: what it proposes, and its checked files."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from documents.forms import uploads
from documents.forms.choices import local_day
from documents.models import FileRole, Source, TaskOrigin
from documents.operations import NewTask
from documents.operations.files import PDF, NewFile
from documents.operations.intake import Arrival
from documents.queries.from_mail import TASK_KEY
from mail.queries import Letter, LetterFile
from office import blobs, clock
from office.errors import Invalid, Refusal
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import check_upload
from office.i18n import _
from office.typed import whole

MESSAGE = "message/rfc822"
SYMBOL = re.compile(r"(?<![\w/])\d{1,6}/[0-9A-ZĐ][\w\-&.]*(?:/?[\w\-&.]+)*")
READ_FOR_MARKS = (
    PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
LONGEST_NAME, LONGEST_ORIGIN = 150, 500
Typed = MultiDict[str, str]
PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|tl|trả lời|chuyển tiếp)\s*:\s*)+", re.IGNORECASE)


def proposed(letter: Letter) -> dict[str, str]:
    """The fields of the entry as the letter fills them."""
    subject = PREFIX.sub("", letter.subject).strip()
    found = SYMBOL.search(subject)
    return {
        "type_name": "Công văn",
        "urgency": "normal",
        "issuer": letter.sender,
        "subject": subject,
        "symbol": found[0] if found else "",
        "dated": local_day(letter.sent_at),
    }


def arrival_of(letter: Letter, typed: Mapping[str, str], agency_id: int) -> Arrival:
    """What the clerk confirms of a letter, with its files."""
    return completed(letter, uploads.arrival_of(typed, agency_id))


def completed(letter: Letter, arrival: Arrival) -> Arrival:
    """An arrival with the files of its letter and what was checked of its sender."""
    files = files_of(letter)
    told = {"mail": told_of(letter)}
    return replace(arrival, source=Source.MAIL, files=files, details=told)


def confirmed(typed: Mapping[str, str], count: int) -> int:
    """How many earlier filings the clerk has seen; without the tick a second one is refused."""
    if count and "once_more" not in typed:
        words = _("Confirm that it is to be filed once more.")
        raise Invalid(words, fields={"once_more": words})
    return min(whole(typed.get("known", "")) or 0, count)


def told_of(letter: Letter) -> dict[str, Any]:
    """What a document keeps of its letter."""
    return {
        "item": str(letter.item_uid),
        "url": letter.url,
        "message_id": letter.message_id,
        "sha256": letter.sha256,
        "sender": letter.sender_name,
        "address": letter.sender_address,
        "sent_at": letter.sent_at.isoformat(),
        "subject": letter.subject,
        "text": letter.text,
        "is_outside": letter.is_outside,
        "verdicts": dict(letter.verdicts),
        "seal": dict(letter.seal),
    }


def files_of(letter: Letter) -> tuple[NewFile, ...]:
    """The files of a letter, the first PDF as the document, and the letter itself as it came.

    A secrecy mark on any of them refuses the letter; what may not be kept is named with its reason.
    """
    files = [_checked(one) for one in letter.files]
    _refuse_marked(files)
    source = NewFile(_eml_name(letter), MESSAGE, letter.sha256, letter.size, FileRole.SOURCE)
    return (*_main_first(files), source)


def _checked(file: LetterFile) -> NewFile:
    try:
        with blobs.open_blob(file.sha256) as stream:
            accepted = check_upload(stream, file.name, allowed=uploads.TAKEN_FROM_MAIL)
    except ForeignFileRefused as refusal:
        words = " ".join(str(part) for part in (refusal.message, refusal.fix) if part)
        return NewFile(file.name[:LONGEST_NAME], "application/octet-stream", problem=words)
    return NewFile(accepted.name, accepted.media_type, file.sha256, file.size)


def _refuse_marked(files: list[NewFile]) -> None:
    for file in files:
        is_read = file.sha256 and file.media_type in READ_FOR_MARKS
        if is_read and first_page_stamp_words(blobs.path_of(file.sha256)):
            raise Refusal(
                uploads.secret_words(),
                fix=_("Tell the security officer of the agency at once."),
            )


def _main_first(files: list[NewFile]) -> list[NewFile]:
    """The first PDF is the document, else the first file that could be read."""
    readable = [file for file in files if file.sha256]
    pdfs = [file for file in readable if file.media_type == PDF]
    main = next(iter(pdfs or readable), None)
    if main is None:
        return files
    return [replace(main, role=FileRole.MAIN), *(file for file in files if file is not main)]


def _eml_name(letter: Letter) -> str:
    plain = "".join(sign if sign.isalnum() or sign in " -" else " " for sign in letter.subject)
    return f"{' '.join(plain.split())[:80] or 'thu'}.eml"


# ------------------------------------------------------------------------------- tasks


def task_start(letter: Letter, typed: Typed) -> Typed:
    """What the form of a task begins with when a letter asks for it."""
    start = MultiDict(typed)
    start.setdefault("title", PREFIX.sub("", letter.subject).strip())
    start.setdefault("origin", TaskOrigin.MAIL.value)
    start.setdefault("origin_text", origin_text(letter))
    return start


def asked_by(letter: Letter, new: NewTask) -> NewTask:
    """The task bears the name of its letter and says whose it is."""
    text = new.origin_text or origin_text(letter)
    return replace(new, origin_text=text, origin_key=f"{TASK_KEY}:{letter.item_uid}")


def origin_text(letter: Letter) -> str:
    """Who wrote, when and about what: words of record, in the language of the office."""
    sent = clock.to_local(letter.sent_at)
    return f"Thư của {letter.sender}, {sent:%d/%m/%Y}: {letter.subject}"[:LONGEST_ORIGIN]
