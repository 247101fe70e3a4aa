"""The raise before its time (nâng bậc lương trước thời hạn)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from office.errors import Invalid
from office.i18n import _, _l
from personnel.law.explained import Explained, shown_day
from personnel.law.months import add_months
from personnel.law.raises import Holding, Raise, RaiseKind, explain_raise, rule


class EarlyReason(StrEnum):
    """Outstanding achievement, or the notice of retirement."""

    ACHIEVEMENT = "achievement"
    RETIREMENT = "retirement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """What an early raise is asked for.

    `months` before its time (achievement); `noticed_on` and `retires_on` of the retirement notice;
    `last_early` whether the present step was itself reached early.
    """

    reason: EarlyReason
    months: int = 12
    noticed_on: date | None = None
    retires_on: date | None = None
    last_early: bool = False


def early_raise(held: Holding, asked: Early) -> Explained[Raise]:
    """The raise on its early day; `Invalid` says why there can be none."""
    regular = explain_raise(held)
    found = regular.result
    if found is None or found.kind is not RaiseKind.STEP:
        raise _refused(_("The last step of the scale is reached: there is no early raise."))
    limit = rule("early.limit", found.due)
    reckon = _by_notice if asked.reason is EarlyReason.RETIREMENT else _earned
    day = reckon(found, asked, limit.months)
    text = _l(
        "Early raise, at most %(limit)d months: from %(day)s instead of %(due)s.",
        limit=limit.months,
        day=shown_day(day),
        due=shown_day(found.due),
    )
    early = Raise(found.kind, day, found.step, found.coefficient)
    return Explained(early, (*regular.steps, limit.step(text, day, found.due)))


def _earned(found: Raise, asked: Early, limit: int) -> date:
    if not 1 <= asked.months <= limit:
        raise _refused(_("An early raise comes 1 to %(limit)d months early.", limit=limit))
    if asked.last_early:
        raise _refused(_("The present step was reached early: not twice in a row in one grade."))
    return add_months(found.due, -asked.months)


def _by_notice(found: Raise, asked: Early, limit: int) -> date:
    if asked.noticed_on is None or asked.retires_on is None:
        raise _refused(_("Give the day of the notice and the day of retirement."))
    earliest = max(asked.noticed_on, add_months(found.due, -limit))
    if found.due <= asked.retires_on:
        raise _refused(_("The regular raise comes before retirement: no early one is needed."))
    if earliest > asked.retires_on:
        raise _refused(
            _("At retirement more than %(limit)d months are still lacking.", limit=limit)
        )
    return earliest


def early_quota(headcount: int, on: date) -> Explained[int]:
    """How many people of a payroll may be raised early for achievement in a year."""
    row = rule("early.quota", on)
    allowed = headcount * row.percent // 100
    text = _l(
        "%(percent)d %% of a payroll of %(headcount)d on %(date)s: %(allowed)d.",
        percent=row.percent,
        headcount=headcount,
        date=shown_day(on),
        allowed=allowed,
    )
    return Explained(allowed, (row.step(text, on),))


def _refused(message: str) -> Invalid:
    return Invalid(message, fields={"early": message})
