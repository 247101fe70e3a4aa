"""Histories that cannot be: what a change may not do to the rows that stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from office.i18n import _
from personnel.record.slots import shares
from personnel.record.timeline import PRIMARY, Change, Row, Values

EXIT, SERVICE, EVALUATION, ASSIGNMENT = "exit", "service", "evaluation", "assignment"
IN_TURN = ("assignment", "pay")
"""Groups whose rows build on each other: an earlier one that comes later changes what they said."""
BEFORE_SERVICE = frozenset({"service", "identity", "contract", "exit"})


@dataclass(frozen=True)
class Problem:
    """Why a change cannot be, by its place among the changes, and what to do instead."""

    position: int
    message: str
    fix: str


def problems(rows: Sequence[Row], changes: Sequence[Change]) -> list[Problem]:
    """Everything that is wrong with changes of one dossier, against the rows known now."""
    return [
        Problem(position, message, fix)
        for position, change in enumerate(changes)
        for message, fix in _wrong(rows, changes, change)
    ]


def _wrong(
    rows: Sequence[Row], changes: Sequence[Change], change: Change
) -> Iterator[tuple[str, str]]:
    yield from _line(rows, change)
    if change.is_void:
        return
    yield from _dates(change)
    yield from _service(rows, changes, change)
    yield from _left(rows, changes, change)
    yield from _twice(changes, change)
    yield from _crossed(rows, changes, change)


def _line(rows: Sequence[Row], change: Change) -> Iterator[tuple[str, str]]:
    if change.line is None:
        return
    if not any(row.line == change.line and row.group == change.group for row in rows):
        yield (
            _("What this corrects does not stand in the dossier any more."),
            _("Choose the line again; somebody else may have corrected it."),
        )


def _dates(change: Change) -> Iterator[tuple[str, str]]:
    if change.valid_to is not None and change.valid_to <= change.valid_from:
        yield _("It would end before it begins."), _("Give an end after the first day.")


def _service(
    rows: Sequence[Row], changes: Sequence[Change], change: Change
) -> Iterator[tuple[str, str]]:
    """Nothing is decided about somebody who was not there (recruitment, evaluation)."""
    since = recruited_on(rows, changes)
    if since is None or change.group in BEFORE_SERVICE:
        return
    if change.group == EVALUATION:
        last = period_end(str(change.values.get("period", "")))
        if last is not None and last < since:
            yield (
                _("The official was not yet in service in this period."),
                _("Evaluate only periods from %(day)s on.", day=f"{since:%d/%m/%Y}"),
            )
        return
    if change.group in IN_TURN and change.valid_from < since:
        yield (
            _("This would hold before the recruitment on %(day)s.", day=f"{since:%d/%m/%Y}"),
            _("Give a later day, or correct the day of recruitment first."),
        )


def _left(
    rows: Sequence[Row], changes: Sequence[Change], change: Change
) -> Iterator[tuple[str, str]]:
    gone = {one.line for one in changes if one.line}
    left = [row for row in rows if row.group == EXIT and row.line not in gone and not row.ends]
    if change.group == EXIT or not left:
        return
    day = min(row.valid_from for row in left)
    if change.valid_from >= day and change.group in IN_TURN:
        yield (
            _("The official has left the service on %(day)s.", day=f"{day:%d/%m/%Y}"),
            _("Cancel the decision by which he left first."),
        )


def _twice(changes: Sequence[Change], change: Change) -> Iterator[tuple[str, str]]:
    if change.group == ASSIGNMENT and (change.slot == PRIMARY) != bool(
        change.values.get("is_primary", change.slot == PRIMARY)
    ):
        yield (
            _("An official has exactly one primary post at a time."),
            _("Let the new primary post take the place of the present one."),
        )
    same = [one for one in changes if _key(one) == _key(change) and not one.is_void]
    if len(same) > 1 and shares(change.group, change.slot):
        yield (
            _("Two changes of this decision say something different about the same day."),
            _("Leave one of them out."),
        )


def _crossed(
    rows: Sequence[Row], changes: Sequence[Change], change: Change
) -> Iterator[tuple[str, str]]:
    """A back-dated change may not slip under later ones that rest on what was true before it."""
    if change.group not in IN_TURN:
        return
    touched = {one.line for one in changes if one.line}
    later = [
        row
        for row in rows
        if (row.group, row.slot) == (change.group, change.slot)
        and row.line not in touched
        and row.valid_from > change.valid_from
        and (change.valid_to is None or row.valid_from < change.valid_to)
    ]
    if later:
        first = min(later, key=lambda row: row.valid_from)
        yield (
            _(
                "A change from %(day)s rests on what this would alter.",
                day=f"{first.valid_from:%d/%m/%Y}",
            ),
            _("Correct the later change in this decision too, or cancel it first."),
        )


def _key(change: Change) -> tuple[str, str, date]:
    return (change.group, change.slot, change.valid_from)


def recruited_on(rows: Sequence[Row], changes: Sequence[Change] = ()) -> date | None:
    """The day of first recruitment; what is being decided counts before what stands."""
    said: list[Values] = [change.values for change in changes if change.group == SERVICE]
    said += [row.values for row in rows if row.group == SERVICE]
    days = [str(values["recruited_on"]) for values in said if values.get("recruited_on")]
    return date.fromisoformat(days[0]) if days else None


def period_end(period: str) -> date | None:
    """The last day of a year `2026`, a quarter `2026-Q3` or a month `2026-07`."""
    year, _dash, part = period.partition("-")
    if not year.isdigit() or len(year) != len("2026"):
        return None
    month = {"": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}.get(part)
    if month is None:
        month = int(part) if part.isdigit() and 1 <= int(part) <= 12 else None
    if month is None:
        return None
    first_after = date(int(year) + month // 12, month % 12 + 1, 1)
    return first_after - timedelta(days=1)
