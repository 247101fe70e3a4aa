"""The agenda (chương trình họp): items added, worded anew, put in order, taken off."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from meetings.models import (
    AgendaItem,
    BallotBox,
    BoxState,
    ItemKind,
    Meeting,
    MeetingTask,
    MeetingTaskState,
)
from meetings.operations.minutes_writing import lay_sections
from meetings.operations.planning import refuse_classified, refuse_held
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

MOST_ITEMS = 100
LONGEST_ITEM = 24 * 60
LONGEST_TITLE = 500
LONGEST_PRESENTER = 200


@dataclass(frozen=True, kw_only=True)
class Point:
    """An item of the agenda as it is filled in."""

    title: str
    kind: ItemKind = ItemKind.INFORM
    planned_minutes: int = 15
    presenter: str = ""
    presenter_id: int | None = None


@operation
def add_item(meeting: Meeting, point: Point, *, by: Actor) -> AgendaItem:
    """Put an item at the end of the agenda (chương trình)."""
    require(by, Can.PREPARE, meeting)
    _in_turn(meeting)
    item = AgendaItem(meeting_id=meeting.id, position=_next_position(meeting), **_point(point))
    db.session.add(item)
    db.session.flush()
    if meeting.is_live:
        lay_sections(meeting)
    audit.record("meeting.add_item", meeting, by=by, item=item.uid, position=item.position)
    tell(meeting, "agenda", by=by, item=item.uid)
    return item


def _next_position(meeting: Meeting) -> int:
    """Behind the last one; items that were taken off keep their positions and do not count."""
    own = AgendaItem.meeting_id == meeting.id
    standing = select(func.count()).where(own, AgendaItem.removed_at.is_(None))
    if (db.session.scalar(standing) or 0) >= MOST_ITEMS:
        raise Refusal(_("An agenda has at most %(count)s items.", count=MOST_ITEMS))
    return (db.session.scalar(select(func.max(AgendaItem.position)).where(own)) or 0) + 1


@operation
def change_item(item: AgendaItem, point: Point, *, by: Actor) -> None:
    """Word an item anew before it is treated."""
    meeting = _prepared(item, by)
    if item.started_at is not None:
        raise Refusal(_("The item was begun: it stands as it is."))
    for name, value in _point(point).items():
        setattr(item, name, value)
    audit.record("meeting.change_item", meeting, by=by, item=item.uid)
    tell(meeting, "agenda", by=by, item=item.uid)


def _point(point: Point) -> dict[str, Any]:
    wrong: dict[str, object] = {}
    if not point.title.strip():
        wrong["title"] = _("Fill this in.")
    elif len(point.title) > LONGEST_TITLE:
        wrong["title"] = _("At most %(count)s characters.", count=LONGEST_TITLE)
    if len(point.presenter) > LONGEST_PRESENTER:
        wrong["presenter"] = _("At most %(count)s characters.", count=LONGEST_PRESENTER)
    if not 1 <= point.planned_minutes <= LONGEST_ITEM:
        wrong["planned_minutes"] = _("Between 1 minute and a day.")
    if wrong:
        raise Invalid(_("The item cannot be kept like this."), fields=wrong)
    return asdict(point) | {"title": point.title.strip(), "presenter": point.presenter.strip()}


@operation
def move_item(item: AgendaItem, *, up: bool, by: Actor) -> None:
    """Change places with the neighbour; items that were begun keep theirs."""
    meeting = _prepared(item, by)
    other = _neighbour(item, up=up)
    if other is None:
        return
    if item.started_at or other.started_at:
        raise Refusal(_("The item was begun: it stands as it is."))
    item.position, other.position = other.position, item.position
    audit.record("meeting.move_item", meeting, by=by, item=item.uid, position=item.position)
    tell(meeting, "agenda", by=by, item=item.uid)


@operation
def remove_item(item: AgendaItem, *, by: Actor) -> None:
    """Take an item off before it is treated; its papers go with it, a vote or a task keeps it."""
    meeting = _prepared(item, by)
    if item.started_at is not None:
        raise Refusal(_("The item was begun: it stands as it is."))
    _refuse_bound(item)
    item.removed_at = clock.now()
    audit.record("meeting.remove_item", meeting, by=by, item=item.uid, title=item.title)
    tell(meeting, "agenda", by=by, item=item.uid)


def _prepared(item: AgendaItem, by: Actor) -> Meeting:
    """The meeting whose agenda may be changed now; the item is read anew."""
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.PREPARE, meeting)
    _in_turn(meeting)
    db.session.refresh(item)
    if item.removed_at is not None:
        raise Refusal(_("This item was taken off the agenda."))
    return meeting


def _in_turn(meeting: Meeting) -> None:
    take_turn(meeting)
    refuse_classified(meeting)
    refuse_held(meeting)


def _refuse_bound(item: AgendaItem) -> None:
    """What was voted on or handed out at an item stands in the minutes under it."""
    boxes = select(BallotBox).where(BallotBox.item_id == item.id, BallotBox.state != BoxState.VOID)
    box = db.session.scalars(boxes.limit(1)).first()
    if box is not None:
        raise Refusal(
            _("The vote “%(question)s” belongs to this item.", question=box.question),
            fix=_("Declare the vote void first, or word the item anew."),
        )
    given = MeetingTask.state != MeetingTaskState.WITHDRAWN
    if db.session.scalar(select(MeetingTask.id).where(MeetingTask.item_id == item.id, given)):
        raise Refusal(
            _("A task was handed out at this item."),
            fix=_("Withdraw the task first, or word the item anew."),
        )


def _neighbour(item: AgendaItem, *, up: bool) -> AgendaItem | None:
    beside = AgendaItem.position < item.position if up else AgendaItem.position > item.position
    order = AgendaItem.position.desc() if up else AgendaItem.position
    found = select(AgendaItem).where(
        AgendaItem.meeting_id == item.meeting_id, AgendaItem.removed_at.is_(None), beside
    )
    return db.session.scalars(found.order_by(order).limit(1)).first()
