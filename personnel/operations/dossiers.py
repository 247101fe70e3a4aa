"""Opening dossiers and keeping what lists show of them."""

from collections.abc import Sequence

from sqlalchemy import select

from office import audit, clock
from office.accounts import operations as accounts
from office.accounts.models import Person
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units
from personnel.models import Dossier, Source
from personnel.operations.rows import Origin, hold, write
from personnel.operations.showing import show
from personnel.policy import Can
from personnel.queries.secrets import citizen_mark
from personnel.record.histories import problems
from personnel.record.timeline import Change, Row


@operation
def open_dossier(
    agency_id: int,
    rows: Sequence[Change],
    *,
    by: Actor,
    person: Person | None = None,
    source: Source = Source.IMPORT,
) -> Dossier:
    """Open the dossier of an official with what is known of him (lập hồ sơ).

    Raises `Invalid` without a name or with an impossible history, `Refusal` for a second dossier.
    """
    require(by, Can.OPEN_DOSSIER, agency_id)
    said = next((row.values for row in rows if row.group == "identity"), {})
    name, citizen = str(said.get("full_name", "")), str(said.get("citizen_id", ""))
    if not name:
        message = _("A dossier needs the name of the official.")
        raise Invalid(message, fields={"full_name": message})
    refuse_impossible([], rows)
    _refuse_second(person, citizen)
    dossier = Dossier(
        uid=new_uid(),
        person_id=(person or accounts.add_person(name, by=SYSTEM)).id,
        agency_id=agency_id,
        citizen_mark=citizen_mark(citizen) if citizen else None,
        opened_at=clock.now(),
        shown_on=clock.today(),
        row_count=0,
        head="",
    )
    db.session.add(dossier)
    db.session.flush()
    write(dossier, rows, Origin(source, by.name))
    show(dossier)
    audit.record("dossier.open", dossier, by=by, agency=units.organ_id(agency_id), source=source)
    return dossier


def _refuse_second(person: Person | None, citizen: str) -> None:
    mine = select(Dossier.id)
    if person is not None and db.session.scalar(mine.where(Dossier.person_id == person.id)):
        raise Refusal(
            _("This official has a dossier already."),
            fix=_("Open it from the register; another body asks for a transfer."),
        )
    if citizen:
        refuse_taken_number(citizen)


def refuse_taken_number(citizen: str, but: Dossier | None = None) -> None:
    """Refuse a citizen number under which another dossier is kept; part of acts."""
    taken = select(Dossier.id).where(Dossier.citizen_mark == citizen_mark(citizen))
    if db.session.scalar(taken.where(Dossier.id != but.id) if but else taken):
        message = _("An official with this citizen number has a dossier already.")
        raise Invalid(message, fields={"citizen_id": message})


def refuse_impossible(rows: Sequence[Row], changes: Sequence[Change]) -> None:
    """Refuse changes that make an impossible history, with all reasons at once; part of acts."""
    found = problems(rows, changes)
    if found:
        lines = [f"{one.message} {one.fix}" for one in found]
        raise Invalid(
            " ".join(dict.fromkeys(lines)),
            fields={str(one.position): f"{one.message} {one.fix}" for one in found},
        )


@operation
def let_days_pass(dossier: Dossier, *, by: Actor) -> None:
    """Show what holds since today; what rows said of coming days has come."""
    require(by, Can.RECORD, dossier)
    hold(dossier)
    show(dossier)
