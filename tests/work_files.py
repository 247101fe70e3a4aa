"""The work files of the table's world: one in each state, with what belongs to it."""

import io
from datetime import timedelta
from zipfile import ZipFile

from sqlalchemy import select

from documents import operations, queries
from documents.jobs.file_packages import make
from documents.models import AccessKind, PlanLevel, WorkFile
from documents.operations.fileplans import PlanLine
from documents.operations.workfiles import Further, Opening
from office import blobs, clock
from office.db import db, transaction

REASON = "Theo yêu cầu công việc"
LINES = [PlanLine(PlanLevel.FILE, "Hồ sơ tuyển dụng", "07.TCCB", "years-70")]


def built(world, snv):
    """Everything, kept under its name in the table."""
    names = ("open", "closed", "offered", "outlived", "listed", "judged", "decided")
    files = {name: _file(snv, name) for name in names}
    opened = files.pop("open")
    world.records["open file"] = str(opened.uid)
    world.items["open file"] = str(queries.items_of(opened)[0].uid)
    desk_id = snv.desks["other_official"].id
    wish = operations.AccessWish(AccessKind.GRANT, None, REASON, desk_id)
    change = operations.ask_access(opened, wish, by=snv.official)
    world.changes["open file"] = str(change.uid)
    for file in files.values():
        operations.close_file(file, ended_on=clock.today(), by=snv.official)
    world.records["closed file"] = str(files["closed"].uid)
    _package(world, snv, files["closed"])
    made = operations.offer_files([files["offered"]], by=snv.official)
    world.records["hand-over"] = str(made.uid)
    _destruction(world, snv, files)
    _plans(world, snv)


def _file(snv, name):
    given = Opening(f"Hồ sơ {name}", f"{name}.01", "years-2", clock.today())
    file = operations.open_file(given, by=snv.official)
    photo = Further(blobs.put(name.encode()), "a.png", "image/png", "Ảnh", clock.now())
    operations.add_further(file, photo, by=snv.official)
    return file


def _package(world, snv, file):
    package = operations.ask_package(file, by=snv.official)
    make({"package_id": package.id})
    world.records["package"] = str(package.uid)


def _destruction(world, snv, files):
    with transaction():
        for file in db.session.scalars(select(WorkFile)):
            if file.ended_on and file.id in {f.id for f in files.values()}:
                file.ended_on = clock.today() - timedelta(days=365 * 5)
    world.records["outlived file"] = str(files["outlived"].uid)
    for name in ("listed", "judged", "decided"):
        paper = operations.list_outlived([files[name]], REASON, by=snv.clerk)
        if name != "listed":
            operations.judge_destruction(paper, "Hết giá trị", by=snv.head)
        if name == "decided":
            operations.decide_destruction(paper, "Số 9", by=snv.leader)
        world.records[f"{name} files"] = str(paper.uid)


def _plans(world, snv):
    world.records["staff room"] = str(snv.rooms["staff"].uid)
    year = clock.today().year
    drafted = operations.start_plan(snv.rooms["staff"], year, by=snv.head)
    operations.write_plan(drafted, LINES, by=snv.head)
    world.records["plan in hand"] = str(drafted.uid)
    submitted = operations.start_plan(snv.unit, year, by=snv.clerk)
    operations.write_plan(submitted, LINES, by=snv.clerk)
    operations.submit_plan(submitted, by=snv.clerk)
    world.records["submitted plan"] = str(submitted.uid)


def a_zip():
    """A package that people bring."""
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr("a/bagit.txt", "BagIt-Version: 1.0")
    made.seek(0)
    return made
