"""Registers kept before this house: brought, read, taken over, undone until the first act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from documents.lifecycle import OLD_BOOK
from documents.models import (
    CopyLoan,
    Direction,
    Document,
    DocumentFile,
    DocumentState,
    DocumentUse,
    EntryState,
    FileRole,
    NumberEntry,
    NumberSeries,
    OldBook,
    OldBookState,
    OldRow,
    ProgressEntry,
    Source,
)
from documents.operations.files import NewFile, attach
from documents.operations.numbers import open_series
from documents.policy import Can
from documents.queries.old_books import numbers_taken
from documents.queries.series import NAMED
from office import audit, blobs, clock, outbox, search
from office.db import db, new_uid, operation, savepoint
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

IMPORTED = "register.imported"
FIRST_YEAR = 1945
PART = 500


@dataclass(frozen=True)
class Brought:
    """What the clerk says of an old register; `numbering` is one for all, or by type."""

    name: str
    book: str
    year: int
    numbering: str = "one"


@dataclass(frozen=True)
class ReadRow:
    """One line as it was read."""

    line: int
    cells: list[str]
    facts: dict[str, Any]
    faults: list[str]
    file: dict[str, Any] | None = None


@operation
def bring_old_book(
    brought: Brought, sheet: blobs.Stored, files: blobs.Stored | None = None, *, by: Actor
) -> OldBook:
    """Take in the spreadsheet of an old register; a job reads it, nothing is written yet."""
    require(by, Can.KEEP_BOOKS, None)
    if by.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    _check(brought)
    old = OldBook(
        uid=new_uid(),
        agency_id=by.agency_id,
        book=brought.book,
        year=brought.year,
        numbering=brought.numbering,
        name=brought.name,
        sha256=sheet.sha256,
        files_sha256=files.sha256 if files else "",
        state=OldBookState.READING,
        brought_at=clock.now(),
        brought_by=by.name,
    )
    db.session.add(old)
    db.session.flush()
    audit.record("old_book.brought", old, by=by, book=old.book, year=old.year, sha256=old.sha256)
    outbox.enqueue("books.read_old", key=f"books.read_old:{old.uid}", old_book_id=old.id)
    return old


def _check(brought: Brought) -> None:
    if brought.book not in {"incoming", "outgoing"} and not brought.book.startswith(NAMED):
        words = _("Choose incoming, outgoing or a further register.")
        raise Invalid(words, fields={"book": words})
    if not FIRST_YEAR <= brought.year <= clock.today().year:
        words = _("Choose a year from %(year)s to this one.", year=FIRST_YEAR)
        raise Invalid(words, fields={"year": words})


@operation
def keep_old_rows(old: OldBook, rows: Sequence[ReadRow], *, by: Actor) -> None:
    """Keep what was read with its faults, for the preview."""
    OLD_BOOK.advance(old, "read", by)
    db.session.execute(delete(OldRow).where(OldRow.old_book_id == old.id))
    db.session.add_all(
        OldRow(
            old_book_id=old.id,
            line=row.line,
            cells=row.cells,
            facts=row.facts,
            faults=row.faults,
            file=row.file,
        )
        for row in rows
    )
    old.row_count, old.fault_count = len(rows), sum(bool(row.faults) for row in rows)


@operation
def note_old_problem(old: OldBook, problem: str, *, by: Actor) -> None:
    """Say why an old register could not be read."""
    OLD_BOOK.advance(old, "fail", by, problem=problem)
    old.problem = problem


# ------------------------------------------------------------------------------ taking over


@operation
def accept_old_book(old: OldBook, *, leaves_out: str = "", by: Actor) -> None:
    """Take the lines over as read-only documents with their numbers, all or none.

    Lines with a fault hinder it, unless `leaves_out` says that they stay out.
    """
    _lock(old)
    OLD_BOOK.advance(old, "accept", by, lines=old.row_count, faults=old.fault_count)
    if old.fault_count and not leaves_out:
        raise Refusal(
            _("Some lines have faults."),
            fix=_("Correct them in the file and import it again, or leave these lines out."),
        )
    lines = select(OldRow).where(OldRow.old_book_id == old.id).order_by(OldRow.line)
    rows = list(db.session.scalars(lines))
    good = [row for row in rows if not row.faults]
    if not good:
        raise Refusal(_("No line can be entered."), fix=_("Correct the file and import it again."))
    documents = _documents(old, good)
    _enter(old, good, documents, by)
    for row, document in zip(good, documents, strict=True):
        if row.file:
            attach(document, [NewFile(**row.file, role=FileRole.MAIN)])
    search.request_many("document", [document.id for document in documents])
    old.accepted_at = clock.now()


def _lock(old: OldBook) -> None:
    """Whoever is second finds the state that the first one left."""
    db.session.refresh(old, with_for_update=True)


def _documents(old: OldBook, rows: Sequence[OldRow]) -> list[Document]:
    desk_id, own = units.clerk_desk(old.agency_id).id, units.name_of(old.agency_id)
    made = [_document(old, row.facts, desk_id, own) for row in rows]
    db.session.add_all(made)
    db.session.flush()
    for row, document in zip(rows, made, strict=True):
        row.document_id = document.id
    return made


def _document(old: OldBook, facts: dict[str, Any], desk_id: int, own: str) -> Document:
    is_sent = old.book == "outgoing"
    at = _noon(facts["day"])
    return Document(
        uid=new_uid(),
        direction=Direction.OUTGOING if is_sent else Direction.INCOMING,
        agency_id=old.agency_id,
        state=DocumentState.ISSUED if is_sent else DocumentState.COMPLETED,
        source=Source.IMPORTED,
        type_code=facts["type_code"],
        type_name=facts["type_name"],
        subject=facts["subject"],
        number=facts["number"] if is_sent else None,
        arrival_no=None if is_sent else facts["number"],
        symbol=facts["symbol"],
        issued_on=date.fromisoformat(facts["issued_on"]) if facts["issued_on"] else None,
        issuer_name=own if is_sent else facts["issuer"],
        signer_name=facts.get("signer", ""),
        desk_id=desk_id,
        created_at=at,
        closed_at=at,
        details={"old": facts["old"] | {"book": str(old.uid)}},
    )


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), clock.LOCAL)


def _enter(old: OldBook, rows: Sequence[OldRow], documents: Sequence[Document], by: Actor) -> None:
    """Enter the numbers; what was entered since the preview stops it all."""
    series = _series(old, {row.facts["series"] for row in rows})
    if numbers_taken(old.agency_id, old.year, [row.facts for row in rows]):
        raise Refusal(
            _("Some of these numbers stand in the register already."),
            fix=_("Bring the file again; the preview will name them."),
        )
    for row, document in zip(rows, documents, strict=True):
        db.session.add(
            NumberEntry(
                uid=new_uid(),
                series_id=series[row.facts["series"]],
                number=row.facts["number"],
                state=EntryState.IMPORTED,
                document_id=document.id,
                taken_at=document.created_at,
                taken_by=by.name,
            )
        )
        db.session.add(
            ProgressEntry(
                document_id=document.id,
                at=clock.now(),
                act=IMPORTED,
                actor_name=by.name,
                actor_title=by.title,
                on_behalf_of=by.on_behalf_of,
                text="",
                facts={},
            )
        )


def _series(old: OldBook, names: set[str]) -> dict[str, int]:
    for name in sorted(names):
        open_series(old.agency_id, name, old.year)
    rows = db.session.execute(
        select(NumberSeries.name, NumberSeries.id, NumberSeries.is_closed)
        .where(
            NumberSeries.agency_id == old.agency_id,
            NumberSeries.year == old.year,
            NumberSeries.name.in_(names),
        )
        .with_for_update()
    ).all()
    if any(is_closed for _name, _id, is_closed in rows):
        raise Refusal(
            _("The register of %(year)s is closed already.", year=old.year),
            who=_("A leader of the agency can reopen the volume, with a reason."),
        )
    return {name: series_id for name, series_id, _is_closed in rows}


# --------------------------------------------------------------------------------- undoing


@operation
def undo_old_book(old: OldBook, *, by: Actor) -> None:
    """Take a whole batch out again, as long as nobody has acted on a line; reading is no act."""
    _lock(old)
    OLD_BOOK.advance(old, "undo", by)
    wanted = select(OldRow.document_id).where(
        OldRow.old_book_id == old.id, OldRow.document_id.is_not(None)
    )
    ids = [found for found in db.session.scalars(wanted) if found is not None]
    if any(_is_acted_on(ids[at : at + PART]) for at in range(0, len(ids), PART)):
        raise _acted()
    db.session.execute(
        update(OldRow)
        .where(OldRow.old_book_id == old.id)
        .values(document_id=None)
        .execution_options(synchronize_session=False)
    )
    try:
        with savepoint():
            for at in range(0, len(ids), PART):
                _take_out(ids[at : at + PART])
    except IntegrityError as error:  # a record of another part of the house holds on to one
        raise _acted() from error
    search.request_many("document", ids)
    old.undone_at = clock.now()


def _acted() -> Refusal:
    return Refusal(
        _("Somebody has acted on a line of this register; it stays."),
        fix=_("Correct the single document instead."),
    )


def _is_acted_on(ids: Sequence[int]) -> bool:
    acts = (
        select(ProgressEntry.id).where(
            ProgressEntry.document_id.in_(ids), ProgressEntry.act != IMPORTED
        ),
        select(Document.id).where(Document.answers_id.in_(ids)),
        select(CopyLoan.id).where(CopyLoan.document_id.in_(ids)),
        select(NumberEntry.id).where(
            NumberEntry.document_id.in_(ids), NumberEntry.volume_id.is_not(None)
        ),
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in acts)


def _take_out(ids: Sequence[int]) -> None:
    for model in (DocumentUse, ProgressEntry, DocumentFile, NumberEntry):
        db.session.execute(
            delete(model)
            .where(model.document_id.in_(ids))
            .execution_options(synchronize_session=False)
        )
    db.session.execute(
        delete(Document).where(Document.id.in_(ids)).execution_options(synchronize_session=False)
    )
