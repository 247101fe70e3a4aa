"""Lists that leave the house: which officials, which columns, and the file itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from office import sheets
from office.errors import Refusal
from office.i18n import _, number
from office.permissions import Actor
from personnel.compose.layouts import PEOPLE, forms
from personnel.operations import Taking
from personnel.operations.taking import MOST
from personnel.queries.listing import Narrow, ids_of
from personnel.queries.taking import dossiers_of, taken
from personnel.record.sheets.taking import USUAL, Cell, ListColumn, chosen, offered, sensitive
from personnel.rows.printing import heading_for, listed_record
from personnel.rows.taking import list_rows

XLSX, PDF = "xlsx", "pdf"
MEDIA: Mapping[str, str] = {XLSX: sheets.MEDIA_TYPE, PDF: "application/pdf"}
MOST_TICKED = 400


@dataclass(frozen=True)
class Choice:
    """A group whose fields may be columns: name, words and mark of each."""

    label: str
    fields: list[tuple[str, str, bool, bool]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return any(is_taken for _name, _label, is_taken, _is_sensitive in self.fields)


def ticked(typed: Sequence[str]) -> list[UUID]:
    """Single officials that were ticked; raises `Refusal` for what names nobody."""
    try:
        return [UUID(one) for one in typed[:MOST_TICKED]]
    except ValueError:
        raise Refusal(_("One of the officials ticked is not known.")) from None


def columns_of(typed: Sequence[str]) -> list[ListColumn]:
    """The columns chosen, or the usual ones."""
    return chosen(typed) or chosen(USUAL)


def choices(columns: Sequence[ListColumn]) -> list[Choice]:
    """Every field by its group, for the page."""
    wanted = {one.target for one in columns}
    return [
        Choice(
            str(group.label),
            [
                (target, str(one.label), target in wanted, one.is_sensitive)
                for one in group.fields
                for target in [f"{group.name}.{one.name}"]
            ],
        )
        for group in offered()
    ]


def taking_of(form: str, typed: Sequence[str], purpose: str, question: Mapping[str, str]) -> Taking:
    """What is taken out; the printed list has the columns of its form, sealed without a purpose."""
    if form not in MEDIA:
        raise Refusal(_("Choose Excel or PDF."))
    return Taking(form, _columns(form, typed, purpose), question, purpose)


def _columns(form: str, typed: Sequence[str], purpose: str) -> list[ListColumn]:
    if form == XLSX:
        return columns_of(typed)
    own = chosen([target for column in forms()[PEOPLE].columns for target in column.of])
    return [one for one in own if purpose.strip() or not one.field.is_sensitive]


def found(actor: Actor, narrow: Narrow, form: str) -> list[int]:
    """Who is on the list, and one more than the form holds."""
    return ids_of(actor, narrow, most=MOST[form] + 1)


def preview(
    ids: Sequence[int], columns: Sequence[ListColumn], actor: Actor
) -> list[tuple[UUID, list[str]]]:
    """The first officials as they would leave, each with his public name; nothing is opened."""
    people = [one.uid for piece in dossiers_of(ids) for one in piece]
    lines = list_rows(ids, columns, actor, opened=())
    return [
        (uid, [printed(value) for value in line]) for uid, line in zip(people, lines, strict=True)
    ]


def printed(value: Cell) -> str:
    """A value as the page shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value, decimals=2)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def made(taking: Taking, ids: Sequence[int], actor: Actor) -> bytes:
    """The file; what was not opened for its taker is hidden in it."""
    return MADE[taking.form](taking, ids, actor)


def _workbook(taking: Taking, ids: Sequence[int], actor: Actor) -> bytes:
    heads = [sheets.Column(one.heading, one.width) for one in taking.columns]
    opened = sensitive(taking.columns)
    return sheets.workbook(title(), heads, list_rows(ids, taking.columns, actor, opened=opened))


def _paper(taking: Taking, ids: Sequence[int], actor: Actor) -> bytes:
    from personnel.compose.printing import people_pdf

    groups = {one.partition(".")[0] for each in forms()[PEOPLE].columns for one in each.of}
    opened = sensitive(taking.columns)
    heading = heading_for(actor.agency_id or 0)
    listed = taken(ids, actor, groups, opened=opened)
    return people_pdf([listed_record(one, heading) for one in listed])


MADE = {XLSX: _workbook, PDF: _paper}


def title() -> str:
    """What the list is called."""
    return _("List of officials")
