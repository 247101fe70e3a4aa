"""Closing and reopening volumes of the registers, their papers, and loans of kept copies."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from documents.lifecycle import VOLUME
from documents.models import (
    BookVolume,
    CopyLoan,
    Document,
    EntryState,
    NumberEntry,
    NumberSeries,
    VolumeState,
)
from documents.operations.desk_work import log
from documents.operations.wording import needed
from documents.policy import Can
from documents.queries import Asked
from documents.queries.registers import CLOSABLE, in_book
from documents.queries.series import NAMED
from office import audit, blobs, clock, outbox
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@operation
def close_book(
    book: str, year: int, *, up_to: int | None = None, ends_year: str = "", by: Actor
) -> BookVolume:
    """Close what stands in a register as a volume (khóa sổ); its lines change no more.

    With `ends_year` the year gives no further number; `up_to` closes a part of one series.
    """
    require(by, Can.CLOSE_BOOK, None)
    agency_id = _own_agency(by)
    series = _locked_series(agency_id, book, year)
    if ends_year:
        _refuse_early_end(year, series)
    ids = _open_lines([row.id for row in series], up_to)
    if not ids and not ends_year:
        raise Refusal(
            _("Nothing new stands in this register since the last volume."),
            fix=_("Print the last volume, or come back when numbers were given."),
        )
    volume = _new_volume(agency_id, book, year, ids, by)
    volume.state, volume.is_final = VolumeState.CLOSED, bool(ends_year)
    volume.number = _volumes_before(volume) + 1
    db.session.add(volume)
    db.session.flush()
    _bind(volume, ids, series)
    audit.record("volume.closed", volume, by=by, book=book, year=year, spans=volume.spans)
    _print(volume)
    return volume


def _own_agency(by: Actor) -> int:
    if by.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    return by.agency_id


def _locked_series(agency_id: int, book: str, year: int) -> list[NumberSeries]:
    """The series of the register in the order of their ids, so that two closings never cross."""
    if book not in CLOSABLE and not book.startswith(NAMED):
        raise Invalid(
            _("This register is closed with the one from which its lines come."),
            fields={"book": _("Choose incoming, outgoing or a further register.")},
        )
    statement = (
        select(NumberSeries)
        .where(NumberSeries.agency_id == agency_id, NumberSeries.year == year, in_book(book))
        .order_by(NumberSeries.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def _refuse_early_end(year: int, series: list[NumberSeries]) -> None:
    today = clock.today()
    if (today.year, today.month, today.day) < (year, 12, 31):
        raise Invalid(
            _("A year is ended on its last day or later."),
            fields={"ends_year": _("Close a volume instead; numbers go on.")},
        )
    if series and all(row.is_closed for row in series):
        raise Refusal(_("The register of %(year)s is closed already.", year=year))


def _open_lines(series: list[int], up_to: int | None) -> list[int]:
    if up_to is not None and len(series) > 1:
        raise Invalid(
            _("This register has several series; close all that stands in it."),
            fields={"up_to": _("Leave it empty.")},
        )
    wanted: list[ColumnElement[bool]] = [
        NumberEntry.series_id.in_(series),
        NumberEntry.volume_id.is_(None),
    ]
    if up_to is not None:
        wanted.append(NumberEntry.number <= up_to)
    kept = select(NumberEntry.number).where(*wanted, NumberEntry.state == EntryState.RESERVED)
    if numbers := db.session.scalars(kept.order_by(NumberEntry.number).limit(20)).all():
        raise Refusal(
            _("Numbers are still reserved: %(numbers)s", numbers=", ".join(map(str, numbers))),
            fix=_("Use them or cancel them with a reason, then close the register."),
        )
    return list(db.session.scalars(select(NumberEntry.id).where(*wanted)))


def _new_volume(agency_id: int, book: str, year: int, ids: list[int], by: Actor) -> BookVolume:
    spans, first, last = _extent(ids)
    return BookVolume(
        uid=new_uid(),
        agency_id=agency_id,
        book=book,
        year=year,
        spans=spans,
        lines=len(ids),
        first_on=first,
        last_on=last,
        made_at=clock.now(),
        made_by=by.name,
        made_by_id=by.account_id,
        limits={},
        signatures=[],
    )


def _extent(ids: list[int]) -> tuple[dict[str, Any], date | None, date | None]:
    spans: dict[str, Any] = {}
    days: list[date] = []
    for part in _parts(ids):
        rows = db.session.execute(
            select(
                NumberSeries.name,
                func.min(NumberEntry.number),
                func.max(NumberEntry.number),
                func.min(NumberEntry.taken_at),
                func.max(NumberEntry.taken_at),
            )
            .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
            .where(NumberEntry.id.in_(part))
            .group_by(NumberSeries.name)
        )
        for name, low, high, begun, ended in rows:
            former = spans.get(name, [low, high])
            spans[name] = [min(low, former[0]), max(high, former[1])]
            days += [clock.to_local(begun).date(), clock.to_local(ended).date()]
    return spans, min(days, default=None), max(days, default=None)


def _parts(ids: list[int]) -> list[list[int]]:
    return [ids[at : at + 500] for at in range(0, len(ids), 500)]


def _volumes_before(volume: BookVolume) -> int:
    counted = select(func.count()).select_from(BookVolume)
    return (
        db.session.scalar(
            counted.where(
                BookVolume.agency_id == volume.agency_id,
                BookVolume.book == volume.book,
                BookVolume.year == volume.year,
                BookVolume.state != VolumeState.EXTRACT,
            )
        )
        or 0
    )


def _bind(volume: BookVolume, ids: list[int], series: list[NumberSeries]) -> None:
    for part in _parts(ids):
        db.session.execute(
            update(NumberEntry)
            .where(NumberEntry.id.in_(part))
            .values(volume_id=volume.id)
            .execution_options(synchronize_session=False)
        )
    if volume.is_final:
        for row in series:
            row.is_closed = True


def _print(volume: BookVolume) -> None:
    outbox.enqueue("books.print", key=f"books.print:{volume.uid}", volume_id=volume.id)


@operation
def reopen_volume(volume: BookVolume, reason: str, *, by: Actor) -> None:
    """Reopen a closed volume by name and with a reason; its signed paper stays as it was."""
    VOLUME.advance(volume, "reopen", by, reason=needed(reason))
    volume.reason = reason.strip()
    volume.reopened_at, volume.reopened_by = clock.now(), by.name
    db.session.execute(
        update(NumberEntry)
        .where(NumberEntry.volume_id == volume.id)
        .values(volume_id=None)
        .execution_options(synchronize_session=False)
    )
    if volume.is_final:
        db.session.execute(
            update(NumberSeries)
            .where(NumberSeries.id.in_(_ended_with(volume)))
            .values(is_closed=False)
            .execution_options(synchronize_session=False)
        )


def _ended_with(volume: BookVolume) -> list[int]:
    statement = select(NumberSeries.id).where(
        NumberSeries.agency_id == volume.agency_id,
        NumberSeries.year == volume.year,
        in_book(volume.book),
    )
    return list(db.session.scalars(statement))


@operation
def make_extract(asked: Asked, *, by: Actor) -> BookVolume:
    """Have a part of a register made as PDF, without closing anything."""
    require(by, Can.READ_BOOKS, None)
    volume = _new_volume(_own_agency(by), asked.book, asked.year, [], by)
    volume.state = VolumeState.EXTRACT
    volume.limits = {
        "series": asked.series,
        "first": asked.first,
        "last": asked.last,
        "from_on": asked.from_on.isoformat() if asked.from_on else None,
        "to_on": asked.to_on.isoformat() if asked.to_on else None,
    }
    db.session.add(volume)
    db.session.flush()
    audit.record("volume.extracted", volume, by=by, book=asked.book, year=asked.year)
    _print(volume)
    return volume


@operation
def keep_volume_paper(  # noqa: PLR0913 - each fact by its name
    volume: BookVolume, stored: blobs.Stored, *, pages: int, lines: int, check: str, by: Actor
) -> None:
    """Keep the PDF of a volume with its hash."""
    require(by, Can.RECORD, volume)
    volume.sha256, volume.size, volume.pages = stored.sha256, stored.size, pages
    volume.lines, volume.check_code, volume.problem = lines, check, ""
    audit.record("volume.printed", volume, by=by, sha256=stored.sha256, check=check)


@operation
def note_volume_problem(volume: BookVolume, problem: str, *, by: Actor) -> None:
    """Say on a volume why its PDF could not be made."""
    require(by, Can.RECORD, volume)
    volume.problem = problem


# -------------------------------------------------------------------------- loans of copies


@operation
def lend_copy(  # noqa: PLR0913 - each fact by its name
    document: Document,
    *,
    borrower: str,
    permitted_by: str,
    file_code: str = "",
    due_on: date | None = None,
    note: str = "",
    by: Actor,
) -> CopyLoan:
    """Let somebody use the kept copy of a registered document (cho sử dụng bản lưu)."""
    require(by, Can.KEEP_BOOKS, document)
    _check_loan(document, borrower, permitted_by, due_on)
    loan = CopyLoan(
        uid=new_uid(),
        agency_id=units.successor_of(document.agency_id),
        document_id=document.id,
        borrower=borrower.strip(),
        permitted_by=permitted_by.strip(),
        file_code=file_code.strip(),
        note=note.strip(),
        lent_at=clock.now(),
        lent_by=by.name,
        due_on=due_on,
    )
    db.session.add(loan)
    audit.record("copy.lent", document, by=by, borrower=borrower, permitted_by=permitted_by)
    log(document, "copy.lent", by=by, to=loan.borrower)
    return loan


def _check_loan(document: Document, borrower: str, permitted: str, due_on: date | None) -> None:
    if document.arrival_no is None and document.number is None:
        raise Refusal(_("Only what stands in a register has a kept copy."))
    faults: dict[str, object] = {}
    if not borrower.strip():
        faults["borrower"] = _("Say who uses the copy.")
    if not permitted.strip():
        faults["permitted_by"] = _("Say who permitted it.")
    if due_on and due_on < clock.today():
        faults["due_on"] = _("Choose a later day.")
    if faults:
        raise Invalid(_("Some fields are missing."), fields=faults)


@operation
def return_copy(loan: CopyLoan, *, by: Actor) -> None:
    """Note that a kept copy came back."""
    document = db.session.get_one(Document, loan.document_id)
    require(by, Can.KEEP_BOOKS, document)
    if loan.returned_at is None:
        loan.returned_at, loan.returned_to = clock.now(), by.name
        audit.record("copy.returned", document, by=by, borrower=loan.borrower)
        log(document, "copy.returned", by=by, sender=loan.borrower)
