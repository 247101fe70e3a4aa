"""What was received of an official who comes, as far as it may be shown before he is ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from office.i18n import language
from personnel.models import HandOver
from personnel.queries.received import changes_in, record_of, rows_in
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.record.values import said


@dataclass(frozen=True)
class Received:
    """One group: how many lines came, what the last one says, what is wrong in it."""

    label: str
    count: int
    words: str
    problems: Sequence[str]


def shown_record(hand: HandOver) -> list[Received]:
    """Group by group; sensitive fields and groups are counted and not said."""
    record = record_of(hand)
    _changes, wrong = changes_in(record)
    rows = rows_in(record)
    found = []
    for name, group in GROUPS.items():
        own = [row for row in rows if row.group == name]
        if own:
            problems = [text for field, text in wrong.items() if field.startswith(f"{name}.")]
            words = _words(name, dict(own[-1].values))
            found.append(Received(str(group.label), len(own), words, problems))
    return found


def _words(group: str, values: dict[str, object]) -> str:
    secret = sensitive_fields(group)
    told = []
    for field in GROUPS[group].fields:
        value = values.get(field.name)
        if value in (None, "", []) or field.name in secret:
            continue
        try:
            told.append(said(field, value, language()))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return " · ".join(told[:6])
