"""A spreadsheet of ten thousand officials: read, checked and entered into a register of its own.

Related to the same spreadsheet read by the limited child and its cells inserted bare.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from bench.figures import Figure
from bench.fill.officials import GIVEN, citizen_number
from bench.fill.texts import FAMILIES
from bench.held import held
from bench.parts import Part, nothing
from bench.parts.work import actor_of
from bench.readers import keeper, leader, with_key
from bench.sets import REGISTER, DataSet, open_set
from bench.sizes import CRUMB
from bench.timing import Times
from bench.world import World
from office import clock, sheets
from office.db import db
from office.foreign.tables import read_rows, text_of
from office.permissions import SYSTEM
from personnel import operations
from personnel.jobs import importing
from personnel.models import ImportBatch, ImportState, Purpose

FIRST = 500_000
ONE_IN = 100
"""Of how many documents of the size one row is made: ten thousand of a million."""
BARE = "read and inserted bare"
HEADINGS = (
    *("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Đối tượng", "Mã cán bộ"),
    *("Ngày tuyển dụng", "Đơn vị", "Chức vụ", "Mã ngạch", "Bậc", "Hệ số", "Ngày hưởng"),
    *("Số điện thoại", "Dân tộc"),
)
STEPS = ("2.34", "2.67", "3.00", "3.33")


def lines(count: int) -> Iterator[tuple[str | int, ...]]:
    """Officials whose every cell can be read."""
    for number in range(FIRST, FIRST + count):
        year, sex = 1970 + number % 30, "2" if number % 2 else "1"
        born, step = f"{year}-{number % 12 + 1:02d}-{number % 28 + 1:02d}", number % len(STEPS)
        name = f"{FAMILIES[number % 12]} Minh {GIVEN[number // 12 % 18]}"
        day = "/".join(reversed(born.split("-")))
        who = (name, day, "Nữ" if sex == "2" else "Nam", citizen_number(number, born, sex))
        post = ("Công chức", f"CB{number}", "01/07/2015", "Phòng mẫu số 3", "Chuyên viên")
        pay = ("01.003", step + 1, STEPS[step], "01/07/2024")
        yield (*who, *post, *pay, f"09{number:08d}", "Kinh")


def spreadsheet(count: int) -> bytes:
    """The rows as a workbook."""
    columns = [sheets.Column(heading, 16) for heading in HEADINGS]
    return sheets.workbook("Danh sách", columns, lines(count))


def spent(call: Callable[[], object]) -> float:
    """Processor seconds, with those of the limited child."""
    before = _used()
    call()
    return _used() - before


def _used() -> float:
    both = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def bare(data: bytes, home: Path) -> None:
    """The least that a register of these rows could do."""
    with sqlite3.connect(home / "bare.db") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (cells TEXT)")
        rows = read_rows(data, most_rows=50_000, most_columns=40, limits=importing.LIMITS)
        said = ((json.dumps([text_of(cell) for cell in row]),) for row in rows)
        connection.executemany("INSERT INTO bare VALUES (?)", said)
    connection.close()


class Entering:
    """One import from the upload to the last row, as the worker does it."""

    def __init__(self, found: DataSet, data: bytes) -> None:
        self.data, self.staff, self.leader = data, *(map(actor_of, (keeper(found), leader(found))))
        self.batch_id = 0
        self.held: list[float] = []

    @property
    def batch(self) -> ImportBatch:
        """As it stands now."""
        return db.session.get_one(ImportBatch, self.batch_id)

    def read(self) -> None:
        """Brought, read, its columns as they were guessed."""
        brought = operations.Brought("danh-sach.xlsx", Purpose.OPEN, clock.today())
        self.batch_id = operations.bring_import(brought, self.data, by=self.staff).id
        importing.read_import({"batch_id": self.batch_id})
        operations.assign_columns(self.batch, self.batch.mapping, by=self.staff)

    def check(self) -> None:
        """Every cell and every row."""
        importing.check_import({"batch_id": self.batch_id})
        operations.approve_import(self.batch, by=self.leader)

    def enter(self) -> None:
        """Dossier after dossier."""
        while operations.run_piece(self.batch, by=SYSTEM):
            self.held.append(held())
            db.session.expire_all()


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """In a register that is thrown away afterwards; the looks at the dossiers come later."""
    count = world.scale.main.documents // ONE_IN
    data = spreadsheet(count)
    with tempfile.TemporaryDirectory(dir=world.folder) as folder:
        home = Path(folder)
        with open_set(CRUMB, home, filling=REGISTER) as found:
            entering = Entering(with_key(found), data)
            with found.app.app_context():
                steps = {
                    "read": spent(entering.read),
                    "checked": spent(entering.check),
                    "entered": spent(entering.enter),
                }
                is_done = entering.batch.state is ImportState.DONE
        least = spent(lambda: bare(data, home))
    if not is_done:
        raise RuntimeError("the import did not come to its end")
    return _told(count, steps, least, entering.held)


def _told(
    count: int, steps: dict[str, float], least: float, memory: Sequence[float]
) -> list[Figure]:
    whole, name = sum(steps.values()), f"import of {count:,} rows"
    early = memory[len(memory) // 5]
    return [
        Figure(name, whole / least, None, None, whole, "s of processor time", BARE),
        *(
            Figure(f"{name}, {step}", seconds / least, None, None, seconds, "s", BARE)
            for step, seconds in steps.items()
        ),
        Figure(f"{name}, each row", None, None, None, whole / count * 1000, "ms", ""),
        Figure(
            f"{name}, memory, end / early", memory[-1] / early, 1.1, None, memory[-1], "MiB", ""
        ),
    ]


IMPORT_PART = Part(nothing, figures)
