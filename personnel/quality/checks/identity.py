"""V01, V02, V03, V08, V09: the person and the spelling."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from personnel.quality.facts import Facts
from personnel.quality.shapes import Problem, Severity
from personnel.record import citizen, days, names
from personnel.record.groups import GROUPS
from personnel.record.shapes import Kind
from personnel.record.timeline import Row
from personnel.record.values import plain

WORKING_AGE = 18
VERIFIED_FOR = timedelta(days=365)
WRITTEN = frozenset({Kind.TEXT, Kind.NAME, Kind.LIST, Kind.UNIT, Kind.PLACE})
CERTAIN = frozenset({"citizen_id"})


def citizen_number(facts: Facts) -> Iterator[Problem]:
    """V01; an absent number is a matter of V04."""
    number = facts.code("identity", "citizen_id")
    if not number:
        return
    sex, birth_date = facts.code("identity", "sex"), facts.code("identity", "birth_date")
    for fault in citizen.faults(number, sex=sex, birth_date=birth_date):
        yield Problem(fault, "identity", "citizen_id")


def population(facts: Facts) -> Iterator[Problem]:
    """V02, while the population database is connected."""
    if facts.population is None:
        return
    for name in sorted(facts.population.differing):
        yield Problem("differs", "identity", name, severity=Severity.ERROR)
    verified = facts.code("identity", "verified_at")
    if not verified:
        yield Problem("never", "identity", "verified_at")
    elif days.first(verified) + VERIFIED_FOR < facts.on:
        yield Problem("old", "identity", "verified_at", words={"day": days.said(verified)})


def order_of_life(facts: Facts) -> Iterator[Problem]:
    """V03: what cannot have been in that order."""
    born = facts.code("identity", "birth_date")
    recruited = facts.code("service", "recruited_on")
    joined = facts.code("service", "joined_on")
    if born and recruited and _is_before_age(born, recruited):
        yield Problem("young", "service", "recruited_on")
    if recruited and joined and joined < recruited:
        yield Problem("joined", "service", "joined_on")
    for name in ("recruited_on", "joined_on"):
        if facts.code("service", name) > facts.on.isoformat():
            yield Problem("future", "service", name)
    yield from _pair(facts, "organisations", "party_join_date", "party_official_date", "party")
    yield from _pair(facts, "military", "enlist_date", "discharge_date", "military")


def spelling(facts: Facts) -> Iterator[Problem]:
    """V08: composed letters, single spaces, no digits in names, one spelling of a word."""
    spelled: dict[str, str] = {}
    for row in _in_force(facts):
        for name, text, kind in _texts(row):
            if not names.is_clean(text):
                yield Problem("spaces", row.group, name, row.uid)
            if kind is Kind.NAME and names.has_digits(text):
                yield Problem("digits", row.group, name, row.uid)
            for word in names.clean(text).lower().split():
                first = spelled.setdefault(names.key(word), word)
                if first != word:
                    words = {"one": first, "other": word}
                    yield Problem("spellings", row.group, name, row.uid, words)


def duplicates(facts: Facts) -> Iterator[Problem]:
    """V09: the same citizen number is an error, the same person by other signs a warning."""
    for twin in facts.twins:
        certain = bool(twin.same & CERTAIN)
        what = "number" if certain else "signs"
        severity = Severity.ERROR if certain else Severity.WARNING
        words = {"name": twin.name}
        yield Problem(what, "identity", "citizen_id", words=words, severity=severity)


def _is_before_age(born: str, recruited: str) -> bool:
    """Certainly before the 18th birthday, whatever day of the month or year was meant."""
    of_age = f"{int(born[:4]) + WORKING_AGE:04}{born[4:]}"
    return days.is_before(recruited, of_age)


def _pair(facts: Facts, group: str, first: str, second: str, what: str) -> Iterator[Problem]:
    earlier, later = facts.code(group, first), facts.code(group, second)
    if earlier and later and not days.may_be_before(earlier, later):
        yield Problem(what, group, second)


def _in_force(facts: Facts) -> Iterator[Row]:
    for rows in facts.state.values():
        yield from rows


def _texts(row: Row) -> Iterator[tuple[str, str, Kind]]:
    """The written words of a row, field by field; codes have the spelling of their list."""
    fields = GROUPS[row.group].by_name
    for name, value in row.values.items():
        if name in fields and fields[name].kind in WRITTEN:
            for text in _words_of(value):
                yield name, text, fields[name].kind


def _words_of(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (str(value[part]) for part in ("name", "detail", "legacy") if part in value)
    elif isinstance(value, list | tuple):
        yield from map(str, value)
    else:
        yield str(plain(value))
