"""Work files of the demo: plans in force, open, closed, late and archived files, a list."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from documents import operations, queries
from documents.demo.staff import Staff, working_agencies
from documents.models import (
    AccessKind,
    Document,
    DocumentState,
    FilePlanLine,
    PlanLevel,
    WorkFile,
)
from documents.operations.fileplans import PlanLine
from documents.operations.workfiles import DRAFTS, Further, Opening
from office import blobs, clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Unit

DAYS = 90
MOST_DOCUMENTS = 6
TITLES = (
    ("Tổ chức, cán bộ", "Hồ sơ sắp xếp tổ chức bộ máy các cơ quan, đơn vị", "permanent"),
    ("Tổ chức, cán bộ", "Hồ sơ tuyển dụng công chức, viên chức", "years-20"),
    ("Cải cách hành chính", "Hồ sơ kiểm tra công tác cải cách hành chính", "years-10"),
    ("Văn thư, lưu trữ", "Hồ sơ kiểm tra công tác văn thư, lưu trữ", "years-5"),
    ("Văn thư, lưu trữ", "Tập công văn trao đổi công tác văn thư", "years-2"),
)
NOT_FILED = {DocumentState.ARRIVED, *DRAFTS}
PHOTO = b"\x89PNG\r\n\x1a\n"


@demo_step(220, "work-files", label=_l("Work files"))
def build_files(demo: Demo) -> None:
    """Plans and files of the two agencies with the most people."""
    houses = working_agencies()[:2]
    for done, house in enumerate(houses, 1):
        if db.session.scalars(
            select(WorkFile).where(WorkFile.agency_id == house.agency_id)
        ).first():
            continue
        for number, room in enumerate(house.rooms()[:3]):
            _room(house, room, number)
        demo.tell(done, len(houses))


def _room(house: Staff, room: int, number: int) -> None:
    head = house.heads[room]
    keeper = (house.officials.get(room) or [head])[0]
    letters = units.symbol_of(room) or f"P{number + 1}"
    with clock.standing_at(clock.now() - timedelta(days=DAYS)):
        lines = _plan(house, head, room, letters)
        files = [_opened(keeper, line) for line in lines]
    documents = _filed(keeper)
    for place, file in enumerate(files):
        chosen = documents[place * MOST_DOCUMENTS : (place + 1) * MOST_DOCUMENTS]
        operations.put_in(file, chosen, by=keeper)
        _photo(file, keeper)
    _further_on(house, files, head, keeper)


def _plan(house: Staff, head: Actor, room: int, letters: str) -> list[FilePlanLine]:
    plan = operations.start_plan(db.session.get_one(Unit, room), clock.today().year, by=head)
    operations.write_plan(plan, list(_lines(letters)), by=head)
    operations.submit_plan(plan, by=head)
    operations.approve_plan(plan, by=house.leaders[0])
    return [line for line in queries.plan_lines_of(plan) if line.level is PlanLevel.FILE]


def _lines(letters: str) -> Iterator[PlanLine]:
    heading = ""
    for number, (large, title, kept) in enumerate(TITLES, 1):
        if large != heading:
            yield PlanLine(PlanLevel.LARGE, large)
        heading = large
        yield PlanLine(PlanLevel.FILE, title, f"{number:02}.{letters}", kept)


def _opened(keeper: Actor, line: FilePlanLine) -> WorkFile:
    year = clock.today().year
    given = Opening(
        f"{line.title} năm {year}", line.notation, line.retention, clock.today(), line.id
    )
    return operations.open_file(given, by=keeper)


def _filed(keeper: Actor) -> list[Document]:
    """What he sees and may put in, the oldest first."""
    statement = (
        select(Document)
        .where(queries.listed_for(keeper), Document.state.not_in(NOT_FILED))
        .order_by(Document.id)
        .limit(4 * MOST_DOCUMENTS)
    )
    return list(db.session.scalars(statement))


def _photo(file: WorkFile, keeper: Actor) -> None:
    stored = blobs.put(PHOTO + file.code.encode())
    given = Further(stored, "anh-hoi-nghi.png", "image/png", "Ảnh cuộc họp triển khai", clock.now())
    operations.add_further(file, given, by=keeper)


def _further_on(house: Staff, files: list[WorkFile], head: Actor, keeper: Actor) -> None:
    """The first stays open with a change of access that waits; the others go further each."""
    still_open, closed, offered, archived, *_rest = files
    other = next(one.desk_id for one in house.heads.values() if one is not head)
    wish = operations.AccessWish(AccessKind.GRANT, None, "Phối hợp thẩm định", other)
    operations.ask_access(still_open, wish, by=keeper)
    for file in (closed, offered, archived):
        operations.close_file(file, ended_on=clock.today(), by=keeper)
    operations.announce_hand_over([closed], by=house.clerk)
    operations.offer_files([offered], by=keeper)
    operations.take_over(operations.offer_files([archived], by=keeper), by=house.clerk)
    operations.ask_package(archived, by=house.clerk)
