"""The PDF of a volume, and kept numbers whose time is over."""

from dataclasses import replace
from datetime import date
from typing import Any

from documents import operations, queries
from documents.compose.register import RegisterPaper, compose_register
from documents.jobs.old_files import with_files
from documents.jobs.old_rows import read_rows
from documents.models import BookVolume, OldBook, OldBookState, VolumeState
from documents.operations.book_signing import FIELDS, SEAL
from documents.queries import Asked, Line
from documents.queries.register_check import check_code
from documents.queries.registers import COLUMNS, INCOMING, SENT, day
from office import blobs, clock
from office.db import db
from office.errors import Refusal
from office.foreign.bundles import unpack
from office.foreign.refusals import ForeignFileRefused
from office.foreign.tables import read_table
from office.outbox import delivers, every
from office.permissions import SYSTEM
from office.units import queries as units
from office.units.headings import heading_of
from signing import operations as signing

MOST_ROWS = 5000  # lines taken over in one transaction


@every(name="documents.reservations", cron="5 0 * * *")
def end_reservations(_body: dict[str, Any]) -> None:
    """Cancel kept numbers whose last day has passed."""
    operations.expire_reservations(by=SYSTEM)


@delivers("books.print")
def print_volume(body: dict[str, Any]) -> None:
    """Make the PDF of a volume or an extract, once."""
    volume = db.session.get_one(BookVolume, body["volume_id"])
    if volume.sha256:
        return
    lines = _lines(volume)
    check = check_code(lines)
    try:
        made = compose_register(_paper(volume, lines, check))
    except Refusal as refusal:
        operations.note_volume_problem(volume, str(refusal.message), by=SYSTEM)
        return
    pdf = _with_fields(made.pdf, made.places) if volume.state is VolumeState.CLOSED else made.pdf
    operations.keep_volume_paper(
        volume, blobs.put(pdf), pages=made.pages, lines=len(lines), check=check, by=SYSTEM
    )


def _lines(volume: BookVolume) -> list[Line]:
    """Of what only some may read the paper has the number alone."""
    reader = replace(SYSTEM, agency_id=volume.agency_id)
    asked = Asked(volume.book, volume.year)
    if volume.state is not VolumeState.EXTRACT:
        return queries.lines_of(replace(asked, volume_id=volume.id), reader, most=None)
    limits = volume.limits
    part = replace(
        asked,
        series=limits["series"],
        first=limits["first"],
        last=limits["last"],
        from_on=_day(limits["from_on"]),
        to_on=_day(limits["to_on"]),
    )
    return queries.lines_of(part, reader, most=None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _paper(volume: BookVolume, lines: list[Line], check: str) -> RegisterPaper:
    parent, own = heading_of(volume.agency_id)
    asked = Asked(volume.book, volume.year)
    days = [volume.first_on, volume.last_on]
    return RegisterPaper(
        title=queries.title_of(volume.book, volume.agency_id),
        parent=parent.upper(),
        agency=own.upper(),
        place=units.place_of(volume.agency_id),
        year=volume.year,
        volume=volume.number,
        columns=COLUMNS[asked.kind],
        rows=tuple((line.cells, line.is_void) for line in lines),
        spans=_spans(volume, lines),
        days=(day(days[0]), day(days[1])),
        check=check,
        made=f"{clock.to_local(volume.made_at):%H:%M, %d/%m/%Y}",
        made_by=volume.made_by,
    )


def _spans(volume: BookVolume, lines: list[Line]) -> tuple[tuple[str, int, int], ...]:
    names = queries.labels(volume.agency_id)
    found: dict[str, list[int]] = {}
    for line in lines:
        series, number = line.key
        low, high = found.get(series, [number, number])
        found[series] = [min(low, number), max(high, number)]
    return tuple(
        (queries.label_of(name, names), low, high) for name, (low, high) in sorted(found.items())
    )


def _with_fields(pdf: bytes, places: dict[str, signing.Rect]) -> bytes:
    """Room for the leader's signature and the seal, on the cover."""
    fields = [
        signing.SignatureField(
            name, 0, rect, signing.Lock.ALL if name == FIELDS[SEAL] else signing.Lock.OWN
        )
        for name, rect in places.items()
    ]
    return signing.lay_out(pdf, signatures=fields, texts=[])


# ------------------------------------------------------------------------- old registers


@delivers("books.read_old")
def read_old(body: dict[str, Any]) -> None:
    """Read the spreadsheet of an old register, and the files that belong to its lines."""
    old = db.session.get_one(OldBook, body["old_book_id"])
    if old.state is not OldBookState.READING:
        return
    kind = SENT if old.book == "outgoing" else INCOMING
    try:
        headings = [words for words, _width in COLUMNS[kind]]
        table = read_table(blobs.read(old.sha256), most_rows=MOST_ROWS, headings=headings)
        files = unpack(blobs.path_of(old.files_sha256)) if old.files_sha256 else ()
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix))))
        operations.note_old_problem(old, words, by=SYSTEM)
        return
    operations.keep_old_rows(old, with_files(read_rows(old, table), files), by=SYSTEM)
