"""After a merger or split the record says where people are now; their posts have moved already."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from office import audit
from office.db import db, operation
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Tenure, Unit
from personnel.models import Dossier, DossierPost, Source
from personnel.operations.effects import posts_held
from personnel.operations.grants import end_grants_for
from personnel.operations.rows import Origin, hold, write
from personnel.operations.showing import show, unit_of
from personnel.policy import Can
from personnel.queries.timeline import timeline
from personnel.record import codes
from personnel.record.timeline import Change, Row, state


@operation
def follow_reorganisation(
    olds: Collection[int], *, on: date, operation_uid: UUID, by: Actor
) -> None:
    """Let the dossiers of closed units follow their successors (sắp xếp đơn vị).

    Everybody keeps the posts that the reorganisation gave him; the register learns of them by rows
    of its own, so that every past day still shows the unit of that day.
    """
    require(by, Can.RECORD, None)
    concerned = select(Dossier).where(or_(Dossier.agency_id.in_(olds), Dossier.unit_id.in_(olds)))
    for dossier in db.session.scalars(concerned.order_by(Dossier.id)).all():
        hold(dossier)
        dossier.agency_id = units.successor_of(dossier.agency_id)
        for post in posts_held(dossier):
            _follow(dossier, post, on, operation_uid)
        _follow_unheld(dossier, on)
        show(dossier)
        audit.record("dossier.follow", dossier, by=by, operation=operation_uid)
    end_grants_for(olds, by=by)


def _follow_unheld(dossier: Dossier, on: date) -> None:
    """Of somebody who has no account and holds no post in the house the record says it alone."""
    held = {post.slot for post in posts_held(dossier)}
    rows = state(timeline(dossier, ["assignment"]), on).get("assignment", [])
    moved = [row for row in rows if row.slot not in held and _is_closed(row)]
    changes = [
        Change("assignment", row.slot, on, row.valid_to, dict(row.values) | {"unit": _said(row)})
        for row in moved
    ]
    if changes:
        write(dossier, changes, Origin(Source.REORGANISATION, ""))


def _is_closed(row: Row) -> bool:
    found = unit_of(row.values.get("unit"))
    return found is not None and str(found.uid) != row.values["unit"]["unit"]


def _said(row: Row) -> dict[str, str]:
    unit = unit_of(row.values.get("unit"))
    assert unit is not None  # noqa: S101 - asked before
    return {"unit": str(unit.uid), "name": units.name_of(unit.id)}


def _follow(dossier: Dossier, post: DossierPost, on: date, operation_uid: UUID) -> None:
    tenure = db.session.get_one(Tenure, post.tenure_id)
    row = _row_of(dossier, post, on)
    found = _new_tenure(tenure, operation_uid)
    if found is None or row is None:
        return
    unit = db.session.get_one(Unit, found.unit_id)
    values = dict(row.values) | {
        "unit": {"unit": str(unit.uid), "name": units.name_of(unit.id, on)},
        "title": found.title or row.values.get("title", ""),
        "function": codes.code("function", found.function or Role.OFFICIAL, on).stored(),
    }
    change = Change("assignment", row.slot, on, row.valid_to, values)
    (written,) = write(dossier, [change], Origin(Source.REORGANISATION, ""))
    post.tenure_id, post.row_uid = found.id, written.uid


def _row_of(dossier: Dossier, post: DossierPost, on: date) -> Row | None:
    rows = state(timeline(dossier, ["assignment"]), on).get("assignment", [])
    return next((row for row in rows if row.slot == post.slot), None)


def _new_tenure(ended: Tenure, operation_uid: UUID) -> Tenure | None:
    """The post that the reorganisation gave in place of one that it ended."""
    given = select(Tenure).where(
        Tenure.person_id == ended.person_id,
        Tenure.operation_uid == operation_uid,
        Tenure.valid_to.is_(None),
    )
    same = Tenure.function == ended.function
    found: Tenure | None = db.session.scalars(given.order_by(same.desc(), Tenure.id)).first()
    return found
