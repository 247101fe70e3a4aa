"""Changes of who may look into a work file: asked, warned of, and held until confirmed."""

from sqlalchemy import select

from documents.models import (
    AccessKind,
    AccessState,
    WorkFile,
    WorkFileAccess,
    WorkFileItem,
)
from documents.operations.wording import needed
from documents.policy.workfiles import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk


@operation
def ask_access(  # noqa: PLR0913 - what is changed, for whom, why
    file: WorkFile,
    kind: AccessKind,
    *,
    reason: str,
    by: Actor,
    desk_id: int | None = None,
    item: WorkFileItem | None = None,
) -> WorkFileAccess:
    """Ask for a change of access; it holds when the head of the unit or a leader confirms it."""
    require(by, Can.KEEP_FILE, file)
    _check(file, kind, desk_id, item)
    change = WorkFileAccess(
        work_file_id=file.id,
        item_id=item.id if item else None,
        desk_id=desk_id,
        kind=kind,
        state=AccessState.ASKED,
        reason=needed(reason),
        asked_at=clock.now(),
        asked_by=by.name,
        asked_desk_id=by.desk_id,
    )
    db.session.add(change)
    db.session.flush()
    audit.record("work_file.ask_access", file, by=by, kind=kind, desk=desk_id, reason=reason)
    return change


def _check(
    file: WorkFile, kind: AccessKind, desk_id: int | None, item: WorkFileItem | None
) -> None:
    if kind in (AccessKind.RESTRICT, AccessKind.RELEASE):
        if item is None or item.work_file_id != file.id:
            raise Invalid(_("Choose the record."), fields={"item": _("Choose the record.")})
        return
    desk = db.session.get(Desk, desk_id or 0)
    if desk is None or desk.agency_id != units.successor_of(file.agency_id):
        raise Invalid(_("Choose a desk."), fields={"desk": _("Choose a desk of your agency.")})


@operation
def confirm_access(change: WorkFileAccess, *, by: Actor) -> None:
    """Let a change of access hold from now on."""
    _decide(change, AccessState.CONFIRMED, by)
    if change.kind is AccessKind.WITHDRAW:
        _end_grants(change)
        change.state = AccessState.ENDED
    elif change.item_id is not None:
        item = db.session.get_one(WorkFileItem, change.item_id)
        item.is_restricted = change.kind is AccessKind.RESTRICT


@operation
def refuse_access(change: WorkFileAccess, *, by: Actor) -> None:
    """Leave the access as it was."""
    _decide(change, AccessState.REFUSED, by)


def _decide(change: WorkFileAccess, state: AccessState, by: Actor) -> None:
    require(by, Can.CONFIRM_ACCESS, change)
    if change.state is not AccessState.ASKED:
        raise Refusal(_("This change was decided meanwhile."))
    change.state, change.decided_at, change.decided_by = state, clock.now(), by.name
    file = db.session.get_one(WorkFile, change.work_file_id)
    audit.record("work_file.decide_access", file, by=by, change=change.uid, state=state)


def _end_grants(change: WorkFileAccess) -> None:
    held = select(WorkFileAccess).where(
        WorkFileAccess.work_file_id == change.work_file_id,
        WorkFileAccess.desk_id == change.desk_id,
        WorkFileAccess.kind == AccessKind.GRANT,
        WorkFileAccess.state == AccessState.CONFIRMED,
    )
    for grant in db.session.scalars(held):
        grant.state = AccessState.ENDED
