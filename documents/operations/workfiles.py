"""What its keeper does with a work file: open, put in, take out, close, open again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from documents.lifecycle import WORK_FILE
from documents.models import (
    Document,
    DocumentFile,
    DocumentState,
    FileRole,
    WorkFile,
    WorkFileItem,
    WorkFileState,
)
from documents.operations.desk_work import log
from documents.operations.wording import needed
from documents.policy import Can as Doing
from documents.policy.workfiles import Can
from office import audit, clock, law, search
from office.blobs import Stored
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, ngettext
from office.permissions import Actor, require
from office.units import queries as units

LONGEST = {"notation": 20, "title": 500, "description": 500}
MOST_AT_ONCE = 100
NOT_PUT_IN = {DocumentState.ARRIVED, DocumentState.CANCELLED}
DRAFTS = {
    DocumentState.DRAFT,
    DocumentState.CHECKING,
    DocumentState.SUBMITTED,
    DocumentState.SIGNED,
    DocumentState.CANCELLED,
}


@dataclass(frozen=True)
class Opening:
    """What is fixed when a file is opened (Decree 30/2020/NĐ-CP art. 29)."""

    title: str
    notation: str
    retention: str
    started_on: date
    plan_line_id: int | None = None
    description: str = ""
    rights: str = ""
    is_restricted: bool = False


@dataclass(frozen=True)
class Further:
    """A film, photo, recording or other file that is no document of the register."""

    stored: Stored
    name: str
    media_type: str
    title: str
    dated: datetime
    pages: int = 0


@operation
def open_file(given: Opening, documents: Sequence[Document] = (), *, by: Actor) -> WorkFile:
    """Open a work file at the acting desk (mở hồ sơ), with documents that go in at once."""
    require(by, Can.OPEN_FILE, by)
    check_opening(given)
    agency_id = by.agency_id or 0
    file = WorkFile(
        agency_id=agency_id,
        desk_id=by.desk_id,
        plan_line_id=given.plan_line_id,
        state=WorkFileState.OPEN,
        organ_id=units.organ_id(agency_id),
        catalog=given.started_on.year,
        notation=given.notation.strip(),
        title=given.title.strip(),
        folded=folded(given.notation, given.title),
        retention=given.retention,
        creator=by.name,
        rights=given.rights,
        description=given.description,
        is_restricted=given.is_restricted,
        started_on=given.started_on,
        opened_at=clock.now(),
        document_count=0,
        page_count=0,
    )
    _refuse_taken(file)
    db.session.add(file)
    db.session.flush()
    audit.record("work_file.open", file, by=by, code=file.code, title=file.title)
    if documents:
        put_in(file, documents, by=by)
    return file


def folded(notation: str, title: str) -> str:
    """What the search of the lists looks into."""
    return search.fold(f"{notation} {title}")


def check_opening(given: Opening) -> None:
    """The fields that the form must bring, each with its refusal."""
    wrong: dict[str, object] = {
        name: _("Fill this in.") for name in ("title", "notation") if not getattr(given, name)
    }
    for name, longest in LONGEST.items():
        if len(getattr(given, name)) > longest:
            wrong[name] = _("At most %(count)s characters.", count=longest)
    if given.retention not in {row.code for row in law.retentions()}:
        wrong["retention"] = _("Choose for how long the file is kept.")
    if given.started_on > clock.today():
        wrong["started_on"] = _("A file cannot begin in the future.")
    if wrong:
        raise Invalid(_("Some fields cannot be taken."), fields=wrong)


def _refuse_taken(file: WorkFile) -> None:
    taken = select(WorkFile.id).where(
        WorkFile.agency_id == file.agency_id,
        WorkFile.organ_id == file.organ_id,
        WorkFile.catalog == file.catalog,
        WorkFile.notation == file.notation,
    )
    if db.session.scalar(taken) is not None:
        words = _("The file code %(code)s is taken.", code=file.code)
        raise Invalid(words, fields={"notation": words})


@operation
def put_in(file: WorkFile, documents: Sequence[Document], *, by: Actor) -> int:
    """Put documents into a file without copying them; says how many were new in it."""
    require(by, Can.KEEP_FILE, file)
    _must_be_open(file)
    if len(documents) > MOST_AT_ONCE:
        raise Invalid(_("At most %(count)s documents at once.", count=MOST_AT_ONCE))
    known = _lying_in(file)
    new = [document for document in documents if document.id not in known]
    for document in new:
        _refuse_unfit(document)
        item = _item_of(file, document, by)
        db.session.add(item)
        audit.record("work_file.put_in", file, by=by, document=document.uid)
        log(document, "work_file.put_in", by=by, text=f"{file.code} {file.title}")
    db.session.flush()
    recount(file)
    return len(new)


def _lying_in(file: WorkFile) -> set[int]:
    found = select(WorkFileItem.document_id).where(
        WorkFileItem.work_file_id == file.id,
        WorkFileItem.removed_at.is_(None),
        WorkFileItem.document_id.is_not(None),
    )
    return {one for one in db.session.scalars(found) if one is not None}


def _refuse_unfit(document: Document) -> None:
    if document.state in NOT_PUT_IN:
        raise Refusal(
            _("“%(title)s” cannot be put into a file.", title=document.subject),
            basis=_("An arrival is registered first; a dropped draft belongs to no file."),
        )


def _item_of(file: WorkFile, document: Document, by: Actor) -> WorkFileItem:
    main = db.session.execute(
        select(DocumentFile.pages, DocumentFile.sha256).where(
            DocumentFile.document_id == document.id,
            DocumentFile.role == FileRole.MAIN,
            DocumentFile.is_current,
        )
    ).first()
    dated = document.issued_on
    at = clock.local_midnight(dated) if dated else document.created_at
    return WorkFileItem(
        work_file_id=file.id,
        document_id=document.id,
        title=document.subject,
        facts=facts_of(document),
        dated=at,
        pages=len(main.pages or ()) if main else 0,
        sha256=main.sha256 if main else "",
        added_at=clock.now(),
        added_by=by.name,
    )


def facts_of(document: Document) -> dict[str, Any]:
    """What the index of a file says of a document, kept when the document itself is gone."""
    return {
        "type": document.type_name,
        "symbol": document.symbol,
        "issuer": document.issuer_name,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "direction": document.direction.value,
    }


@operation
def add_further(file: WorkFile, given: Further, *, by: Actor) -> WorkFileItem:
    """Put a film, a photo, a recording or any other file beside the documents."""
    require(by, Can.KEEP_FILE, file)
    _must_be_open(file)
    if not given.title.strip():
        raise Invalid(_("The description is missing."), fields={"title": _("Fill this in.")})
    item = _lay_further(file, given, by)
    recount(file)
    return item


@operation
def add_made(file_uid: UUID, made: Sequence[Further], *, by: Actor) -> None:
    """Put what the house made for a work file beside the rest; what lies there stays one."""
    require(by, Doing.RECORD, file_uid)
    file = db.session.scalars(select(WorkFile).where(WorkFile.uid == file_uid)).one()
    _must_be_open(file)
    lying = select(WorkFileItem.name, WorkFileItem.sha256).where(
        WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None)
    )
    known = {(name, sha256) for name, sha256 in db.session.execute(lying)}
    for given in made:
        if (given.name, given.stored.sha256) not in known:
            _lay_further(file, given, by)
    recount(file)


def _lay_further(file: WorkFile, given: Further, by: Actor) -> WorkFileItem:
    item = WorkFileItem(
        work_file_id=file.id,
        title=given.title.strip(),
        dated=given.dated,
        name=given.name,
        media_type=given.media_type,
        sha256=given.stored.sha256,
        size=given.stored.size,
        pages=given.pages,
        added_at=clock.now(),
        added_by=by.name,
    )
    db.session.add(item)
    db.session.flush()
    audit.record("work_file.add", file, by=by, item=item.uid, sha256=item.sha256)
    return item


@operation
def take_out(file: WorkFile, item: WorkFileItem, reason: str, *, by: Actor) -> None:
    """Take a record out of a file; its row stays with who, when and why."""
    require(by, Can.KEEP_FILE, file)
    _must_be_open(file)
    item.removal_reason = needed(reason)
    item.removed_at = clock.now()
    item.removed_by = by.name
    audit.record("work_file.take_out", file, by=by, item=item.uid, reason=reason)
    if item.document_id is not None:
        document = db.session.get_one(Document, item.document_id)
        log(document, "work_file.take_out", by=by, text=f"{file.code}: {reason}")
    db.session.flush()
    recount(file)


@operation
def describe_file(file: WorkFile, given: Opening, *, by: Actor) -> None:
    """Change title, retention and description of an open file; its code stays."""
    require(by, Can.KEEP_FILE, file)
    _must_be_open(file)
    check_opening(given)
    changed = _changes(file, given)
    for name, value in changed.items():
        setattr(file, name, value)
    file.folded = folded(file.notation, file.title)
    audit.record("work_file.describe", file, by=by, changed=sorted(changed))


def _changes(file: WorkFile, given: Opening) -> Mapping[str, Any]:
    wanted = {
        "title": given.title.strip(),
        "retention": given.retention,
        "description": given.description,
        "rights": given.rights,
        "started_on": given.started_on,
        "is_restricted": given.is_restricted,
    }
    return {name: value for name, value in wanted.items() if getattr(file, name) != value}


@operation
def close_file(file: WorkFile, *, ended_on: date, by: Actor) -> None:
    """Close a file whose work is done (kết thúc hồ sơ); the time limit of the hand-over begins."""
    _check_closing(file, ended_on)
    WORK_FILE.advance(file, "close", by, ended_on=ended_on, documents=file.document_count)
    file.ended_on = ended_on
    file.closed_at = clock.now()
    file.hand_over_by = a_year_after(ended_on)


def _check_closing(file: WorkFile, ended_on: date) -> None:
    if not file.document_count:
        raise Refusal(
            _("An empty file is not closed."), fix=_("Put in what belongs to the work first.")
        )
    if not file.started_on <= ended_on <= clock.today():
        words = _("The work ended between the file’s beginning and today.")
        raise Invalid(words, fields={"ended_on": words})
    _refuse_drafts(file)


def _refuse_drafts(file: WorkFile) -> None:
    lying = select(func.count()).where(
        WorkFileItem.work_file_id == file.id,
        WorkFileItem.removed_at.is_(None),
        WorkFileItem.document_id == Document.id,
        Document.state.in_(DRAFTS),
    )
    if count := db.session.scalar(lying):
        raise Refusal(
            ngettext("%(num)d draft lies in this file.", "%(num)d drafts lie in this file.", count),
            basis=_("A file is closed without its drafts (Decree 30/2020/NĐ-CP art. 29)."),
            fix=_("Issue what is still to be issued and take the other drafts out."),
        )


def a_year_after(day: date) -> date:
    """One year after the work ended (Decree 30/2020/NĐ-CP art. 30)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@operation
def reopen_file(file: WorkFile, reason: str, *, by: Actor) -> None:
    """Open a closed file again, with the reason."""
    WORK_FILE.advance(file, "reopen", by, reason=needed(reason))
    file.ended_on = file.closed_at = file.hand_over_by = None
    file.extended_to, file.extension_consent, file.noticed_on = None, "", None


def _must_be_open(file: WorkFile) -> None:
    if file.state is not WorkFileState.OPEN:
        raise Refusal(
            _("This file is at “%(state)s”; nothing in it changes.", state=file.state.label),
            fix=_("Its keeper can open a closed file again."),
        )


def recount(file: WorkFile) -> None:
    """Bring the numbers on a file in step with what lies in it."""
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(WorkFileItem.pages), 0)).where(
            WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None)
        )
    ).one()
    file.document_count, file.page_count = int(row[0]), int(row[1])
