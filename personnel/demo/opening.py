"""The register of the demo begins: three hundred dossiers, entered from their paper files."""

from datetime import date

from sqlalchemy import select

from office import clock, demo_data
from office.db import db, new_uid, transaction
from office.demo import Demo, demo_step, in_turn
from office.i18n import _l
from office.permissions import SYSTEM
from office.units.models import UnitVersion
from personnel import operations
from personnel.demo.careers import rows_of
from personnel.demo.office import keeper
from personnel.demo.people import Entrant, others, with_accounts
from personnel.models import Dossier, RegisterGrant, Scope

BEGAN = date(2025, 7, 1)
PROVINCE = "ubnd-tinh"


@demo_step(176, "register-opened", label=_l("Dossiers of officials"))
def open_register(demo: Demo) -> None:
    """Those of the sheet first; whoever is there already stays as he is."""
    _name_keeper(demo)
    entrants = [*with_accounts(), *others()]
    for entrant in in_turn(entrants, demo.tell):
        _open(entrant)


def _open(entrant: Entrant) -> None:
    rows = rows_of(entrant.cast, clock.today(), BEGAN)
    number = f"LG{entrant.cast.number:05d}"
    known = select(Dossier.id).where(Dossier.staff_no == number)
    if db.session.scalar(known) is not None:
        return
    dossier = operations.open_dossier(entrant.agency_id, rows, person=entrant.person, by=SYSTEM)
    if entrant.person is not None:
        operations.settle_posts(dossier, by=SYSTEM)


def _name_keeper(demo: Demo) -> None:
    """The department of home affairs keeps the dossiers of the whole province."""
    name = next(row.vi for row in demo_data.agencies() if row.key == PROVINCE)
    unit_id = db.session.scalars(
        select(UnitVersion.unit_id).where(UnitVersion.name == name)
    ).first()
    desk_id = keeper(demo).desk_id
    named = select(RegisterGrant.id).where(RegisterGrant.desk_id == desk_id)
    if unit_id is None or desk_id is None or db.session.scalar(named) is not None:
        return
    with transaction():
        grant = RegisterGrant(
            uid=new_uid(),
            desk_id=desk_id,
            unit_id=unit_id,
            scope=Scope.BRANCH,
            granted_at=clock.now(),
        )
        db.session.add(grant)
