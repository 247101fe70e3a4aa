"""What the head decides on number series, where they begin, and numbers kept for somebody."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from documents.models import (
    AdvisoryBody,
    Document,
    EntryState,
    NamedRegister,
    NumberEntry,
    Numbering,
    NumberPlan,
    NumberSeries,
)
from documents.operations.drafting import change_notation
from documents.operations.numbers import advance, open_series
from documents.operations.wording import needed
from documents.policy import Can
from documents.queries.series import BODY, COPIES, NAMED, OUTGOING, expired
from office import audit, clock, law
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

LONGEST_DAYS = 30
HIGHEST = 9_999_999
EXPIRED = "Hết hạn giữ số"  # stands in the register, which is Vietnamese for every reader


@operation
def decide_numbering(
    numbering: Numbering,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    from_year: int,
    by: Actor,
) -> NumberPlan:
    """Decide how outgoing documents are numbered from a year on (Decree 30 art. 15)."""
    require(by, Can.DECIDE_NUMBERING, None)
    agency_id = _agency(by)
    _refuse_late(agency_id, from_year)
    kept = _checked_groups(groups or {}) if numbering is Numbering.GROUP else {}
    found = select(NumberPlan).where(
        NumberPlan.agency_id == agency_id, NumberPlan.from_year == from_year
    )
    plan = db.session.scalar(found) or NumberPlan(
        uid=new_uid(), agency_id=agency_id, from_year=from_year
    )
    plan.numbering, plan.groups = numbering, kept
    plan.decided_at, plan.decided_by = clock.now(), by.name
    db.session.add(plan)
    audit.record("numbers.decided", plan, by=by, numbering=numbering, year=from_year, groups=kept)
    return plan


def _agency(by: Actor) -> int:
    if by.agency_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    return units.successor_of(by.agency_id)


def _refuse_late(agency_id: int, from_year: int) -> None:
    """A change takes effect with the next year, or before the first number of this one."""
    this = clock.today().year
    if from_year == this + 1:
        return
    if from_year != this:
        raise Invalid(
            _("A change takes effect this year or next year."),
            fields={"from_year": _("Choose this year or the next one.")},
        )
    begun = select(NumberSeries.id).where(
        NumberSeries.agency_id == agency_id,
        NumberSeries.year == this,
        NumberSeries.name.startswith(OUTGOING),
        NumberSeries.last >= NumberSeries.opening,
    )
    if db.session.scalar(begun.limit(1)):
        words = _("Numbers of this year have been given; the change begins with the next year.")
        raise Invalid(words, fields={"from_year": words})


def _checked_groups(groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    known = {row.code for row in law.document_types()}
    kept = {name.strip(): list(codes) for name, codes in groups.items() if name.strip() and codes}
    chosen = [code for codes in kept.values() for code in codes]
    if not kept:
        words = _("Name at least one group and choose its types.")
        raise Invalid(words, fields={"group_1": words})
    twice = [one for one, two in pairwise(sorted(chosen)) if one == two]
    if twice or not set(chosen) <= known:
        words = _("A type can stand in one group only.")
        raise Invalid(words, fields={"group_1": words})
    return kept


@operation
def set_opening(  # noqa: PLR0913 - each fact by its name
    agency_id: int,
    series: str,
    number: int,
    *,
    last_on: date | None = None,
    reason: str = "",
    by: Actor,
) -> NumberSeries:
    """Say with which number a series of this year begins here; the former ones stand elsewhere.

    Never at or below a number that was given; above the next one only with a reason.
    """
    require(by, Can.SET_OPENING, agency_id)
    agency_id, year = units.successor_of(agency_id), clock.today().year
    refuse_unknown_series(agency_id, series)
    open_series(agency_id, series, year)
    row = _locked(agency_id, series, year)
    _check_opening(row, number, reason)
    row.opening, row.last = number, number - 1
    row.opened_on, row.opening_reason = last_on, reason.strip()
    audit.record(
        "numbers.opened", row, by=by, series=series, number=number, last_on=last_on, reason=reason
    )
    return row


def _locked(agency_id: int, series: str, year: int) -> NumberSeries:
    statement = select(NumberSeries).where(
        NumberSeries.agency_id == agency_id,
        NumberSeries.name == series,
        NumberSeries.year == year,
    )
    return db.session.scalars(
        statement.with_for_update().execution_options(populate_existing=True)
    ).one()


def _check_opening(row: NumberSeries, number: int, reason: str) -> None:
    if not 1 <= number <= HIGHEST:
        raise Invalid(
            _("The opening number is a whole number from 1 on."),
            fields={"number": _("Fill in a whole number.")},
        )
    highest = db.session.scalar(
        select(func.max(NumberEntry.number)).where(NumberEntry.series_id == row.id)
    )
    if highest and number <= highest:
        words = _("Number %(number)s has been given; begin above it.", number=highest)
        raise Invalid(words, fields={"number": words})
    is_begun = row.last >= row.opening
    if is_begun and number > row.last + 1 and not reason.strip():
        raise Invalid(
            _("Numbers would be left out."),
            fields={"reason": _("Say why the numbers between are not used.")},
        )


def refuse_unknown_series(agency_id: int, series: str) -> None:
    """A series is that of arrivals, copies, a type, a group, a body or a named register."""
    registers = select(NamedRegister).where(NamedRegister.agency_id == agency_id)
    bodies = select(AdvisoryBody).where(AdvisoryBody.agency_id == agency_id)
    known = {"incoming", COPIES, f"{OUTGOING}all"}
    known |= {f"{OUTGOING}{row.code}" for row in law.document_types()}
    known |= {row.series for row in db.session.scalars(registers)}
    known |= {row.series for row in db.session.scalars(bodies)}
    plans = select(NumberPlan.groups).where(NumberPlan.agency_id == agency_id)
    known |= {f"{OUTGOING}group:{key}" for groups in db.session.scalars(plans) for key in groups}
    if series not in known:
        words = _("There is no such series.")
        raise Invalid(words, fields={"series": words})


# ------------------------------------------------------------------------- kept numbers


@operation
def reserve_number(
    series: str, *, reason: str, holder: str, expires_on: date, by: Actor
) -> NumberEntry:
    """Keep one number for somebody until a day (giữ số); never a block of them."""
    require(by, Can.RESERVE_NUMBER, None)
    agency_id = _agency(by)
    refuse_unknown_series(agency_id, series)
    _check_reservation(reason, holder, expires_on)
    taken = advance(agency_id, series)
    entry = NumberEntry(
        uid=new_uid(),
        series_id=taken.series_id,
        number=taken.number,
        state=EntryState.RESERVED,
        taken_at=clock.now(),
        taken_by=by.name,
        reason=reason.strip(),
        holder=holder.strip(),
        expires_on=expires_on,
    )
    db.session.add(entry)
    db.session.flush()
    facts = {"series": series, "number": taken.number, "holder": holder, "until": expires_on}
    audit.record("numbers.reserved", entry, by=by, reason=reason, **facts)
    return entry


def _check_reservation(reason: str, holder: str, expires_on: date) -> None:
    faults: dict[str, object] = {}
    if not reason.strip():
        faults["reason"] = _("Say why the number is kept.")
    if not holder.strip():
        faults["holder"] = _("Say for whom the number is kept.")
    days = (expires_on - clock.today()).days
    if not 0 <= days <= LONGEST_DAYS or expires_on.year != clock.today().year:
        faults["expires_on"] = _(
            "Choose a day of this year within the next %(days)s days.", days=LONGEST_DAYS
        )
    if faults:
        raise Invalid(_("Some fields are missing."), fields=faults)


@operation
def cancel_reservation(entry: NumberEntry, reason: str, *, by: Actor) -> None:
    """Give up a kept number: it stays in the register as cancelled, with the reason."""
    require(by, Can.RESERVE_NUMBER, entry)
    if entry.state is not EntryState.RESERVED:
        raise Refusal(_("This number is not reserved any more."), fix=_("Reload the page."))
    entry.state = EntryState.CANCELLED
    entry.reason = needed(reason)
    audit.record("numbers.cancelled", entry, by=by, number=entry.number, reason=reason)


@operation
def expire_reservations(*, by: Actor = SYSTEM) -> int:
    """Cancel the kept numbers whose time is over; says how many."""
    require(by, Can.RECORD, None)
    ids = expired(clock.today())
    for entry in db.session.scalars(
        select(NumberEntry).where(NumberEntry.id.in_(ids)).with_for_update(skip_locked=True)
    ):
        entry.state, entry.reason = EntryState.CANCELLED, f"{EXPIRED}: {entry.reason}"
        audit.record("numbers.expired", entry, by=by, number=entry.number)
    return len(ids)


# ------------------------------------------------------- further registers, bodies with a name


@operation
def open_register(name: str, *, by: Actor) -> NamedRegister:
    """Open a further register for arrivals, with a series of its own (mở sổ)."""
    require(by, Can.KEEP_BOOKS, None)
    agency_id = _agency(by)
    wanted = _free_name(NamedRegister, agency_id, name)
    row = NamedRegister(uid=new_uid(), agency_id=agency_id, name=wanted, opened_at=clock.now())
    db.session.add(row)
    audit.record("registers.opened", row, by=by, name=wanted, series=NAMED)
    return row


@operation
def end_register(row: NamedRegister, *, by: Actor) -> None:
    """Enter nothing more into a further register; what stands in it stays."""
    require(by, Can.KEEP_BOOKS, row)
    row.ended_at = row.ended_at or clock.now()
    audit.record("registers.ended", row, by=by, name=row.name)


@operation
def open_body(name: str, symbol: str, *, by: Actor) -> AdvisoryBody:
    """Give a council, board or group that issues in its own name a series (Annex I II.3)."""
    require(by, Can.DECIDE_NUMBERING, None)
    agency_id = _agency(by)
    wanted = _free_name(AdvisoryBody, agency_id, name)
    if not symbol.strip() or not symbol.strip().isalnum():
        words = _("Letters and digits only, such as HĐTĐ.")
        raise Invalid(words, fields={"symbol": words})
    row = AdvisoryBody(
        uid=new_uid(),
        agency_id=agency_id,
        name=wanted,
        symbol=symbol.strip(),
        opened_at=clock.now(),
    )
    db.session.add(row)
    audit.record("bodies.opened", row, by=by, name=wanted, symbol=row.symbol, series=BODY)
    return row


@operation
def end_body(row: AdvisoryBody, *, by: Actor) -> None:
    """Draft nothing more in the name of a body; its papers stay."""
    require(by, Can.DECIDE_NUMBERING, row)
    row.ended_at = row.ended_at or clock.now()
    audit.record("bodies.ended", row, by=by, name=row.name)


def _free_name(model: type[NamedRegister] | type[AdvisoryBody], agency_id: int, name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid(_("The name is missing."), fields={"name": _("Fill in the name.")})
    taken = select(model.id).where(model.agency_id == agency_id, model.name == wanted)
    if db.session.scalar(taken):
        words = _("There is already one of this name.")
        raise Invalid(words, fields={"name": words})
    return wanted


@operation
def draft_for_body(document: Document, body: AdvisoryBody | None, *, by: Actor) -> None:
    """Issue a draft in the name of a body, or of the agency itself again."""
    require(by, Can.EDIT, document)
    if body and (body.ended_at or body.agency_id != document.agency_id):
        raise Refusal(_("This body issues nothing any more."))
    kept = {name: value for name, value in document.details.items() if name != "body"}
    document.details = kept | ({"body": str(body.uid)} if body else {})
    change_notation(document, by=by)
