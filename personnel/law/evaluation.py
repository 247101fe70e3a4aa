"""Yearly evaluation: points, levels, quotas and days.

Decree 335/2025/NĐ-CP for civil servants, Decree 233/2026/NĐ-CP for public employees.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.errors import Invalid
from office.i18n import _, _l
from personnel.law.explained import Breach, Explained, Step, shown_day, shown_name, shown_number
from personnel.law.months import ONE_DAY, add_days, add_months
from personnel.law.tables import NamedRule, Rule, limit, read

EXCELLENT, GOOD, FAIR, FAILED = "HTXSNV", "HTTNV", "HTNV", "KHTNV"
NO_POINTS = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Level(NamedRule):
    """A level (mức xếp loại) with the lowest score it asks for; the best has position 4."""

    least: int
    position: int


@dataclass(frozen=True, kw_only=True)
class EvaluationRule(Rule):
    """Highest points of a part, or a quota in per cent."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One person of a unit's list; `duty_group` names those with similar duties."""

    uid: str
    name: str
    general: Decimal | None
    results: Decimal | None
    level: str
    duty_group: str = ""
    is_head: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRating:
    """The whole list of a unit for a year; `level` is the unit's own, empty while not rated."""

    year: int
    level: str
    people: Sequence[Rated]


def day_of(year: int) -> date:
    """The day whose rules a year is rated by: its last one."""
    return date(year, 12, 31)


def levels(on: date) -> tuple[Level, ...]:
    """The levels of a day, the best first."""
    return tuple(read(Level, "evaluation_levels").on(on))


def level(code: str, on: date) -> Level:
    return read(Level, "evaluation_levels").find(code, on)


def rule(code: str, on: date) -> EvaluationRule:
    return read(EvaluationRule, "evaluation_rules").find(code, on)


def level_of(
    general: Decimal, results: Decimal, on: date, *, faults: Sequence[str] = ()
) -> Explained[str]:
    """The level of a score; a listed fault, whatever the score, makes it the lowest."""
    _check_points(general, results, on)
    score = general + results
    reached = next(one for one in levels(on) if score >= one.least)
    text = _l(
        "%(general)s general points and %(results)s for results make %(score)s: %(level)s.",
        general=shown_number(general),
        results=shown_number(results),
        score=shown_number(score),
        level=shown_name(reached),
    )
    steps = [reached.step(text, on)]
    if faults:
        steps.append(_fault_step(faults, on))
        return Explained(FAILED, tuple(steps))
    return Explained(reached.code, tuple(steps))


def _fault_step(faults: Sequence[str], on: date) -> Step:
    text = _l(
        "A fault that the law lists was found (%(faults)s): the lowest level.",
        faults=", ".join(faults),
    )
    return rule("fault", on).step(text, on)


def _check_points(general: Decimal, results: Decimal, on: date) -> None:
    wrong = {
        name: _("Points from 0 to %(most)d.", most=most)
        for name, points, most in (
            ("general", general, rule("points.general", on).number),
            ("results", results, rule("points.results", on).number),
        )
        if not 0 <= points <= most
    }
    if wrong:
        raise Invalid(_("The points lie outside of what can be given."), fields=wrong)


def most_excellent(good_or_better: int, unit_level: str, on: date) -> Explained[int]:
    """How many may be excellent among so many rated good or better; a part is not rounded up."""
    row = _quota_rule(unit_level, on)
    allowed = good_or_better * row.number // 100
    text = _l(
        "%(percent)d %% of %(count)d rated good or better: at most %(allowed)d excellent.",
        percent=row.number,
        count=good_or_better,
        allowed=allowed,
    )
    return Explained(allowed, (row.step(text, on),))


def breaches(unit: UnitRating) -> tuple[Breach, ...]:
    """All that forbids the list of a unit, each with whom it concerns and what to do."""
    on = day_of(unit.year)
    found: list[Breach] = []
    for one in unit.people:
        found += _of_person(one, on)
    found += _quota_breaches(unit, on)
    found += _head_breaches(unit, on)
    return tuple(found)


def _of_person(one: Rated, on: date) -> Iterator[Breach]:
    row = read(Level, "evaluation_levels").get(one.level, on)
    if row is None:
        text = _l("%(name)s has no level.", name=one.name)
        fix = _l("Choose one of the four levels.")
        yield _breach("level", (one,), text, fix, rule("quota", on))
        return
    if one.general is None or one.results is None:
        text = _l("%(name)s has no points.", name=one.name)
        fix = _l("Enter the general points and the points for results.")
        yield _breach("points", (one,), text, fix, rule("points.general", on))
        return
    yield from _of_points(one, one.general, one.results, row, on)


def _of_points(
    one: Rated, general: Decimal, results: Decimal, row: Level, on: date
) -> Iterator[Breach]:
    for code, points in (("points.general", general), ("points.results", results)):
        most = rule(code, on)
        if not 0 <= points <= most.number:
            yield _outside(one, points, most)
            return
    allowed = level(level_of(general, results, on, faults=one.faults).result, on)
    if row.position > allowed.position:
        text = _l(
            "%(name)s: %(score)s points allow “%(allowed)s” at most, not “%(level)s”.",
            name=one.name,
            score=shown_number(general + results),
            allowed=shown_name(allowed),
            level=shown_name(row),
        )
        if one.faults:
            text = _l(
                "%(name)s: a listed fault (%(faults)s) forbids “%(level)s”.",
                name=one.name,
                faults=", ".join(one.faults),
                level=shown_name(row),
            )
        fix = _l("Change the level to “%(allowed)s”.", allowed=shown_name(allowed))
        yield _breach("level", (one,), text, fix, row)


def _outside(one: Rated, points: Decimal, most: EvaluationRule) -> Breach:
    text = _l(
        "%(name)s: %(points)s points, where 0 to %(most)d can be given.",
        name=one.name,
        points=shown_number(points),
        most=most.number,
    )
    return _breach(most.code, (one,), text, _l("Correct the points."), most)


def _quota_breaches(unit: UnitRating, on: date) -> Iterator[Breach]:
    """In the whole unit and in each group of similar duties."""
    groups = sorted({one.duty_group for one in unit.people if one.duty_group})
    yield from _quota(unit, unit.people, on)
    for group in groups:
        yield from _quota(unit, [one for one in unit.people if one.duty_group == group], on, group)
    lacking = [one for one in unit.people if groups and not one.duty_group]
    if lacking:
        text = _l("People without a group of similar duties: %(count)d.", count=len(lacking))
        fix = _l("Name the group of each; the quota holds in every group.")
        yield _breach("duty_group", lacking, text, fix, rule("quota", on))


def _quota(
    unit: UnitRating, people: Sequence[Rated], on: date, group: str = ""
) -> Iterator[Breach]:
    ranked = [one for one in people if one.level in (EXCELLENT, GOOD)]
    best = sorted((one for one in ranked if one.level == EXCELLENT), key=_score)
    allowed = most_excellent(len(ranked), unit.level, on).result
    if len(best) <= allowed:
        return
    row = _quota_rule(unit.level, on)
    fix = _l(
        "At most %(allowed)d (%(percent)d %%) may be: lower %(over)d to good, first those with the"
        " fewest points.",
        allowed=allowed,
        percent=row.number,
        over=len(best) - allowed,
    )
    code = "quota.group" if group else "quota.unit"
    yield _breach(code, best, _quota_text(group, len(best), len(ranked)), fix, row)


def _quota_rule(unit_level: str, on: date) -> EvaluationRule:
    return rule("quota.excellent_unit" if unit_level == EXCELLENT else "quota", on)


def _quota_text(group: str, count: int, base: int) -> str:
    if not group:
        return _l(
            "In the unit %(count)d of %(base)d rated good or better are excellent.",
            count=count,
            base=base,
        )
    return _l(
        "In the group “%(group)s” %(count)d of %(base)d rated good or better are excellent.",
        group=group,
        count=count,
        base=base,
    )


def _head_breaches(unit: UnitRating, on: date) -> Iterator[Breach]:
    """The level of the head is not better than that of the unit."""
    heads = [one for one in unit.people if one.is_head]
    own = read(Level, "evaluation_levels").get(unit.level, on)
    row = rule("head", on)
    if heads and own is None:
        text = _l("The unit itself has no level: nobody can say what its head may have.")
        yield _breach("head.unit", heads, text, _l("Rate the unit first."), row)
        return
    for head in heads:
        held = read(Level, "evaluation_levels").get(head.level, on)
        if own and held and held.position > own.position:
            text = _l(
                "%(name)s heads the unit and is rated “%(level)s”, the unit only “%(unit)s”.",
                name=head.name,
                level=shown_name(held),
                unit=shown_name(own),
            )
            fix = _l("Lower the level of the head to that of the unit, or rate the unit anew.")
            yield _breach("head", (head,), text, fix, row)


def _score(one: Rated) -> Decimal:
    return (one.general or NO_POINTS) + (one.results or NO_POINTS)


def _breach(code: str, people: Iterable[Rated], text: str, fix: str, row: Rule) -> Breach:
    who = tuple(one.uid for one in people)
    return Breach(rule=f"evaluation.{code}", who=who, text=text, fix=fix, basis=row.basis)


def rating_due(year: int) -> date:
    """The day before which the ratings of a year are made."""
    month, day = limit("evaluation.year", day_of(year)).month_day
    return date(year, month, day)


def rating_due_special(year: int) -> date:
    """Like `rating_due` for bodies with a year of their own: in January of the next."""
    month, day = limit("evaluation.year.special", day_of(year)).month_day
    return date(year + 1, month, day)


def report_due(decided_on: date) -> Explained[date]:
    """By when a result stands in the national database."""
    row = limit("evaluation.report", decided_on)
    due = add_days(decided_on, row.days)
    text = _l(
        "Decided on %(decided)s; in the national database within %(days)d days: by %(due)s.",
        decided=shown_day(decided_on),
        days=row.days,
        due=shown_day(due),
    )
    return Explained(due, (row.step(text, decided_on, due),))


def last_closed_year(on: date) -> int:
    """The last year whose ratings are due on a day."""
    return on.year if on >= rating_due(on.year) else on.year - 1


def is_rated(serves_since: date, year: int) -> bool:
    """Who served too short a part of the year is not rated."""
    first = max(serves_since, date(year, 1, 1))
    served = limit("evaluation.least", day_of(year)).months
    return add_months(first, served) - ONE_DAY <= day_of(year)
