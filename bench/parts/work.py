"""What a records office does all day: registering, giving out to fifty, the board, the export."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import func, select

from bench.calls import WrongAnswer
from bench.figures import Figure
from bench.parts import Part, in_floors, nothing
from bench.parts.route import BARE, bare_insert
from bench.readers import Reader, heavy, leader
from bench.sets import DataSet
from bench.timing import Call, Times, measure
from bench.world import World
from documents import operations
from documents.models import Document, DocumentState, Duty, NumberEntry, Routing, RoutingState
from documents.operations.incoming import Assignment, Registration
from office import sheets
from office.db import db
from office.permissions import Actor

BOARD, OWN_BOARD = "task board of the agency", "task board of an official"
REGISTERING, GIVING_OUT = "register one document", "give one document to fifty desks"
EXPORT, BARE_SHEET = "register of arrivals as .xlsx", "the same cells as bare .xlsx"
FIFTY = 50
EXPORTS = 3
CELLS = 9


def cases(world: World) -> Mapping[str, Call]:
    """The board of all tasks, and of what one desk owes."""
    return {
        BOARD: world.leader.gets("/tasks/?view=all"),
        OWN_BOARD: world.light.gets("/tasks/?view=todo"),
    }


def board_figures(_world: World, times: Times) -> Sequence[Figure]:
    """In F, like every list."""
    return [in_floors(BOARD, times), in_floors(OWN_BOARD, times)]


# ------------------------------------------------------------------------------- writing


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """In rounds of their own, each with a document of its own; on the wall."""
    found, rounds = world.main, max(5, world.scale.rounds // 4)
    given = {
        REGISTERING: registering(found, rounds),
        GIVING_OUT: giving_out(found, rounds),
        BARE: bare_insert(found),
    }
    times = measure(given, rounds=rounds)
    return [_beside_a_commit(name, times) for name in (REGISTERING, GIVING_OUT)]


def _beside_a_commit(name: str, times: Times) -> Figure:
    wall = times.on_the_wall(name)
    ratio = wall / times.on_the_wall(BARE)
    return Figure(f"{name} / bare commit", ratio, None, None, wall, "ms wall", BARE)


def actor_of(reader: Reader) -> Actor:
    """Who acts, as the pages would name him."""
    with reader.found.app.test_request_context():
        return reader.signed_in().actor


def arrived(found: DataSet) -> Iterator[int]:
    """The documents that the large agency has not registered yet."""
    clerk = found.people.staff[0].clerk
    waiting = select(Routing.document_id).where(
        Routing.desk_id == clerk,
        Routing.duty == Duty.REGISTER,
        Routing.state == RoutingState.OPEN,
    )
    with found.app.app_context():
        yield from db.session.scalars(waiting.order_by(Routing.id)).all()


def register(found: DataSet, number: int, by: Actor) -> None:
    """As the clerk does with one key."""
    with found.app.app_context():
        document = db.session.get_one(Document, number)
        operations.register_incoming(document, Registration(document.subject), by=by)


def registering(found: DataSet, rounds: int) -> Call:
    """Each call registers the next one."""
    clerk, numbers = actor_of(heavy(found)), iter(list(islice(arrived(found), rounds * 2 + 10)))
    return lambda: register(found, next(numbers), clerk)


def giving_out(found: DataSet, rounds: int) -> Call:
    """Each call directs the next document that was presented to the leader."""
    clerk, chief = actor_of(heavy(found)), actor_of(leader(found))
    staff = found.people.staff[0]
    receivers = [*staff.heads, *staff.officials][:FIFTY]
    rows = [Assignment(receivers[0], Duty.LEAD)]
    rows += [Assignment(desk, Duty.COOPERATE) for desk in receivers[1:]]
    numbers = iter(_presented(found, rounds + 10, staff.leader, clerk))

    def run() -> None:
        with found.app.app_context():
            document = db.session.get_one(Document, next(numbers))
            operations.direct(document, "Các phòng phối hợp thực hiện.", rows, by=chief)

    return run


def _presented(found: DataSet, count: int, desk: int, clerk: Actor) -> list[int]:
    wanted = select(Document.id).where(
        Document.agency_id == found.people.staff[0].agency,
        Document.state == DocumentState.REGISTERED,
    )
    with found.app.app_context():
        numbers = list(db.session.scalars(wanted.order_by(Document.id).limit(count)))
        for number in numbers:
            operations.present(db.session.get_one(Document, number), desk, by=clerk)
    return numbers


# -------------------------------------------------------------------------------- export


def export_figures(world: World, _times: Times) -> Sequence[Figure]:
    """The whole register of this year, beside as many cells that are written bare."""
    clerk = world.heavy
    with world.main.app.app_context():
        lines = db.session.scalar(select(func.count()).select_from(NumberEntry)) or 0
    given = {EXPORT: clerk.gets("/documents/books/sheet?book=incoming"), BARE_SHEET: bare(lines)}
    times = measure(given, rounds=EXPORTS * 10)
    wall = times.on_the_wall(EXPORT)
    ratio = wall / times.on_the_wall(BARE_SHEET)
    return [Figure(EXPORT, ratio, None, None, wall, "ms wall", BARE_SHEET)]


def bare(lines: int) -> Call:
    """Lines of nine cells of a few words."""
    line = tuple(f"một ô có vài chữ {place}" for place in range(CELLS))
    columns = [sheets.Column("Cột", 20)] * CELLS

    def run() -> None:
        if not sheets.workbook("Sổ", columns, (line for _line in range(lines))):
            raise WrongAnswer("an empty workbook")

    return run


BOARD_PART = Part(cases, board_figures)
WRITING_PART = Part(nothing, figures)
EXPORT_PART = Part(nothing, export_figures)
