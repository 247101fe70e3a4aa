"""My desk: notices, delegation, absence."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import Response, g
from sqlalchemy import select

from office import notices
from office.accounts import operations, queries
from office.accounts.models import Absence, Notice, Person
from office.api import ByUid, Closed, Moment, Paging, api_blueprint, shown
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.ui import paging
from office.units.models import Tenure

bp = api_blueprint("desk")


class NoticeItem(Closed):
    """A notice in the reader's language."""

    uid: UUID
    kind: str
    text: str
    url: str
    created_at: datetime
    read_at: datetime | None


class Notices(Closed):
    """Notices, the latest first."""

    items: list[NoticeItem]
    next: str | None


class DelegationItem(Closed):
    """Who works at whose desk."""

    uid: UUID
    principal: str
    deputy: str
    reason: str
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None


class Delegations(Closed):
    """What I gave or was given."""

    items: list[DelegationItem]


class WantedDelegation(Closed):
    """A deputy by his post, from when to when, and why."""

    deputy: UUID
    valid_from: Moment
    valid_to: Moment
    reason: str


class WantedAbsence(Closed):
    """When I am away."""

    kind: Literal["leave", "mission", "study", "illness"]
    valid_from: Moment
    valid_to: Moment


class AbsenceItem(Closed):
    """A recorded absence."""

    uid: UUID
    kind: str
    valid_from: datetime
    valid_to: datetime


class Absences(Closed):
    """When I am or was away."""

    items: list[AbsenceItem]


class Named(Closed):
    """The name of a new record."""

    uid: UUID


@bp.get("/notices", responses={200: Notices})
def list_notices(query: Paging) -> Response:
    """What came to the acting desk."""
    wanted = notices.notices_at(g.actor)
    page = paging.latest(wanted, Notice.id, query.cursor, size=query.limit)
    return shown(Notices(items=[_notice(row) for row in page.rows], next=page.after))


def _notice(row: Notice) -> NoticeItem:
    return NoticeItem(
        uid=row.uid,
        kind=row.kind,
        text=notices.words(row),
        url=row.url,
        created_at=row.created_at,
        read_at=row.read_at,
    )


@bp.post("/notices/reading", responses={204: None})
def read_all() -> tuple[str, int]:
    """Mark everything on the acting desk as seen."""
    notices.mark_all_read(by=g.actor)
    return "", 204


@bp.post("/notices/<uuid:uid>/reading", responses={204: None})
def read(path: ByUid) -> tuple[str, int]:
    """Mark one notice as seen."""
    found = db.session.scalar(
        select(Notice).where(Notice.uid == path.uid, Notice.desk_id == g.actor.desk_id)
    )
    if found is None:
        raise NotFound(_("There is no such notice on this desk."))
    notices.mark_read([found], by=g.actor)
    return "", 204


@bp.get("/delegations", responses={200: Delegations})
def list_delegations() -> Response:
    """What I gave or was given, the latest first."""
    items = [
        DelegationItem(
            uid=row.delegation.uid,
            principal=row.principal,
            deputy=row.deputy,
            reason=row.delegation.reason,
            valid_from=row.delegation.valid_from,
            valid_to=row.delegation.valid_to,
            revoked_at=row.delegation.revoked_at,
        )
        for row in queries.delegations_of(g.actor.person_id)
    ]
    return shown(Delegations(items=items))


@bp.post("/delegations", responses={201: Named})
def give_delegation(body: WantedDelegation) -> Response:
    """Let a deputy work at my desk; asks for a fresh proof, so not with a token."""
    deputy = db.session.scalar(select(Tenure).where(Tenure.uid == body.deputy))
    if deputy is None:
        raise NotFound(_("There is no such post."))
    made = operations.give_delegation(
        deputy,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        reason=body.reason,
        by=g.actor,
    )
    return shown(Named(uid=made.uid), status=201)


@bp.post("/delegations/<uuid:uid>/revocation", responses={204: None})
def revoke_delegation(path: ByUid) -> tuple[str, int]:
    """End a delegation that I gave or was given."""
    operations.revoke_delegation(queries.delegation_by_uid(path.uid), by=g.actor)
    return "", 204


@bp.get("/absences", responses={200: Absences})
def list_absences() -> Response:
    """When I am or was away."""
    items = [
        AbsenceItem.model_validate(row, from_attributes=True, extra="ignore")
        for row in queries.absences_of(g.actor.person_id)
    ]
    return shown(Absences(items=items))


@bp.post("/absences", responses={201: Named})
def record_absence(body: WantedAbsence) -> Response:
    """Say when I am away."""
    made = operations.record_absence(
        db.session.get_one(Person, g.actor.person_id),
        kind=body.kind,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        by=g.actor,
    )
    return shown(Named(uid=made.uid), status=201)


@bp.post("/absences/<uuid:uid>/ending", responses={204: None})
def end_absence(path: ByUid) -> tuple[str, int]:
    """Back earlier than planned."""
    found = db.session.scalar(
        select(Absence).where(Absence.uid == path.uid, Absence.person_id == g.actor.person_id)
    )
    if found is None:
        raise NotFound(_("There is no such absence."))
    operations.end_absence(found, by=g.actor)
    return "", 204
