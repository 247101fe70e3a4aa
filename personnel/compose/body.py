"""One form filled with one record, apart from any layout: both PDF and .docx are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from office.errors import Invalid
from office.i18n import _
from personnel.compose.facts import FormRecord
from personnel.compose.found import Finder
from personnel.compose.layouts import Form, Item, Part, Source, Table
from personnel.compose.words import DOTS, clean, left_out_line

UNCOMPARED = "mẫu chưa đối chiếu"
EMPTY_ROWS = 3
TABLE = "bảng"
NAME = Source(of=("identity.full_name",))


@dataclass(frozen=True)
class Words:
    """A label and its value."""

    label: str
    hint: str
    value: str


@dataclass(frozen=True)
class Grid:
    """A table with its heading and its widths; an empty one keeps rows to write in."""

    caption: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    centred: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entry:
    """An item as it is printed."""

    number: str
    label: str
    words: tuple[Words, ...]
    grids: tuple[Grid, ...]
    beside: bool
    apart: bool
    room: int


@dataclass(frozen=True)
class Signer:
    """Who signs below, with the place for a day where he dates the paper."""

    role: str
    how: str
    name: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Body:
    """Everything a form says; `person` is empty on a list of several."""

    form: Form
    person: str
    subtitle: str
    head: tuple[Words, ...]
    entries: tuple[Entry, ...]
    left_out: str
    mark: str
    legend: str
    signers: tuple[Signer, ...]


def body(form: Form, record: FormRecord) -> Body:
    """Fill a form; what the reader may not see stays empty and is named."""
    return found_body(form, Finder(record))


def found_body(form: Form, finder: Finder) -> Body:
    """Fill a form with what a finder finds."""
    record = finder.record
    person = finder.value(NAME).words
    return Body(
        form,
        person,
        "",
        tuple(_words(finder, part) for part in form.head),
        tuple(_entry(finder, item) for item in form.items),
        left_out_line(_hidden(finder, form)),
        _mark(form, record),
        _legend(record),
        _signers(form, record, person),
    )


def people(form: Form, records: Sequence[FormRecord]) -> Body:
    """A list of several persons (danh sách trích ngang): one row each, in the order given."""
    if not records:
        raise Invalid(_("There is nobody to list."))
    found = [[Finder(record).value(column) for column in form.columns] for record in records]
    rows = [
        (str(place), *(one.shown if one.is_hidden else one.words for one in row))
        for place, row in enumerate(found, 1)
    ]
    hidden = [
        column.label
        for place, column in enumerate(form.columns)
        if any(row[place].is_hidden for row in found)
    ]
    grid = Grid(
        "",
        ("TT", *(column.label for column in form.columns)),
        (4, *(column.width for column in form.columns)),
        (True, *(column.center for column in form.columns)),
        tuple(rows),
    )
    entry = Entry("", "", (), (grid,), beside=False, apart=False, room=0)
    first = records[0]
    count = f"Tổng số: {len(records)} người"
    left_out, legend = left_out_line(hidden), _legend(first)
    return Body(form, "", count, (), (entry,), left_out, "", legend, _signers(form, first, ""))


def by_line(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries line by line: what stands beside goes with the one before."""
    lines: list[list[Entry]] = []
    for entry in entries:
        if entry.beside and lines:
            lines[-1].append(entry)
        else:
            lines.append([entry])
    return lines


def _mark(form: Form, record: FormRecord) -> str:
    """Nobody compared our layout of a legal form until its official template was loaded."""
    return UNCOMPARED if form.basis and record.compared_on is None else ""


def _legend(record: FormRecord) -> str:
    return f"Số liệu đến ngày {record.on:%d/%m/%Y}"


def _signers(form: Form, record: FormRecord, person: str) -> tuple[Signer, ...]:
    """The official on the left where the form asks for him, the head of the agency on the right."""
    heading = record.heading
    dated = f"{clean(heading.place) or DOTS}, {day_words(record)}"
    left = [Signer(form.left_role, "(Ký, ghi rõ họ tên)", person)] if form.left_role else []
    role = clean(heading.head_role).upper() or form.right_role
    right = Signer(role, "(Ký tên, đóng dấu)", clean(heading.head_name), dated)
    return (*left, right)


def day_words(record: FormRecord) -> str:
    """The day of printing as papers write it (months 1 and 2 with a nought)."""
    printed = record.printed_on
    month = f"{printed.month:02d}" if printed.month < 3 else str(printed.month)
    return f"ngày {printed.day:02d} tháng {month} năm {printed.year}"


def _entry(finder: Finder, item: Item) -> Entry:
    return Entry(
        item.number,
        item.label,
        tuple(_words(finder, part) for part in item.parts),
        tuple(_grid(finder, table) for table in item.tables),
        item.beside,
        item.apart,
        item.room,
    )


def _words(finder: Finder, part: Part) -> Words:
    return Words(part.label, part.hint, finder.value(part).shown)


def _grid(finder: Finder, table: Table) -> Grid:
    blank = tuple("" for _column in table.columns)
    rows = tuple(tuple(row) for row in finder.table(table)) or (blank,) * EMPTY_ROWS
    hidden = (DOTS, *blank[1:])
    return Grid(
        table.caption,
        tuple(column.label for column in table.columns),
        tuple(column.width for column in table.columns),
        tuple(column.center for column in table.columns),
        (hidden,) if finder.hides(table) else rows,
    )


def _hidden(finder: Finder, form: Form) -> list[str]:
    """The places that stay empty for this reader, each once, by number or by label."""
    head = [part.label for part in form.head if finder.value(part).is_hidden]
    return head + [name for item in form.items if (name := _hidden_in(finder, item))]


def _hidden_in(finder: Finder, item: Item) -> str:
    parts = [part.label for part in item.parts if finder.value(part).is_hidden]
    tables = [table for table in item.tables if finder.hides(table)]
    columns = [name for table in item.tables for name in finder.hidden_columns(table)]
    if not (parts or tables or columns):
        return ""
    is_whole = len(parts) == len(item.parts) and len(tables) == len(item.tables)
    named = (*parts, *(table.caption or TABLE for table in tables), *dict.fromkeys(columns))
    return _place_of(item, () if is_whole else named)


def _place_of(item: Item, names: Sequence[str]) -> str:
    label = item.label or (item.parts[0].label if item.parts else "")
    place = f"mục {item.number}" if item.number else label
    return f"{place} ({', '.join(names)})" if names else place
