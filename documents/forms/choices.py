"""What fields offer: desks to present to, signers, deadlines in working days, types, numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from documents import queries
from documents.models import Document, Urgency
from documents.operations.numbers import ARRIVALS, printed, series_of
from office import clock, law
from office.db import db
from office.errors import Invalid
from office.i18n import _, ngettext, short_day
from office.law.layouts import Signing, layout_of
from office.permissions import Role
from office.typed import whole
from office.units import queries as units
from office.units.models import Desk
from office.units.picker import picker_rows
from office.units.settings import settings_of

DAYS = (1, 3, 5, 10)
MOST_DAYS = 365
OTHER = "other"
NONE = "none"


@dataclass(frozen=True)
class DeskChoice:
    """A desk that a field offers."""

    desk_id: int
    value: str
    label: str


def presentable(agency_id: int) -> list[DeskChoice]:
    """To whom a clerk presents: the usual one first (the office head where the agency says so)."""
    leaders = desk_choices(units.desks_of_role(agency_id, Role.LEADER))
    heads = desk_choices(units.desks_of_role(agency_id, Role.OFFICE_HEAD))
    if settings_of(agency_id).directive_through_office_head:
        return heads + leaders
    return leaders + heads


def leaders(agency_id: int) -> list[DeskChoice]:
    """The leaders of an agency."""
    return desk_choices(units.desks_of_role(agency_id, Role.LEADER))


def desk_choices(desks: Iterable[Desk]) -> list[DeskChoice]:
    """Desks by the names people call them by."""
    return [DeskChoice(desk.id, str(desk.uid), units.desk_label(desk.id)) for desk in desks]


def desks_of_agency(agency_id: int) -> list[DeskChoice]:
    """Every desk that may check or sign along: the clerks, units and officials, the leaders."""
    clerks = desk_choices([units.clerk_desk(agency_id)])
    rows = [DeskChoice(row.desk_id, str(row.desk_uid), row.label) for row in picker_rows(agency_id)]
    return [*clerks, *rows, *leaders(agency_id)]


def co_signers(document: Document) -> list[DeskChoice]:
    """Who may sign with the main signer: of minutes anybody keeps the record as secretary."""
    if layout_of(document.type_code).signing is Signing.MINUTES:
        return desks_of_agency(units.successor_of(document.agency_id))
    return signers(document)


def signers(document: Document) -> list[DeskChoice]:
    """Who may sign this type of document today."""
    found = units.signers_of(document.agency_id, document.type_code, clock.today())
    lines = {row.desk_id: " ".join(row.lines[:1]) for row in reversed(found)}
    return [
        DeskChoice(
            desk.id,
            str(desk.uid),
            " · ".join(filter(None, (units.desk_label(desk.id), lines[desk.id]))),
        )
        for desk in db.session.scalars(select(Desk).where(Desk.id.in_(lines)).order_by(Desk.id))
    ]


def chosen_desk(value: str, offered: Sequence[DeskChoice], *, field: str) -> int:
    """The desk behind a value that was offered."""
    for choice in offered:
        if choice.value == value:
            return choice.desk_id
    raise Invalid(_("Choose one of the list."), fields={field: _("Choose one of the list.")})


# ---------------------------------------------------------------------------- deadlines


def deadline_options(after: datetime | None = None) -> list[tuple[str, str, str]]:
    """Working days with the date they lead to, then another day, then none.

    More time begins `after` the deadline that is there, and is never without a day.
    """
    first = _counted_from(after)
    options = [
        (
            str(days),
            ngettext("%(num)d day", "%(num)d days", days),
            short_day(clock.add_working_days(first, days)),
        )
        for days in DAYS
    ]
    none = [] if after else [(NONE, _("None"), _("no date"))]
    return [*options, (OTHER, _("Other"), _("pick")), *none]


def _counted_from(after: datetime | None) -> date:
    today = clock.today()
    return max(today, clock.to_local(after).date()) if after else today


def deadline_of(
    typed: Mapping[str, str],
    *,
    days: str = "due",
    on: str = "due_on",
    after: datetime | None = None,
) -> datetime | None:
    """The deadline a form asks for; a date alone counts without a choice of days."""
    chosen = typed.get(days, "")
    count = whole(chosen)
    if count is not None and count <= MOST_DAYS:
        return clock.end_of_work(clock.add_working_days(_counted_from(after), count))
    if chosen == NONE or not typed.get(on):
        if chosen == OTHER:
            raise Invalid(_("The day is missing."), fields={on: _("Pick a day.")})
        return None
    return clock.end_of_work(day_of(typed.get(on, ""), field=on))


def day_of(text: str, *, field: str) -> date:
    """A day as date fields send it."""
    found = clock.read_day(text)
    if found is None:
        words = _("Write the day as 2026-11-24.")
        raise Invalid(_("This is not a day."), fields={field: words})
    return found


def one_working_day_before(due_at: datetime) -> datetime:
    """Cooperating units answer one working day earlier, never later than now."""
    earlier = clock.add_working_days(clock.to_local(due_at).date(), -1)
    found = clock.end_of_work(earlier)
    return found if found > clock.now() else due_at


# ------------------------------------------------------------------- types and numbers


def urgency_options() -> list[tuple[str, str]]:
    """Degrees of urgency; the words of the law are Vietnamese."""
    return [(level.value, level.stamp or _("Normal")) for level in Urgency]


def urgency_of(value: str) -> Urgency:
    """The degree a field names."""
    return Urgency(value) if value in set(Urgency) else Urgency.NORMAL


def type_options() -> list[tuple[str, str]]:
    """The types that may be drafted (Decree 30/2020/NĐ-CP art. 7)."""
    drafted = law.DocumentGroup.ADMINISTRATIVE
    return [(row.code, row.vi) for row in law.document_types(clock.today()) if row.group is drafted]


def next_arrival(agency_id: int) -> int:
    """The arrival number that the next registration gets, unless somebody is faster."""
    return queries.next_number(units.successor_of(agency_id), ARRIVALS, clock.today().year)


def next_symbol(document: Document) -> str:
    """Number and symbol that a document gets when it is numbered now."""
    agency_id = units.successor_of(document.agency_id)
    number = queries.next_number(agency_id, series_of(document), clock.today().year)
    return f"{printed(number)}/{document.notation}"


def reserved_numbers(document: Document) -> list[tuple[str, str]]:
    """The next number and those kept for this series, with for whom."""
    agency_id, year = units.successor_of(document.agency_id), clock.today().year
    kept = queries.reservations(agency_id, series=series_of(document), year=year)
    offered = [(str(row.uid), f"{printed(row.number)} · {row.holder}") for row, _name in kept]
    return [("", _("The next number")), *offered] if offered else []


def register_options(agency_id: int) -> list[tuple[str, str]]:
    """The register of arrivals and the further ones that are kept at present."""
    named = queries.named_registers(units.successor_of(agency_id))
    kept = [(str(row.uid), row.name) for row in named if row.ended_at is None]
    return [("", _("Incoming")), *kept] if kept else []


def body_options(agency_id: int) -> list[tuple[str, str]]:
    """The agency itself and the bodies that issue in their own name at present."""
    named = queries.advisory_bodies(units.successor_of(agency_id))
    kept = [(str(row.uid), row.name) for row in named if row.ended_at is None]
    return [("", units.name_of(agency_id)), *kept] if kept else []


def series_options(agency_id: int) -> list[tuple[str, str]]:
    """Every series that may give a number this year, by what people call it."""
    from_plan = queries.series_names(agency_id, clock.today().year)
    names = queries.labels(agency_id)
    return [(name, queries.label_of(name, names)) for name in from_plan]


def local_day(at: datetime | None) -> str:
    """The day of a deadline as date fields take it."""
    return clock.to_local(at).date().isoformat() if at else ""
