"""The record of an official who comes from another body, as a dossier would be opened with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from office.db import db
from personnel.models import Dossier, HandOver
from personnel.queries.national_compare import change_of, readable, shown_row
from personnel.queries.secrets import open_values
from personnel.record import names
from personnel.record.groups import GROUPS
from personnel.record.timeline import PRIMARY, Change, Row, state

LEFT_OUT = frozenset({"exit", "photo"})
"""What stays with the body that lets somebody go: its exit, and files that do not travel."""


def record_of(hand: HandOver) -> dict[str, Any]:
    """What was received, with its sensitive values."""
    return open_values(hand.sealed, hand.key_id, hand.uid)


def rows_in(record: Mapping[str, Any]) -> list[Row]:
    """The rows of a received record, group by group; what cannot be read is left out."""
    said = record.get("groups", {})
    return [
        shown_row(group, row, place)
        for group in GROUPS
        if group in said and group not in LEFT_OUT and readable(group, said[group])
        for place, row in enumerate(said[group], 1)
    ]


def changes_in(
    record: Mapping[str, Any], on: date | None = None, staff_no: str = ""
) -> tuple[list[Change], dict[str, str]]:
    """The rows with which the dossier is opened, and what is wrong in them by field.

    The post at the other body ends on the day he comes, `staff_no` is his number with us.
    """
    made: list[Change] = []
    wrong: dict[str, str] = {}
    for row in rows_in(record):
        change, problems = change_of(row, None)
        wrong |= {f"{row.group}.{name}": message for name, message in problems.items()}
        made.append(_numbered(change, staff_no))
    if on is not None and _serves(record, on):
        made.append(Change("assignment", PRIMARY, on, ends=True))
    return made, wrong


def _numbered(change: Change, staff_no: str) -> Change:
    if change.group != "service" or not staff_no:
        return change
    return Change(
        change.group,
        change.slot,
        change.valid_from,
        change.valid_to,
        {**change.values, "staff_no": staff_no},
        ends=change.ends,
    )


def _serves(record: Mapping[str, Any], on: date) -> bool:
    posts = state(rows_in(record), on).get("assignment", [])
    return any(post.slot == PRIMARY for post in posts)


def doubles_of(hand: HandOver) -> list[Dossier]:
    """Dossiers kept here with the same name, day of birth and sex as whoever is offered."""
    said: dict[str, Any] = {}
    for row in rows_in(record_of(hand)):
        if row.group == "identity":
            said |= row.values
    sex = said.get("sex")
    code = str(sex.get("code", "")) if isinstance(sex, Mapping) else ""
    alike = select(Dossier).where(
        Dossier.birth_date == str(said.get("birth_date", "")), Dossier.sex == code
    )
    key = names.key(str(said.get("full_name", "")))
    return [one for one in db.session.scalars(alike) if names.key(one.full_name) == key]
