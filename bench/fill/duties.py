"""Tasks that were given with letters of the large agency, and the numbers of its register."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.fill.people import Row, Staff, uid
from documents.models import Duty, NumberEntry, NumberSeries, Task, TaskLine
from documents.queries.series import ARRIVALS

REGISTER = 10_000  # lines of this year's register of arrivals
OPEN_TENTHS = 5
TASK = (
    "id uid version agency_id state title folded origin document_id giver_desk_id giver_name "
    "lead_desk_id urgency given_at due_at first_due_at accepted_at reported_at closed_at percent"
).split()
LINE = (
    "id task_id desk_id part duty state received_at read_at done_at due_at valid_from title "
    "sender urgency task_state percent"
).split()
SERIES = "id uid agency_id name year last_number".split()
ENTRY = "id uid series_id number state document_id taken_at taken_by".split()
COLUMNS: dict[type, list[str]] = {Task: TASK, TaskLine: LINE, NumberSeries: SERIES}
COLUMNS[NumberEntry] = ENTRY


@dataclass
class Duties:
    """Rows that stand beside the letters; `add` takes a row, `moment` writes an instant."""

    staff: Staff
    now: datetime
    add: Callable[[type, Row], int]
    moment: Callable[[datetime | None], str | None]
    given: int = 0
    numbers: list[Row] = field(default_factory=list)

    def task(self, letter: int, words: tuple[str, str]) -> tuple[int, bool] | None:
        """A task of the large agency; gives the desk that owes it and whether it was read."""
        self.given += 1
        number, title, folded = self.given, *words
        is_open = number * 7_919 % 10 < OPEN_TENTHS
        leads = [*self.staff.heads, *self.staff.officials]
        lead = leads[number * 104_729 % len(leads)]
        due = self.now + timedelta(hours=number * 31 % 1_000 - (200 if is_open else 1_300))
        given, ended = due - timedelta(days=10), None if is_open else self.moment(due)
        at, until, state = self.moment(given), self.moment(due), "in_progress"
        state = state if is_open else "closed"
        share = number % 10 * 10 if is_open else 100
        about = (self.staff.agency, state, title, folded, "document", letter)
        who = (self.staff.leader, "Nguyễn Văn An", lead, "normal")
        self.add(
            Task, (uid(11, number), 1, *about, *who, at, until, until, at, *[ended] * 2, share)
        )
        told = (at, at, ended, until, at, title, "Nguyễn Văn An", "normal", state, share)
        rest = "waiting" if is_open else "ended"
        self.add(TaskLine, (number, self.staff.leader, "giver", None, rest, *told))
        owed = "owed" if is_open else "ended"
        self.add(TaskLine, (number, lead, "lead", Duty.TASK_CARRY_OUT.value, owed, *told))
        return (lead, True) if is_open else None

    def enter(self, letter: int, at: datetime) -> None:
        """The next number of this year's register of arrivals, while there is room."""
        if at.year != self.now.year or len(self.numbers) >= REGISTER:
            return
        number = len(self.numbers) + 1
        row = (uid(12, number), 1, number, "issued", letter, self.moment(at), "Văn thư")
        self.numbers.append(row)

    def close(self) -> None:
        """The series with its last number, and its entries."""
        year, last = self.now.year, len(self.numbers)
        self.add(NumberSeries, (uid(13, 1), self.staff.agency, ARRIVALS, year, last))
        for row in self.numbers:
            self.add(NumberEntry, row)
