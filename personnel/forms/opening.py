"""The form that opens a dossier by hand: who it is, how he came, the post and the pay."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.units.models import Tenure
from office.units.queries import subtree_ids
from personnel.forms.fields import Options, values_in
from personnel.models import Dossier
from personnel.record.groups import GROUPS
from personnel.record.timeline import PRIMARY, Change

SHOWN: Mapping[str, tuple[str, ...]] = {
    "identity": (
        *("full_name", "other_names", "birth_date", "sex", "citizen_id", "card_issue_date"),
        *("birth_place", "home_town", "ethnicity", "religion"),
    ),
    "service": ("category", "staff_no", "recruited_on", "recruit_method", "joined_on"),
    "assignment": ("kind", "unit", "title", "function", "position", "term_end"),
    "pay": ("mode", "grade", "scale", "step", "coefficient", "share", "step_since"),
}
BEGINS = {
    "identity": "service.recruited_on",
    "service": "service.recruited_on",
    "assignment": "assignment.since",
    "pay": "pay.step_since",
}
AT = {"identity": "identity.full_name", "service": "service.recruited_on"}


def rows_in(typed: Mapping[str, str], units: Options) -> list[Change]:
    """The first rows of a dossier; raises `Invalid` with every problem at its input."""
    wrong: dict[str, str] = {}
    rows = [_row(group, typed, units, wrong) for group in SHOWN if _is_filled(group, typed)]
    if wrong:
        raise Invalid(_("Some fields cannot be taken."), fields=wrong)
    return rows


def _is_filled(group: str, typed: Mapping[str, str]) -> bool:
    """Pay may be entered by the first decision; the rest is asked of everybody."""
    return group != "pay" or any(typed.get(f"pay.{name}", "").strip() for name in SHOWN["pay"])


def _row(group: str, typed: Mapping[str, str], units: Options, wrong: dict[str, str]) -> Change:
    first = clock.read_day(typed.get(BEGINS[group], ""))
    if first is None:
        wrong[BEGINS[group]] = _("Write the date as day/month/year, for example 01/07/2026.")
    known = units if group == "assignment" else ()
    values, problems = values_in(group, typed, first or clock.today(), known, SHOWN[group])
    wrong |= problems
    if group == "assignment":
        values["is_primary"] = True
    return Change(group, PRIMARY if group == "assignment" else "", first or date.min, values=values)


def at_inputs(fields: Mapping[str, object], rows: list[Change]) -> dict[str, str]:
    """What the register refuses, at the inputs: a row by its place, a field by its name."""
    found: dict[str, str] = {}
    for name, message in fields.items():
        if name.isdecimal() and int(name) < len(rows):
            group = rows[int(name)].group
            found[AT.get(group, BEGINS[group])] = str(message)
        else:
            found[f"identity.{name}" if name in GROUPS["identity"].by_name else name] = str(message)
    return found


def people_without(agency_id: int) -> Options:
    """Who works in the body and has no dossier yet."""
    kept = select(Dossier.person_id)
    found = (
        select(Person.uid, Person.full_name)
        .join(Tenure, Tenure.person_id == Person.id)
        .where(Tenure.valid_to.is_(None), Tenure.unit_id.in_(subtree_ids(agency_id)))
        .where(Person.id.not_in(kept))
        .distinct()
        .order_by(Person.full_name)
    )
    rows = [(str(row.uid), row.full_name) for row in db.session.execute(found.limit(500))]
    return [("", _("Somebody new")), *rows]
