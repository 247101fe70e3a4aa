"""What the clerk brings into the tray: scans, pictures and mail files, several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from werkzeug.datastructures import FileStorage

from documents.forms.uploads import MAIN_KINDS, stored
from documents.models import FileRole, TrayItem, TrayWay
from documents.operations.files import NewFile
from documents.operations.tray import Brought
from office import blobs, clock
from office.errors import Invalid
from office.foreign.refusals import WORDS, Reason
from office.foreign.uploads import SIZE_LIMIT, safe_name
from office.i18n import _
from office.typed import whole

MOST_FILES = 50
MAIL_ENDING = ".eml"
ONE = "one"


@dataclass
class Reading:
    """What can be kept and what cannot, each with its reason: nothing good is lost to a bad one."""

    brought: list[Brought] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def brought_of(files: Sequence[FileStorage], agency_id: int, *, how: str) -> Reading:
    """Read the sent files; `how` says whether scans are one document or one each."""
    found, scans = Reading(), list[NewFile]()
    sent = [file for file in files if file.filename]
    if not sent:
        raise Invalid(_("The file is missing."), fields={"files": _("Choose files.")})
    for file in sent[:MOST_FILES]:
        try:
            if is_mail(file):
                found.brought.append(_mail(file, agency_id))
            else:
                scans.append(_scan(file))
        except Invalid as refusal:
            words = next(iter(refusal.fields.values()), refusal.message)
            found.refused.append(f"{PurePath(file.filename or '').name}: {words}")
    found.refused += [f"{file.filename}: {_too_many()}" for file in sent[MOST_FILES:]]
    groups = [scans] if how == ONE and scans else [[scan] for scan in scans]
    found.brought += [scan_of(group, agency_id) for group in groups]
    return found


def scan_of(files: Sequence[NewFile], agency_id: int) -> Brought:
    """Scans that are one document."""
    first = files[0]
    size = sum(file.size for file in files)
    sha256 = first.sha256 if len(files) == 1 else ""
    return Brought(agency_id, TrayWay.UPLOAD, first.name, sha256, size, tuple(files))


def is_mail(file: FileStorage) -> bool:
    """Whether it is named like a mail file."""
    return (file.filename or "").lower().endswith(MAIL_ENDING)


def _mail(file: FileStorage, agency_id: int) -> Brought:
    name = safe_name(file.filename or "")
    kept = blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one
    if kept.size > SIZE_LIMIT or not kept.size:
        raise Invalid(WORDS[Reason.TOO_LARGE if kept.size else Reason.DAMAGED][0])
    return Brought(agency_id, TrayWay.MAIL, name, kept.sha256, kept.size, ())


def _scan(file: FileStorage) -> NewFile:
    accepted, kept = stored(file, allowed=MAIN_KINDS, field="files")
    return NewFile(accepted.name, accepted.media_type, kept.sha256, kept.size, FileRole.MAIN)


def _too_many() -> str:
    return _("At most %(count)s files at once; send it with the next ones.", count=MOST_FILES)


def in_order(items: Sequence[TrayItem], typed: Mapping[str, str]) -> list[TrayItem]:
    """The items as their numbers say; without numbers as they came."""

    def place(item: TrayItem) -> tuple[int, int]:
        return (whole(typed.get(f"order-{item.uid}", "")) or 0, item.id)

    return sorted(items, key=place)


def proposed(items: Sequence[TrayItem]) -> dict[str, str]:
    """What a mail says of itself, as the fields of the entry form."""
    facts = next((item.facts for item in items if item.facts), {})
    if not facts:
        return {}
    sent_at = facts.get("sent_at", "")
    dated = clock.to_local(datetime.fromisoformat(sent_at)).date() if sent_at else None
    return {
        "issuer": facts.get("sender", ""),
        "subject": facts.get("subject", ""),
        "dated": dated.isoformat() if dated and dated <= clock.today() else "",
    }
