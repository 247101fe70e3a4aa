"""Forms of discipline (hình thức kỷ luật) and their times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from office.i18n import _l
from personnel.law.explained import Breach, Explained, shown_day, shown_name
from personnel.law.months import add_days, add_months
from personnel.law.tables import Limit, NamedRule, limit, read

REPRIMAND = "khien_trach"


@dataclass(frozen=True, kw_only=True)
class DisciplineForm(NamedRule):
    """A form allowed for a category (`cong_chuc` …); the gravest has the highest position."""

    form: str
    category: str
    position: int
    leaders_only: bool = False


def forms(category: str, on: date) -> tuple[DisciplineForm, ...]:
    """The forms for a category on a day, the mildest first; those for leaders are among them."""
    rows = read(DisciplineForm, "discipline_forms").on(on)
    return tuple(sorted((row for row in rows if row.category == category), key=_position))


def forms_for_staff(category: str, on: date) -> tuple[DisciplineForm, ...]:
    """Like `forms` for somebody without a leading post."""
    return tuple(row for row in forms(category, on) if not row.leaders_only)


def form_breach(form: str, allowed: Iterable[DisciplineForm], on: date) -> Breach | None:
    """Whether a form is among those allowed (`forms` or `forms_for_staff` of the person)."""
    rows = tuple(allowed)
    if any(row.form == form for row in rows):
        return None
    known = [row for row in read(DisciplineForm, "discipline_forms").rows if row.form == form]
    basis = rows[0].basis if rows else ""
    text = _l(
        "This form of discipline is not allowed for this person on %(date)s.", date=shown_day(on)
    )
    if known:
        text = _l(
            "The form “%(form)s” is not allowed for this person on %(date)s.",
            form=shown_name(known[-1]),
            date=shown_day(on),
        )
    fix = _l("Choose one of the forms of the law for this category and date.")
    return Breach(rule="discipline.form", who=(), text=text, fix=fix, basis=basis)


def effect_ends(decided_on: date) -> Explained[date]:
    """When a discipline ends to have effect if nothing new happens."""
    row = limit("discipline.effect", decided_on)
    ends = add_months(decided_on, row.months)
    text = _l(
        "The discipline of %(decided)s has effect for %(months)d months, until %(ends)s.",
        decided=shown_day(decided_on),
        months=row.months,
        ends=shown_day(ends),
    )
    return Explained(ends, (row.step(text, decided_on, ends),))


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day to discipline a behaviour, and by when a case that was found is handled."""

    ends: date
    handle_by: date


def limitation(form: str, behaved_on: date, found_on: date) -> Explained[Limitation]:
    """Until when a behaviour can be disciplined (thời hiệu) and a found case is to be handled."""
    row = _limitation_rule(form, behaved_on)
    ends = add_months(behaved_on, row.months)
    handling = limit("discipline.handling", found_on)
    handle_by = add_days(found_on, handling.days)
    steps = (
        row.step(
            _l(
                "The behaviour of %(behaved)s can be disciplined for %(months)d months, until"
                " %(ends)s.",
                behaved=shown_day(behaved_on),
                months=row.months,
                ends=shown_day(ends),
            ),
            behaved_on,
            ends,
        ),
        handling.step(
            _l(
                "Found on %(found)s it is handled within %(days)d days, by %(by)s.",
                found=shown_day(found_on),
                days=handling.days,
                by=shown_day(handle_by),
            ),
            found_on,
            handle_by,
        ),
    )
    return Explained(Limitation(ends, handle_by), steps)


def _limitation_rule(form: str, on: date) -> Limit:
    mild = form == REPRIMAND
    return limit("discipline.limitation.reprimand" if mild else "discipline.limitation", on)


def _position(row: DisciplineForm) -> int:
    return row.position
