"""Terms of office, secondment, rotation, contracts and the placement on job positions."""

from dataclasses import dataclass
from datetime import date

from office.i18n import _l
from personnel.law.explained import Breach, Explained, Severity, shown_day
from personnel.law.months import add_days, add_months
from personnel.law.tables import limit, limit_or_none


@dataclass(frozen=True, slots=True)
class Term:
    """The day a term of office ends and the day to think of reappointment."""

    ends: date
    warn_on: date


def term(appointed_on: date) -> Term:
    """The term of a leading post: five years from each appointment."""
    ends = add_months(appointed_on, limit("term", appointed_on).months)
    return Term(ends, term_warning(ends))


def term_warning(ends: date) -> date:
    return add_days(ends, -limit("term.warning", ends).days)


def explain_term(appointed_on: date) -> Explained[Term]:
    """The term with its rules."""
    found = term(appointed_on)
    length, warning = limit("term", appointed_on), limit("term.warning", found.ends)
    runs = _l(
        "Appointed on %(from)s for %(months)d months: the term ends on %(ends)s.",
        **{"from": shown_day(appointed_on)},
        months=length.months,
        ends=shown_day(found.ends),
    )
    warns = _l(
        "%(days)d days before, on %(day)s, reappointment is to be prepared.",
        days=warning.days,
        day=shown_day(found.warn_on),
    )
    steps = (length.step(runs, appointed_on, found.ends), warning.step(warns, found.warn_on))
    return Explained(found, steps)


def secondment_breach(first: date, last: date | None) -> Breach | None:
    """A secondment (biệt phái) must have an end, at most three years after its beginning."""
    row = limit("secondment", first)
    latest = add_months(first, row.months)
    if last is not None and first < last <= latest:
        return None
    if last is None:
        text = _l("A secondment needs a day on which it ends.")
    elif last <= first:
        text = _l("The secondment ends before it begins.")
    else:
        text = _l("The secondment is longer than %(months)d months.", months=row.months)
    fix = _l("Set an end by %(latest)s.", latest=shown_day(latest))
    return Breach(rule=row.code, who=(), text=text, fix=fix, basis=row.basis)


def rotation_breach(first: date, last: date | None) -> Breach | None:
    """A rotation (luân chuyển) lasts at least 36 months; the law of earlier days did not say."""
    row = limit_or_none("rotation", first)
    if row is None or last is None or last >= add_months(first, row.months):
        return None
    earliest = add_months(first, row.months)
    return Breach(
        rule=row.code,
        who=(),
        text=_l("A rotation lasts at least %(months)d months.", months=row.months),
        fix=_l("Let it end on %(earliest)s or later.", earliest=shown_day(earliest)),
        basis=row.basis,
        severity=Severity.WARNING,
    )


def secondment_warning(ends: date) -> date:
    """The day from which the return of somebody seconded is to be prepared."""
    return add_days(ends, -limit("secondment.warning", ends).days)


def probation_warning(ends: date) -> date:
    """The day from which the result of a probation is to be judged."""
    return add_days(ends, -limit("probation.warning", ends).days)


def contract_warnings(ends: date) -> tuple[date, ...]:
    """The days on which the end of a contract is announced: 90, 60 and 30 days before."""
    return tuple(add_days(ends, -days) for days in limit("contract.warnings", ends).each)


def placement_due(on: date) -> date | None:
    """By when everybody has a job position (vị trí việc làm); None before there was such a rule."""
    row = limit_or_none("placement", on)
    return row.day if row else None


def placement_breach(on: date) -> Breach | None:
    """For somebody without a job position: a warning before the last day, an error after it."""
    row = limit_or_none("placement", on)
    if row is None or row.day is None:
        return None
    return Breach(
        rule=row.code,
        who=(),
        text=_l(
            "No job position is named; the law asks for one by %(day)s.", day=shown_day(row.day)
        ),
        fix=_l("Place the official on a job position with its grade by a decision."),
        basis=row.basis,
        severity=Severity.WARNING if on <= row.day else Severity.ERROR,
    )
