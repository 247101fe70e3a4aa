"""V05, V07, V10: the posts, what is late, and what is referred to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from personnel.quality.facts import Facts, Span
from personnel.quality.shapes import Problem, Severity
from personnel.record import citizen, codes, days, timeline
from personnel.record.timeline import PRIMARY, Row
from personnel.record.values import plain

ONE_DAY = timedelta(days=1)
RAISE_LATE = timedelta(days=30)


def one_post_and_one_pay(facts: Facts) -> Iterator[Problem]:
    """V05: on each day of active service, but for days of leave or suspension."""
    posts = [row for row in facts.state.get("assignment", ()) if _is_primary(row)]
    if len(posts) > 1:
        yield Problem("two_posts", "assignment", "is_primary", posts[-1].uid)
    away = [*_spans(facts, "leave"), *_spans(facts, "exit")]
    for group, slot in (("assignment", PRIMARY), ("pay", "")):
        rows = [row for row in facts.history(group) if row.slot == slot]
        for first, last in _gaps(rows, facts.on):
            if not _is_covered(first, last, away):
                words = {"from": _said(first), "to": _said(last)}
                yield Problem(f"gap_{group}", group, words=words)


def live(facts: Facts) -> Iterator[Problem]:
    """V07: a wrong state is an error, lateness a warning."""
    if not facts.is_active:
        return
    yield from _terms(facts)
    yield from _contracts(facts)
    today = facts.on
    periods = {row.values.get("period") for row in facts.state.get("evaluation", ())}
    if facts.closed_period and facts.closed_period not in periods:
        yield Problem("evaluation", "evaluation", "period", words={"period": facts.closed_period})
    if facts.raise_due and facts.raise_due + RAISE_LATE < today:
        yield Problem("raise", "pay", "step", words={"day": _said(facts.raise_due)})
    if facts.retires_on and facts.retires_on < today:
        words = {"day": _said(facts.retires_on)}
        yield Problem("retirement", "exit", "kind", words=words, severity=Severity.ERROR)


def references(facts: Facts) -> Iterator[Problem]:
    """V10: units and codes were valid on the day of the row, not just today."""
    for row in facts.known:
        for name, value in row.values.items():
            if isinstance(value, Mapping):
                yield from _reference(facts, row, name, value)


def _terms(facts: Facts) -> Iterator[Problem]:
    for row in facts.state.get("assignment", ()):
        ends = row.values.get("term_end")
        if ends and ends < facts.on.isoformat():
            what = "secondment" if plain(row.values.get("kind")) == "second" else "term"
            words = {"day": days.said(ends)}
            yield Problem(what, "assignment", "term_end", row.uid, words, Severity.ERROR)


def _contracts(facts: Facts) -> Iterator[Problem]:
    """A contract that ran out, and no other took its place."""
    rows = facts.history("contract")
    if not rows or facts.state.get("contract"):
        return
    ends = rows[-1].valid_to
    if ends and ends <= facts.on:
        words = {"day": _said(ends - ONE_DAY)}
        yield Problem("contract", "contract", "", rows[-1].uid, words, Severity.ERROR)


def _is_primary(row: Row) -> bool:
    return row.slot == PRIMARY or bool(row.values.get("is_primary"))


def _gaps(rows: Sequence[Row], today: date) -> Iterator[tuple[date, date]]:
    """The first and last day of each time after the first row in which none was in force."""
    begins = [row.valid_from for row in rows if not row.ends] + [today + ONE_DAY]
    ends = {row.valid_from if row.ends else row.valid_to for row in rows}
    for first in sorted(day for day in ends if day and day <= today):
        following = min(day for day in begins if day > first or day > today)
        if first not in begins and not timeline.state(rows, first):
            yield first, following - ONE_DAY


def _spans(facts: Facts, group: str) -> Iterator[Span]:
    """When lines of a group held; of those that share a slot until the next began."""
    rows = facts.history(group)
    for row in rows:
        later = (other.valid_from for other in rows if _follows(other, row))
        ends = [day for day in (row.valid_to, *later) if day]
        if not row.ends:
            yield row.valid_from, min(ends, default=None)


def _follows(other: Row, row: Row) -> bool:
    return other.slot == row.slot and other.valid_from > row.valid_from


def _is_covered(first: date, last: date, spans: Sequence[Span]) -> bool:
    day = first
    for begin, end in sorted(spans, key=lambda span: span[0]):
        if begin <= day:
            day = max(day, end or date.max)
    return day > last


def _reference(facts: Facts, row: Row, name: str, value: Mapping[str, str]) -> Iterator[Problem]:
    unit = value.get("unit")
    if unit and not _existed(facts.units.get(unit, ()), row.valid_from):
        words = {"name": value.get("name", "")}
        yield Problem("unit", row.group, name, row.uid, words)
    if "list" in value and not _listed(value["list"], value["code"], row.valid_from):
        words = {"code": value["code"], "day": _said(row.valid_from)}
        yield Problem("code", row.group, name, row.uid, words)
    if value.get("province") and not _province_was(value):
        yield Problem("province", row.group, name, row.uid, {"code": value["province"]})


def _existed(spans: Sequence[Span], on: date) -> bool:
    return any(begin <= on and (end is None or on < end) for begin, end in spans)


def _listed(list_id: str, code: str, on: date) -> bool:
    rows = codes.lists().get(list_id, ())
    return any(row.code == code and row.holds(on) for row in rows)


def _province_was(place: Mapping[str, str]) -> bool:
    listed = date.fromisoformat(place["list_date"])
    return _listed(citizen.PROVINCES, place["province"], listed)


def _said(day: date) -> str:
    return days.said(day.isoformat())
