"""What minutes say of each item: the course, who spoke and what he thinks, votes, tasks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from meetings import queries
from meetings.compose.facts import Item, Order, Statement
from meetings.models import ItemOpinion, Meeting, MeetingTask, SectionPlace, Stance
from office import clock
from office.units import queries as units

OTHERS = "Nội dung khác"
STANCES = {
    Stance.AGREE: "Đồng ý",
    Stance.WITH_CHANGE: "Đồng ý, đề nghị sửa",
    Stance.DISAGREE: "Không đồng ý",
}
AGREED = "Đồng ý, không có ý kiến thêm"
BEFORE = "gửi trước cuộc họp"
Texts = Mapping[tuple[SectionPlace, int | None], str]


def items_of(meeting: Meeting, texts: Texts) -> Iterator[Item]:
    """The items of the agenda, then what was voted on or handed out at none of them."""
    agenda = queries.agenda_of(meeting)
    votes = queries.counted_votes(meeting)
    tasks = queries.confirmed_tasks(meeting)
    floor, said = queries.floor_of(meeting), _opinions(meeting)
    for item in agenda:
        yield Item(
            title=item.title,
            presenter=item.presenter,
            span=span(item.started_at, item.ended_at),
            course=texts.get((SectionPlace.ITEM, item.id), ""),
            floor=tuple(_spoke(*one) for one in floor.get(item.id, ())),
            statements=said.get(item.id, ()),
            votes=tuple(vote for of_item, vote in votes if of_item == item.id),
            conclusion=item.conclusion,
            decision=item.decision_number,
            tasks=tuple(_order(one) for one in tasks if one.item_id == item.id),
        )
    known = {item.id for item in agenda}
    others = Item(
        title=OTHERS,
        votes=tuple(vote for of_item, vote in votes if of_item not in known),
        tasks=tuple(_order(one) for one in tasks if one.item_id not in known),
    )
    if others.votes or others.tasks:
        yield others


def _opinions(meeting: Meeting) -> dict[int, tuple[Statement, ...]]:
    """The opinions that people wrote themselves, by item; mere consent stands in one line."""
    return {
        item: tuple(_statements([(opinion, who.name) for opinion, who in rows]))
        for item, rows in queries.opinions_on(meeting).items()
    }


def _statements(given: Iterable[tuple[ItemOpinion, str]]) -> Iterator[Statement]:
    agreed = []
    for one, name in given:
        if one.stance is Stance.AGREE and not one.text.strip():
            agreed.append(name)
            continue
        words = f"{STANCES[one.stance]}: {one.text.strip()}"
        yield Statement(name, words, BEFORE if one.is_before else "")
    if agreed:
        yield Statement(AGREED, f"{', '.join(agreed)}.")


def _spoke(name: str, began: datetime, ended: datetime | None) -> str:
    return f"{name} ({span(began, ended)})"


def span(began: datetime | None, ended: datetime | None) -> str:
    """From when to when, in the words of minutes."""
    if began is None:
        return ""
    words = f"{clock.to_local(began):%H giờ %M}"
    return f"{words} – {clock.to_local(ended):%H giờ %M}" if ended else f"từ {words}"


def _order(task: MeetingTask) -> Order:
    day = clock.to_local(task.made_at).date()
    return Order(
        task.text,
        units.name_of(task.lead_unit_id, day),
        tuple(units.name_of(one, day) for one in task.helper_ids),
        f"{task.due_on:%d/%m/%Y}",
        task.product,
    )
