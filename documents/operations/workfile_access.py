"""Changes of who may look into a work file: asked, warned of, and held until confirmed."""

from typing import Any

from documents.lifecycle import FILE_ACCESS
from documents.models import AccessKind, WorkFile, WorkFileAccess, WorkFileItem
from documents.operations.access_changes import (
    AccessWish,
    refuse_doubled,
    refuse_idle,
    settle,
    tell,
    wished,
)
from documents.policy.workfiles import Can
from documents.queries.access import asked_of_file, granted_desks, grants_of
from documents.queries.reviewing import head_desk_over
from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import SYSTEM, Actor, Role, require
from office.units import queries as units
from office.units.models import Desk


@operation
def ask_access(file: WorkFile, wish: AccessWish, *, by: Actor) -> WorkFileAccess:
    """Ask for a change of access; it holds when the head of the unit or a leader confirms it."""
    require(by, Can.KEEP_FILE, file)
    facts = wished(wish, by, work_file_id=file.id, **_of_record(file, wish))
    if wish.is_of_a_desk:
        _check_desk(file, wish)
    refuse_doubled(asked_of_file(file), facts)
    change = WorkFileAccess(**facts)
    db.session.add(change)
    db.session.flush()
    told = {"kind": change.kind, "desk": change.desk_id, "reason": change.reason}
    audit.record("work_file.ask_access", file, by=by, change=change.uid, **told)
    _tell_confirmer(change, file, by)
    return change


def _of_record(file: WorkFile, wish: AccessWish) -> dict[str, Any]:
    """The record that is closed or opened; what changes for a desk names none."""
    if wish.is_of_a_desk:
        return {"item_id": None}
    if wish.item is None or wish.item.work_file_id != file.id:
        raise Invalid(_("Choose the record."), fields={"item": _("Choose the record.")})
    return {"item_id": wish.item.id}


def _check_desk(file: WorkFile, wish: AccessWish) -> None:
    desk = db.session.get(Desk, wish.desk_id or 0)
    if desk is None or desk.agency_id != units.successor_of(file.agency_id):
        raise Invalid(_("Choose a desk."), fields={"desk": _("Choose a desk of your agency.")})
    refuse_idle(wish, reads=desk.id in {row.desk_id for row in granted_desks(file)})


def _tell_confirmer(change: WorkFileAccess, file: WorkFile, by: Actor) -> None:
    """The head of the unit, or the first leader where the head asks himself or there is none."""
    over = head_desk_over(file.desk_id)
    if over is None or over == by.desk_id or units.is_office_head_desk(over):
        leaders = units.desks_of_role(units.successor_of(file.agency_id), Role.LEADER)
        over = next((desk.id for desk in leaders if desk.id != by.desk_id), None)
    if over is not None:
        tell(change, over, file.code, _address(file))


def _address(file: WorkFile) -> str:
    return f"/work-files/{file.uid}"


@operation
def confirm_access(change: WorkFileAccess, *, by: Actor) -> None:
    """Let a change of access hold from now on."""
    file = _decide(change, "confirm", by)
    if change.kind is AccessKind.WITHDRAW:
        _end_grants(file, change.desk_id)
    elif change.item_id is not None:
        item = db.session.get_one(WorkFileItem, change.item_id)
        item.is_restricted = change.kind is AccessKind.RESTRICT


@operation
def refuse_access(change: WorkFileAccess, *, by: Actor) -> None:
    """Leave the access as it was."""
    _decide(change, "refuse", by)


@operation
def withdraw_access(change: WorkFileAccess, *, by: Actor) -> None:
    """Take a wish back before it is decided."""
    settle(FILE_ACCESS, change, "withdraw", by)


def _decide(change: WorkFileAccess, move: str, by: Actor) -> WorkFile:
    settle(FILE_ACCESS, change, move, by)
    file = db.session.get_one(WorkFile, change.work_file_id)
    tell(change, change.asked_desk_id, file.code, _address(file))
    return file


def _end_grants(file: WorkFile, desk_id: int | None) -> None:
    for grant in grants_of(file):
        if grant.desk_id == desk_id:
            FILE_ACCESS.advance(grant, "end", SYSTEM)
