"""The register of the demo begins: three hundred dossiers, entered from their paper files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from office import clock, demo_data
from office.db import db, new_uid, transaction
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import SYSTEM
from office.units.models import UnitVersion
from personnel import operations
from personnel.demo.careers import rows_of
from personnel.demo.office import keeper
from personnel.demo.people import Entrant, others, with_accounts
from personnel.models import Dossier, RegisterGrant, Scope, Source
from personnel.operations import Opening
from personnel.operations.rows import Origin

BEGAN = date(2025, 7, 1)  # of the department itself: what came later, signed decisions brought
RECENT = timedelta(days=45)  # the other bodies brought their files later
PROVINCE = "ubnd-tinh"
TOGETHER = 10


@demo_step(176, "register-opened", label=_l("Dossiers of officials"))
def open_register(demo: Demo) -> None:
    """Those of the sheet first; whoever is there already stays as he is."""
    _name_keeper(demo)
    entrants = [*with_accounts(), *others()]
    known = set(db.session.scalars(select(Dossier.staff_no)))
    missing = [one for one in entrants if _number(one) not in known]
    done, home = len(entrants) - len(missing), keeper(demo).agency_id
    for group in _groups(missing):
        demo.tell(done, len(entrants))
        _open(group, home)
        done += len(group)


def _groups(entrants: Iterable[Entrant]) -> Iterator[list[Entrant]]:
    """Those of one body, as many as are opened at once."""
    by_body: defaultdict[int, list[Entrant]] = defaultdict(list)
    for one in entrants:
        by_body[one.agency_id].append(one)
    for group in by_body.values():
        for start in range(0, len(group), TOGETHER):
            yield group[start : start + TOGETHER]


def _number(entrant: Entrant) -> str:
    return f"LG{entrant.cast.number:05d}"


def _open(group: Sequence[Entrant], home: int | None) -> None:
    """All of them with their posts, or none: what is cut off is begun anew."""
    today = clock.today()
    cut = BEGAN if group[0].agency_id == home else today - RECENT
    wanted = [Opening(rows_of(one.cast, today, cut), one.person) for one in group]
    origin = Origin(Source.IMPORT, SYSTEM.name)
    with transaction():
        opened = operations.open_many(group[0].agency_id, wanted, origin, by=SYSTEM)
        for dossier, entrant in zip(opened, group, strict=True):
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
