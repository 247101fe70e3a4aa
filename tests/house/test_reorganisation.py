"""Every column that names a desk or a unit says what a reorganisation does to it, and it is done.

One open and one closed row of each kind are built, then a room is merged, split and loses its
function, and an agency is merged: open work lies on an open desk, everything else stays as it was.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import JSON, Enum, inspect, select

from documents import queries
from documents.demo.staff import all_actors
from documents.models import (
    AccessState,
    CopyState,
    Document,
    RoutingState,
    StepState,
    WorkFileState,
)
from mail.models import BoxState
from meetings.models import MeetingState, SlipState
from office import clock, outbox
from office.db import Base, UTCDateTime, db, new_uid, transaction
from office.permissions import SYSTEM
from office.units import operations
from office.units.models import UnitKind
from office.units.operations.tree import Naming
from office.units.queries import holders, location
from office.units.reorganisation import Rule, declarations
from personnel.models import DecisionState, FindingState
from tests import build
from tests.documents import stages
from tests.house import walk

AT = datetime(2026, 1, 2, tzinfo=UTC)
NAMED = {"unit", "desk"}
# Of each kind of work: what makes a row open, and what makes it closed (None: it cannot be).
WORK = {
    "document_access.to_desk_id": ({"state": AccessState.ASKED}, {"state": AccessState.REFUSED}),
    "document_copy.desk_id": ({}, {"state": CopyState.ISSUED}),
    "document_copy.signer_desk_id": ({}, {"state": CopyState.REFUSED}),
    "document.desk_id": ({"closed_at": None}, {"closed_at": AT}),
    "draft.signer_desk_id": ({}, None),
    "recipient_group.desk_id": ({}, None),
    "opinion.desk_id": ({"answered_at": None}, {"answered_at": AT}),
    "routing.desk_id": ({"state": RoutingState.OPEN}, {"state": RoutingState.DONE}),
    "participation.desk_id": ({"valid_to": None}, {"valid_to": AT}),
    "task.giver_desk_id": ({"closed_at": None}, {"closed_at": AT}),
    "task.lead_desk_id": ({"closed_at": None}, {"closed_at": AT}),
    "task_line.desk_id": ({"valid_to": None}, {"valid_to": AT}),
    "work_file.desk_id": ({"state": WorkFileState.OPEN}, {"state": WorkFileState.ARCHIVED}),
    "notice.desk_id": ({"read_at": None}, {"read_at": AT}),
    "extension.from_desk_id": ({"decided_at": None}, {"decided_at": AT}),
    "extension.to_desk_id": ({"decided_at": None}, {"decided_at": AT}),
    "opinion_round.desk_id": ({"closed_at": None}, {"closed_at": AT}),
    "co_signer.desk_id": ({}, None),
    "review_rule.desk_id": ({"valid_to": None}, {"valid_to": AT.date()}),
    "review_step.desk_id": ({"state": StepState.OPEN}, {"state": StepState.PASSED}),
    "mailbox.desk_id": ({"state": BoxState.ACTIVE}, {"state": BoxState.CLOSED}),
    "meeting.desk_id": ({"state": MeetingState.INVITED}, {"state": MeetingState.CLOSED}),
    "opinion_slip.desk_id": ({"state": SlipState.SENT}, {"state": SlipState.SIGNED}),
    "meeting_series.desk_id": ({"ended_at": None}, {"ended_at": AT}),
    "series_seat.desk_id": ({}, None),
    "personnel_decision.desk_id": (
        {"state": DecisionState.DRAFT},
        {"state": DecisionState.RECORDED},
    ),
    "register_grant.desk_id": ({"ended_at": None}, {"ended_at": AT}),
    "quality_finding.desk_id": (
        {"state": FindingState.OPEN},
        {"state": FindingState.RESOLVED},
    ),
    "urging.to_desk_id": ({"read_at": None}, {"read_at": AT}),
}
COUNTED = {"desk_count.desk_id"}  # follows the rows it counts
numbers = count(1000)


class Row(NamedTuple):
    """A row and how it looked before."""

    name: str
    record: Any
    before: dict[str, Any]
    is_open: bool


def models():
    return {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}


def naming_columns():
    """Table and column of every foreign key to a unit or a desk."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name in NAMED:
                yield f"{table.name}.{key.parent.name}"


# ----------------------------------------------------------------------------- builders


def a_value(column):
    """Something that a column without a default takes."""
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class))
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, UTCDateTime):
        return AT
    kinds = {
        str: lambda: f"text {next(numbers)}",
        int: lambda: next(numbers),
        bool: lambda: False,
        bytes: lambda: b"",
        date: AT.date,
        UUID: new_uid,
    }
    return kinds[column.type.python_type]()


def build_row(model, **given):
    """A valid row of any table: what it needs is filled in, parents are built with it."""
    for prop in inspect(model).column_attrs:
        column = prop.columns[0]
        is_given = prop.key in given or column.nullable or column.default is not None
        if is_given or (column.primary_key and not column.foreign_keys):
            continue
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column.table.name
            given[prop.key] = build_row(models()[parent]).id
        else:
            given[prop.key] = a_value(column)
    record = model(**given)
    db.session.add(record)
    db.session.flush()
    return record


def looks(record):
    return {prop.key: getattr(record, prop.key) for prop in inspect(type(record)).column_attrs}


def rows_at(*, desk, unit):
    """One open and one closed row of each kind of work, one row of each kind of history."""
    found = []
    for one in declarations(Rule.FOLLOWS_DESK, Rule.STAYS, Rule.FOLLOWS_UNIT):
        column = one.model.__table__.c[one.column]
        target = next(iter(column.foreign_keys)).column.table.name
        place = {one.column: desk.id if target == "desk" else unit.id}
        for is_open, facts in zip((True, False), WORK.get(one.name, ({}, None)), strict=True):
            if facts is not None:
                record = build_row(one.model, **place, **facts)
                found.append(Row(one.name, record, looks(record), is_open))
    return found


@pytest.fixture
def house(house):
    return build.agency()


@pytest.fixture
def rows(house):
    with transaction():
        return rows_at(desk=house.desks["head"], unit=house.unit)


def changed(rows):
    db.session.rollback()
    db.session.expire_all()
    return [row.name for row in rows if looks(row.record) != row.before]


def open_desks(rows):
    work = [row for row in rows if row.is_open and row.name in WORK]
    return {getattr(row.record, row.name.split(".")[1]) for row in work}


# -------------------------------------------------------------------------------- rules


def test_every_column_that_names_a_desk_or_a_unit_has_a_rule(app):
    missing = set(naming_columns()) - {one.name for one in declarations()}
    assert not missing, walk.listing(sorted(missing))


def test_every_rule_is_of_a_column_that_is_there(app):
    stale = {one.name for one in declarations()} - set(naming_columns())
    assert not stale, walk.listing(sorted(stale))


def test_every_kind_of_work_is_built_here(app):
    assert {one.name for one in declarations(Rule.FOLLOWS_DESK)} == set(WORK)


def test_the_rules_know_open_rows_from_closed_ones(house, rows):
    for one in declarations(Rule.FOLLOWS_DESK):
        built = [row for row in rows if row.name == one.name and row.is_open]
        assert one.count(house.desks["head"].id) >= len(built) == 1


# ----------------------------------------------------------------------- reorganisations


def test_a_merger_of_rooms_touches_no_row_and_leaves_the_work_on_an_open_desk(house, rows):
    staff, finance = house.rooms["staff"], house.rooms["finance"]
    operations.merge([staff], into=finance, on=clock.today(), by=SYSTEM)
    assert changed(rows) == []
    for desk_id in open_desks(rows):
        assert location(desk_id) == finance.id
        assert [one.person_id for one in holders(desk_id)] == [house.other_head.person_id]


def test_a_split_touches_no_row_and_leaves_the_work_on_an_open_desk(house, rows):
    rest, other = a_room(house, "Phòng Một"), a_room(house, "Phòng Hai")
    parts = {other: [house.desks["official"]]}
    operations.split(house.rooms["staff"], parts=parts, rest=rest, on=clock.today(), by=SYSTEM)
    assert changed(rows) == []
    assert {location(desk_id) for desk_id in open_desks(rows)} == {rest.id}
    assert location(house.desks["official"].id) == other.id


def a_room(house, name):
    naming, since = Naming(name=name), date(2025, 7, 1)
    return operations.open_unit(UnitKind.ROOM, naming, parent=house.unit, on=since, by=SYSTEM)


def test_a_merger_of_agencies_touches_no_row(house, rows):
    other = build.agency(code="H99.2", name="Sở Lao động", symbol="SLD")
    operations.merge([house.unit], into=other.unit, on=clock.today(), by=SYSTEM)
    outbox.drain()
    follow = {"certificate.agency_id", "dossier.agency_id", "dossier.unit_id"}
    follow.add("register_grant.unit_id")  # a naming for a closed unit ends with it
    assert set(changed(rows)) <= follow
    assert {location(desk_id) for desk_id in open_desks(rows)} == {house.rooms["staff"].id}


def test_a_transfer_moves_the_open_rows_and_no_other(house, rows):
    desk, to = house.desks["head"], house.desks["other_head"]
    operations.transfer(desk, to=to, by=SYSTEM)
    outbox.drain()
    db.session.rollback()
    db.session.expire_all()
    for row in rows:
        is_work = row.name in WORK
        if row.is_open and is_work and row.name != "participation.desk_id":
            column = row.name.split(".")[1]
            assert getattr(row.record, column) == to.id, row.name
        elif (not row.is_open or not is_work) and row.name not in COUNTED:
            assert looks(row.record) == row.before, row.name


# --------------------------------------------------------------------------- who may see


def seen_by(house):
    """What each official sees in all his present posts, as uids by the name of his part."""
    db.session.rollback()
    db.session.expire_all()
    found = {}
    for part, actor in house.people.items():
        posts = [post for post in all_actors() if post.person_id == actor.person_id]
        visible = [select(Document.uid).where(queries.visible_to(post)) for post in posts]
        found[part] = {uid for one in visible for uid in db.session.scalars(one)}
    return found


@pytest.fixture
def papers(house):
    """One open and one closed document of the room."""
    return build.handed_on(house), stages.completed(house)


@pytest.mark.parametrize("kind", ["merge", "split", "transfer"])
def test_nobody_new_sees_what_was_closed_and_only_the_successor_sees_the_work(house, papers, kind):
    open_one, closed_one = papers
    assert closed_one.closed_at is not None
    before = seen_by(house)
    reorganise(house, kind)
    gained = {part: after - before[part] for part, after in seen_by(house).items()}
    assert not [part for part, new in gained.items() if closed_one.uid in new]
    newly = {part for part, new in gained.items() if open_one.uid in new}
    assert newly <= {"other_head"}


def reorganise(house, kind):
    staff, finance = house.rooms["staff"], house.rooms["finance"]
    if kind == "merge":
        operations.merge([staff], into=finance, on=clock.today(), by=SYSTEM)
    elif kind == "split":
        operations.split(staff, parts={}, rest=finance, on=clock.today(), by=SYSTEM)
    else:
        operations.transfer(house.desks["head"], to=house.desks["other_head"], by=SYSTEM)
        outbox.drain()


def test_officials_keep_seeing_what_they_handled(house, papers):
    before = seen_by(house)
    reorganise(house, "merge")
    after = seen_by(house)
    for part in ("official", "head", "leader", "clerk"):
        assert before[part] <= after[part], part
