"""Finding work files: who sees which, what lies in them, what is to be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from documents.models import (
    AccessKind,
    AccessState,
    Document,
    WorkFile,
    WorkFileAccess,
    WorkFileItem,
    WorkFileState,
)
from documents.policy.workfiles import Can
from documents.queries.visibility import WHOLE_AGENCY, visible_to
from documents.queries.work import PAGE
from office import clock, law, search
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role, allowed
from office.units import queries as units
from office.units.models import Tenure

S = WorkFileState
WITH_THE_ARCHIVE = (S.CLOSED, S.OFFERED, S.ARCHIVED, S.DESTROYED)


def files_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Its keeper, the unit's head, the leaders, the archive, and who has confirmed access."""
    if actor.is_machine:
        return true()
    if actor.person_id is None or actor.agency_id is None:
        return false()
    in_agency = WorkFile.agency_id.in_(units.lineage(actor.agency_id))
    return and_(in_agency, or_(*_ways(actor)))


def _ways(actor: Actor) -> list[ColumnElement[bool]]:
    ways = [WorkFile.desk_id.in_(own_desks(actor)), _given_access(actor)]
    if Role.UNIT_HEAD in actor.roles:
        ways.append(WorkFile.desk_id.in_(desks_within(units.subtree_ids(actor.unit_id))))
    if actor.roles & WHOLE_AGENCY:
        ways.append(WorkFile.is_restricted.is_(False))
    if allowed(actor, Can.KEEP_ARCHIVE):
        ways.append(WorkFile.state.in_(WITH_THE_ARCHIVE))
    return ways


def own_desks(actor: Actor) -> Select[int]:
    """The desks he holds; a deputy works at the one lent to him."""
    now = clock.now()
    held = Tenure.person_id == actor.person_id
    if actor.delegation_id is not None:
        held = or_(held, Tenure.desk_id == actor.desk_id)
    return select(Tenure.desk_id).where(held, units.held_at(Tenure, now))


def desks_within(unit_ids: Sequence[int]) -> Select[int]:
    """The desks that stand in these units now."""
    here = units.held_at(Tenure, clock.now())
    return select(Tenure.desk_id).where(Tenure.unit_id.in_(unit_ids), here)


def _given_access(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        WorkFileAccess.work_file_id == WorkFile.id,
        WorkFileAccess.kind == AccessKind.GRANT,
        WorkFileAccess.state == AccessState.CONFIRMED,
        WorkFileAccess.desk_id.in_(own_desks(actor)),
    )


def visible_work_file(uid: UUID, actor: Actor) -> WorkFile:
    """The file, or 404 for whoever may not see it."""
    statement = select(WorkFile).where(WorkFile.uid == uid, files_visible_to(actor))
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such work file on your desk."))
    return found


def visible_work_files(uids: Sequence[UUID], actor: Actor) -> list[WorkFile]:
    """Those of the named files that the actor sees, in the order of the names."""
    statement = select(WorkFile).where(WorkFile.uid.in_(uids), files_visible_to(actor))
    return sorted(db.session.scalars(statement), key=lambda file: uids.index(file.uid))


# ------------------------------------------------------------------------------- lists


def mine(actor: Actor) -> ColumnElement[bool]:
    """The files that the acting desk keeps."""
    return WorkFile.desk_id == actor.desk_id


def in_view(name: str, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What narrows the list to one of its saved views."""
    to_hand_over = and_(WorkFile.state == S.CLOSED, WorkFile.retention.in_(to_be_archived()))
    views: dict[str, tuple[ColumnElement[bool], ...]] = {
        "mine": (mine(actor), WorkFile.state == S.OPEN),
        "unit": (WorkFile.state == S.OPEN,),
        "closed": (WorkFile.state == S.CLOSED,),
        "hand-over": (to_hand_over,),
        "late": (to_hand_over, _due() < clock.today()),
        "archive": (WorkFile.state.in_([S.OFFERED, S.ARCHIVED]),),
        "destroyed": (WorkFile.state == S.DESTROYED,),
    }
    return views.get(name, ())


def _due() -> ColumnElement[date]:
    return func.coalesce(WorkFile.extended_to, WorkFile.hand_over_by)


def to_be_archived() -> list[str]:
    """The periods that oblige to hand over: five years and more (Decree 30/2020 art. 30)."""
    return [row.code for row in law.retentions() if row.is_permanent or row.years >= 5]


def listed_work_files(
    actor: Actor, view: str, *, words: str = "", before: int | None = None, size: int = PAGE
) -> list[WorkFile]:
    """One page of a view and one row more, newest first; words fit notation and title."""
    statement = select(WorkFile).where(files_visible_to(actor), *in_view(view, actor))
    for word in search.fold(words).split():
        escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        statement = statement.where(WorkFile.folded.like(f"%{escaped}%", escape="\\"))
    if before is not None:
        statement = statement.where(WorkFile.id < before)
    return list(db.session.scalars(statement.order_by(WorkFile.id.desc()).limit(size + 1)))


def late_files(actor: Actor, most: int = 100) -> int:
    """How many of the files he sees should be in the archive already, counted up to `most`."""
    conditions = (files_visible_to(actor), *in_view("late", actor))
    few = select(WorkFile.id).where(*conditions).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(few)) or 0


def keepable_files(actor: Actor, *, words: str = "") -> list[WorkFile]:
    """The open files into which the actor may put something: his own first, the newest first."""
    found = [
        *listed_work_files(actor, "mine", words=words),
        *listed_work_files(actor, "unit", words=words),
    ]
    return [file for file in dict.fromkeys(found) if allowed(actor, Can.KEEP_FILE, file)]


# ------------------------------------------------------------------------------- inside


@dataclass(frozen=True)
class Content:
    """A record in a file and its document, if the reader may see that one."""

    item: WorkFileItem
    document: Document | None

    @property
    def is_hidden(self) -> bool:
        """Whether the reader only learns that something lies here."""
        return self.item.document_id is not None and self.document is None


def contents_of(file: WorkFile, actor: Actor) -> list[Content]:
    """What lies in a file in the order of time; what he may not see only as a place taken."""
    seen = and_(Document.id == WorkFileItem.document_id, visible_to(actor))
    statement = (
        select(WorkFileItem, Document)
        .outerjoin(Document, seen)
        .where(WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None))
        .order_by(WorkFileItem.dated, WorkFileItem.id)
    )
    return [Content(*row) for row in db.session.execute(statement)]


def is_open_to(item: WorkFileItem, file: WorkFile, actor: Actor) -> bool:
    """Whether the reader may open a further file: closed ones only its keeper and the archive."""
    if not item.is_restricted:
        return True
    return allowed(actor, Can.KEEP_FILE, file) or allowed(actor, Can.KEEP_ARCHIVE, file)


def items_of(file: WorkFile) -> list[WorkFileItem]:
    """All records that lie in a file now, in the order of time."""
    statement = (
        select(WorkFileItem)
        .where(WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_(None))
        .order_by(WorkFileItem.dated, WorkFileItem.id)
    )
    return list(db.session.scalars(statement))


def item_of(file: WorkFile, uid: UUID) -> WorkFileItem:
    """A record of a file by its public name, or 404."""
    statement = select(WorkFileItem).where(
        WorkFileItem.uid == uid,
        WorkFileItem.work_file_id == file.id,
        WorkFileItem.removed_at.is_(None),
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("This is not in the file any more."))
    return found


def removed_from(file: WorkFile) -> list[WorkFileItem]:
    """What was taken out, with the reason, newest first."""
    statement = select(WorkFileItem).where(
        WorkFileItem.work_file_id == file.id, WorkFileItem.removed_at.is_not(None)
    )
    return list(db.session.scalars(statement.order_by(WorkFileItem.removed_at.desc())))
