"""What lists and searches show of a dossier: made anew from its rows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office import clock
from office.db import db, in_operation, session_info
from office.search import fold, request_index, words
from office.units import queries as units
from office.units.models import Unit
from personnel.law.ahead import SEALED
from personnel.law.of_record import NEEDED
from personnel.models import Dossier, Standing
from personnel.operations.foreseeing import foresee
from personnel.queries.listing import CLASS
from personnel.queries.timeline import timeline
from personnel.record.known_for import TOLD, said_of
from personnel.record.timeline import PRIMARY, Row, State, known, state, value

SHOWN = NEEDED | TOLD
SUSPENSION = "suspension"


def show(dossier: Dossier) -> None:
    """Repeat what holds today in the columns of the dossier; part of every act that adds rows."""
    rows = timeline(dossier, SHOWN, opened=SEALED)
    foresee(dossier, rows, clock.today())
    if show_rows(dossier, rows):
        request_index(CLASS, dossier.id)


def show_rows(dossier: Dossier, rows: list[Row]) -> bool:
    """What holds, from its rows; says whether the index of the house is to be told."""
    today = clock.today()
    found = state(rows, today)
    dossier.shown_on = today
    dossier.changes_on = _next_change(rows, today)
    _identity(dossier, found)
    _post(dossier, found)
    _pay(dossier, found)
    dossier.standing = standing(found)
    dossier.known_for = _joined(said_of(found))
    return _keep_words(dossier)


def _keep_words(dossier: Dossier) -> bool:
    """By name, staff number, title and grade; says whether they changed."""
    said = (dossier.full_name, dossier.staff_no, dossier.title, dossier.grade)
    sought = _joined(said)
    is_new = sought != dossier.sought
    dossier.sought = sought
    return is_new


def _joined(said: Iterable[str]) -> str:
    """Folded words with a space before each, as the list looks for them."""
    found = dict.fromkeys(words(" ".join(said)))
    return "".join(f" {word}" for word in found)


def standing(found: State) -> Standing:
    """Whether somebody with this state serves."""
    if "exit" in found:
        return Standing.LEFT
    if any(code_of(row.values.get("kind")) == SUSPENSION for row in found.get("leave", [])):
        return Standing.SUSPENDED
    return Standing.SERVING if primary(found) else Standing.COMING


def primary(found: State) -> Row | None:
    """The one post in which somebody serves."""
    posts = found.get("assignment", [])
    return next((row for row in posts if row.slot == PRIMARY), None)


def code_of(stored: Any) -> str:
    """The bare code of a coded value."""
    return str(stored.get("code", "")) if isinstance(stored, dict) else str(stored or "")


def unit_of(stored: Any) -> Unit | None:
    """The unit of the house that a value names, or its successor; None for a body elsewhere."""
    uid = stored.get("unit") if isinstance(stored, dict) else None
    if not uid:
        return None
    found = db.session.scalars(select(Unit).where(Unit.uid == UUID(uid))).first()
    return db.session.get(Unit, units.successor_of(found.id)) if found else None


def _identity(dossier: Dossier, found: State) -> None:
    name = str(value(found, "identity", "full_name", ""))
    dossier.full_name, dossier.folded_name = name, fold(name)
    dossier.birth_date = str(value(found, "identity", "birth_date", ""))
    dossier.sex = code_of(value(found, "identity", "sex"))
    dossier.category = code_of(value(found, "service", "category"))
    dossier.staff_no = str(value(found, "service", "staff_no", ""))


def _post(dossier: Dossier, found: State) -> None:
    post = primary(found)
    values = post.values if post else {}
    dossier.unit_id = _unit_id(values.get("unit"))
    dossier.title = str(values.get("title", ""))


def _unit_id(stored: Any) -> int | None:
    """Where the post is now; asked once in an operation, for a spreadsheet names few units."""
    known: dict[str, int | None] = session_info("personnel.units", {}) if in_operation() else {}
    uid = str(stored.get("unit", "")) if isinstance(stored, dict) else ""
    if uid and uid not in known:
        unit = unit_of(stored)
        known[uid] = unit.id if unit else None
    return known.get(uid)


def _pay(dossier: Dossier, found: State) -> None:
    dossier.grade = code_of(value(found, "pay", "grade"))
    dossier.step = int(value(found, "pay", "step") or 0)
    dossier.over_grade = int(value(found, "pay", "over_grade") or 0)
    said = value(found, "pay", "coefficient")
    dossier.coefficient = Decimal(said) if said else None


def _next_change(rows: list[Row], today: date) -> date | None:
    days = [day for row in known(rows) for day in (row.valid_from, row.valid_to) if day]
    return min((day for day in days if day > today), default=None)
