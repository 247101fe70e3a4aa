"""Letters with their routing, participation, progress log and counters, chunk by chunk.

Three letters in ten belong to the large agency. Of these every third waits at its clerks' desk
(the heavy one), and some wait at the desks of one room: the head's and the light official's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.fill import duties
from bench.fill.duties import Duties
from bench.fill.people import People, Row, Staff, uid
from bench.fill.texts import Words, agency_name
from bench.sizes import Size
from documents.models import (
    DeskCount,
    Directive,
    Document,
    DocumentFile,
    Duty,
    Participation,
    ProgressEntry,
    Routing,
)
from office.search import SearchText, _first_id

CHUNK = 20_000
YEARS = timedelta(days=3 * 365)
LOG_LINES = 20
LOG_SAMPLE = 100
SENDERS = 800
AT_HEAD = 500
OPEN_PERCENT = 12
OUTGOING_PERCENT = 15
TASK_IN = 10  # letters

DOCUMENT = (
    "id uid version direction agency_id state source type_code type_name subject number symbol "
    "issued_on issuer_name issuer_code urgency arrival_no desk_id created_at due_at closed_at"
).split()
ROUTING = (
    "id uid document_id desk_id from_desk_id parent_id duty state received_at read_at due_at "
    "done_at direction subject symbol sender urgency arrival_no document_state file_count"
).split()
PARTICIPATION = "id document_id desk_id reason valid_from valid_to".split()
PROGRESS = "id document_id at act actor_name actor_title text".split()
SEARCH = "id object_class object_id title_folded body_folded version".split()
COUNT = "id desk_id duty open_count unread_count".split()
FILE = "id uid document_id role name media_type sha256 size position created_at".split()
DIRECTIVE = (
    "id uid document_id kind desk_id author_name author_title text receivers given_at".split()
)
COLUMNS: dict[type, list[str]] = {
    Document: DOCUMENT,
    Routing: ROUTING,
    Participation: PARTICIPATION,
    ProgressEntry: PROGRESS,
    SearchText: SEARCH,
    DocumentFile: FILE,
    Directive: DIRECTIVE,
    **duties.COLUMNS,
    DeskCount: COUNT,
}
ACTS = ("incoming.register", "incoming.present", "incoming.direct", "incoming.hand_on")
Step = tuple[int, Duty, str, bool]  # desk, duty, state of the routing, whether it was read


@dataclass
class Letter:
    """One document while its rows are made."""

    number: int
    staff: Staff
    at: datetime
    direction: str = "incoming"
    state: str = "completed"
    due_at: datetime | None = None
    closed: bool = True
    source: str = "upload"
    steps: list[Step] = field(default_factory=list)
    is_shown: bool = False


def moment(value: datetime | None) -> str | None:
    """An instant as both databases read it: UTC without a zone, always with its fraction."""
    return f"{value.replace(tzinfo=None)}.000000" if value else None


class Papers:
    """Makes the rows of every letter; `chunks` gives them table by table."""

    def __init__(self, size: Size, people: People, now: datetime) -> None:
        self.size, self.people = size, people
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.words = Words()
        self.senders = [agency_name(number) for number in range(SENDERS)]
        self.first_text = _first_id("document")
        self.counts: dict[tuple[int, Duty], list[int]] = {}
        self.ids = dict.fromkeys(COLUMNS, 0)
        self.rows: dict[type, list[Row]] = {model: [] for model in COLUMNS}
        self.large = people.staff[0]
        self.duties = Duties(self.large, self.now, self._add, moment)
        self.in_large = 0

    # ------------------------------------------------------------------ which letter where

    def chunks(self) -> Iterator[dict[type, list[Row]]]:
        """All rows, a few ten thousand at a time; the counters come last."""
        step = YEARS / self.size.documents
        start = self.now - YEARS
        for number in range(1, self.size.documents + 1):
            self._write(self._letter(number, start + step * number))
            if number % CHUNK == 0:
                yield self._taken()
        for (desk, duty), (opened, unread) in self.counts.items():
            self._add(DeskCount, (desk, duty.value, opened, unread))
        self.duties.close()
        yield self._taken()

    def _taken(self) -> dict[type, list[Row]]:
        rows, self.rows = self.rows, {model: [] for model in COLUMNS}
        return rows

    def _letter(self, number: int, at: datetime) -> Letter:
        at = at.replace(microsecond=0)
        if number % 10 < 3:
            self.in_large += 1
            return self._of_large(Letter(number, self.large, at), self.in_large)
        others = self.people.staff[1:]
        return self._usual(Letter(number, others[number * 7_919 % len(others)], at))

    def _of_large(self, letter: Letter, place: int) -> Letter:
        third = max(1, self.size.documents * 3 // 10 // 3)
        if place % 3 == 0 and place // 3 <= self.size.heavy:
            return self._at_clerk(letter, place)
        if place % 3 == 1 and place // 3 % max(1, third // self.size.light) == 0:
            return self._at_light(letter, place)
        if place % 3 == 2 and place // 3 % max(1, third // AT_HEAD) == 0:
            return self._at_head(letter)
        return self._usual(letter)

    def _at_clerk(self, letter: Letter, place: int) -> Letter:
        """Forty in a hundred have a deadline, half of these are late."""
        clerk = letter.staff.clerk
        letter.closed = False
        if place // 3 % 5 < 3:
            letter.state = "arrived"
            letter.steps = [(clerk, Duty.REGISTER, "open", place % 2 == 0)]
            return letter
        letter.state = "registered"
        letter.due_at = self.now + timedelta(minutes=letter.number % 60_000 - 30_000)
        letter.steps = [
            (clerk, Duty.REGISTER, "done", True),
            (clerk, Duty.PRESENT, "open", place % 4 == 0),
        ]
        return letter

    def _at_light(self, letter: Letter, place: int) -> Letter:
        self._at_head(letter)
        head = letter.steps.pop()[0]
        official = letter.staff.officials[0]
        letter.due_at = self.now + timedelta(hours=place * 7_919 % 1_000 - 100)
        letter.steps += [(head, Duty.LEAD, "handed", True)]
        letter.steps += [(official, Duty.LEAD, "open", place % 4 > 0)]
        letter.is_shown = True
        return letter

    def _at_head(self, letter: Letter) -> Letter:
        staff = letter.staff
        letter.closed, letter.state, letter.source = False, "assigned", "axis"
        letter.due_at = self.now + timedelta(hours=letter.number % 500)
        letter.steps = [
            (staff.clerk, Duty.REGISTER, "done", True),
            (staff.leader, Duty.DIRECT, "done", True),
            (self._official(letter, 1), Duty.COOPERATE, "open", False),
            (self._official(letter, 2), Duty.INFORM, "open", False),
            (staff.heads[0], Duty.LEAD, "open", True),
        ]
        return letter

    def _usual(self, letter: Letter) -> Letter:
        if letter.number * 31 % 100 < OUTGOING_PERCENT:
            return self._outgoing(letter)
        chance = letter.number * 7_919 % 100
        letter.closed = chance >= OPEN_PERCENT
        letter.state = "completed" if letter.closed else "assigned"
        letter.due_at = letter.at + timedelta(days=10) if chance % 2 else None
        state, seen = ("done", True) if letter.closed else ("open", chance % 3 > 0)
        staff = letter.staff
        handed = "done" if letter.closed else "handed"
        letter.steps = [
            (staff.clerk, Duty.REGISTER, "done", True),
            (staff.leader, Duty.DIRECT, "done", True),
            (staff.heads[letter.number * 13 % len(staff.heads)], Duty.LEAD, handed, True),
            (self._official(letter, 1), Duty.LEAD, state, seen),
            (self._official(letter, 2), Duty.COOPERATE, state, seen),
        ]
        if chance < 47:
            letter.steps.append((self._official(letter, 3), Duty.INFORM, state, seen))
        return letter

    def _outgoing(self, letter: Letter) -> Letter:
        staff, clerk = letter.staff, letter.staff.clerk
        letter.direction, letter.state, letter.source = "outgoing", "issued", "drafted"
        letter.steps = [
            (self._official(letter, 1), Duty.DRAFT, "done", True),
            (staff.leader, Duty.SIGN, "done", True),
            (clerk, Duty.NUMBER, "done", True),
            (clerk, Duty.SEAL, "done", True),
            (clerk, Duty.ISSUE, "done", True),
        ]
        return letter

    def _official(self, letter: Letter, which: int) -> int:
        """An official of the agency; the first one is the light user and gets only his own."""
        officials = letter.staff.officials
        place = (letter.number * 104_729 + which * 31) % max(1, len(officials) - 1)
        return officials[min(1 + place, len(officials) - 1)]

    # ------------------------------------------------------------------ rows of a letter

    def _add(self, model: type, values: Row) -> int:
        self.ids[model] += 1
        self.rows[model].append((self.ids[model], *values))
        return self.ids[model]

    def _write(self, letter: Letter) -> None:
        number, staff = letter.number, letter.staff
        subject, folded = self.words.subjects[number * 11 % len(self.words.subjects)]
        sender = self.senders[number * 17 % SENDERS]
        symbol = f"{number % 3_000}/CV-M{number % 97}"
        arrival = None if letter.state == "arrived" or letter.direction == "outgoing" else number
        urgency = "urgent" if number % 11 == 0 else "normal"
        at, due = moment(letter.at), moment(letter.due_at)
        done = moment(min(letter.at + timedelta(days=6), self.now))
        facts = (letter.direction, staff.agency, letter.state, letter.source, "CV", "Công văn")
        issued = (None, symbol, str(letter.at.date()), sender, "H99.0", urgency, arrival)
        desk = letter.steps[-1][0]
        closed = done if letter.closed else None
        self._add(
            Document,
            (uid(7, number), 1, *facts, subject, *issued, desk, at, due, closed),
        )
        listed = (letter.direction, subject, symbol, sender, urgency, arrival, letter.state)
        self._route(letter, at, due, done, (*listed, number % 3))
        self.rows[SearchText].append(
            (self.first_text + number, "document", number, folded, self.words.body(number), 1)
        )
        self._beside(letter, (subject, folded))
        if letter.is_shown:
            self._show(letter, at)
        elif number % LOG_SAMPLE == 0:
            self._log(number, at, sender)

    def _beside(self, letter: Letter, words: tuple[str, str]) -> None:
        """Every tenth letter is the source of a task; what was registered stands in a register."""
        is_registered = letter.direction == "incoming" and letter.state != "arrived"
        if letter.staff is self.large and is_registered:
            self.duties.enter(letter.number, letter.at)
        if letter.number % TASK_IN == 0 and (owed := self.duties.task(letter.number, words)):
            self._count(owed[0], Duty.TASK_CARRY_OUT, is_read=owed[1])

    def _count(self, desk: int, duty: Duty, *, is_read: bool) -> None:
        count = self.counts.setdefault((desk, duty), [0, 0])
        count[0] += 1
        count[1] += not is_read

    def _route(
        self, letter: Letter, at: str | None, due: str | None, done: str | None, listed: Row
    ) -> None:
        before, seen = None, set()
        for desk, duty, state, was_read in letter.steps:
            read = done if was_read else None
            ended = None if state in ("open", "handed") else done
            number = self.ids[Routing] + 1
            origin = (uid(8, number), letter.number, desk, before, None, duty.value, state)
            self._add(Routing, (*origin, at, read, due, ended, *listed))
            if state == "open":
                self._count(desk, duty, is_read=was_read)
            if desk not in seen:
                seen.add(desk)
                ended = done if letter.closed else None
                self._add(Participation, (letter.number, desk, duty.value, at, ended))
            before = desk

    def _show(self, letter: Letter, at: str | None) -> None:
        """What the page of a letter shows beside the letter itself."""
        number = letter.number
        self._log(number, at, "Nguyễn Văn An")
        for place, role in enumerate(("main", "annex")):
            name, kind = f"{role}-{number}.pdf", "application/pdf"
            values = (number, role, name, kind, f"{number:064x}", 80_000, place, at)
            self._add(DocumentFile, (uid(9, self.ids[DocumentFile] + 1), *values))
        receiver = {"desk": "Phòng mẫu", "desk_id": letter.staff.heads[0], "duty": "lead"}
        receivers = json.dumps({"rows": [receiver | {"due_at": None}]}, ensure_ascii=False)
        given = ("Nguyễn Văn An", "Giám đốc", "Chủ trì tham mưu trả lời.", receivers, at)
        made = (uid(10, number), number, "direction", letter.staff.leader, *given)
        self._add(Directive, made)

    def _log(self, number: int, at: str | None, name: str) -> None:
        for line in range(LOG_LINES):
            act = ACTS[line % len(ACTS)]
            self._add(ProgressEntry, (number, at, act, name, "Chuyên viên", f"Bước {line + 1}"))
