"""Mailboxes of the large agency with their mail, threads, unread marks and texts to be found."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.fill.papers import moment
from bench.fill.people import SINCE, People, Row, uid
from bench.fill.texts import Words, person_name
from bench.sizes import Size
from mail.models import (
    MailAddress,
    Mailbox,
    MailDomain,
    MailItem,
    MailMessage,
    MailThread,
    Unseen,
)
from office.search import SearchText, _first_id

DOMAIN_NAME = "bench.example"
CHUNK = 20_000
YEARS = timedelta(days=3 * 365)
SENDERS = 800
AT_DESK_IN = 20  # mails
LIGHT = 250
SIZE = 8_192
SEEN_WORDS = 200  # characters of a preview
INBOX_OF_TEN, UNREAD_IN, ANSWERS_IN = 8, 5, 3
ELSEWHERE = ("archive", "sent", "junk")

DOMAIN = "id uid agency_id name shown opened_at proved_at".split()
BOX = "id uid agency_id kind person_id desk_id name opened_at".split()
ADDRESS = "id uid folded shown domain_id mailbox_id kind valid_from".split()
THREAD = "id uid".split()
MESSAGE = (
    "id uid thread_id sha256 size message_id sent_at received_at sender_name sender_address "
    "to_people subject preview has_files is_outside"
).split()
ITEM = (
    "id uid mailbox_id message_id thread_id folder placed_at number changed size is_answered"
).split()
UNSEEN = "item_id person_id mailbox_id folder".split()
SEARCH = "id object_class object_id title_folded body_folded version".split()
COLUMNS: dict[type, list[str]] = {
    MailDomain: DOMAIN,
    Mailbox: BOX,
    MailAddress: ADDRESS,
    MailThread: THREAD,
    MailMessage: MESSAGE,
    MailItem: ITEM,
    Unseen: UNSEEN,
    SearchText: SEARCH,
}


class Mails:
    """Makes all rows; a person's box bears the person's number, the clerks' box the next one."""

    def __init__(self, size: Size, people: People, now: datetime) -> None:
        self.size, self.large = size, people.staff[0]
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.words = Words()
        self.senders = [person_name(number) for number in range(SENDERS)]
        self.first_text = _first_id("mail")
        self.threads = 0
        self.numbers: dict[int, int] = {}
        self.last_thread: dict[int, int] = {}
        self.rows: dict[type, list[Row]] = {model: [] for model in COLUMNS}
        self.heavy, self.light = self.large.officials[:2]
        self.desk_box = size.large_people + 1
        self.others = [
            one for one in range(1, size.large_people + 1) if one not in {self.heavy, self.light}
        ]

    def chunks(self) -> Iterator[dict[type, list[Row]]]:
        """All rows, a few ten thousand at a time; the boxes with their counts come last."""
        start, step = self.now - YEARS, YEARS / self.size.documents
        self.rows[MailDomain].append(
            (1, uid(20, 1), self.large.agency, DOMAIN_NAME, DOMAIN_NAME, SINCE, SINCE)
        )
        for number in range(1, self.size.documents + 1):
            self._mail(number, (start + step * number).replace(microsecond=0))
            if number % CHUNK == 0:
                yield self._taken()
        for box in range(1, self.desk_box + 1):
            self._box(box)
        yield self._taken()

    def _taken(self) -> dict[type, list[Row]]:
        rows, self.rows = self.rows, {model: [] for model in COLUMNS}
        return rows

    def _box(self, box: int) -> None:
        is_desk = box == self.desk_box
        whose = ("desk", None, self.large.clerk) if is_desk else ("person", box, None)
        name = "Văn thư" if is_desk else person_name(box)
        address = f"box{box}@{DOMAIN_NAME}"
        self.rows[Mailbox].append((box, uid(21, box), self.large.agency, *whose, name, SINCE))
        self.rows[MailAddress].append(
            (box, uid(22, box), address, address, 1, box, "primary", SINCE)
        )

    def box_of(self, number: int) -> int:
        """Whose a mail is: a tenth is the heavy official's, a twentieth the clerks'."""
        if number % (self.size.documents // self.size.heavy) == 0:
            return self.heavy
        if number % AT_DESK_IN == 1:
            return self.desk_box
        if number % max(2, self.size.documents // LIGHT) == 3:
            return self.light
        return self.others[number * 7_919 % len(self.others)]

    def _mail(self, number: int, at: datetime) -> None:
        box = self.box_of(number)
        thread = self._thread(box, number)
        place = self.numbers[box] = self.numbers.get(box, 0) + 1
        said = moment(at)
        subject, folded = self.words.subjects[number * 11 % len(self.words.subjects)]
        body = self.words.body(number)
        sender = self.senders[number * 17 % SENDERS]
        address = f"nguoi{number * 17 % SENDERS}@donvi.example"
        to = json.dumps([{"name": "", "address": f"box{box}@{DOMAIN_NAME}"}])
        files, outside = int(number % 4 == 0), int(number % 3 == 0)
        facts = (number, uid(24, number), thread, f"{number:064x}", SIZE)
        came = (f"<{number}@donvi.example>", said, said, sender, address, to)
        shown = (subject, body[:SEEN_WORDS], files, outside)
        self.rows[MailMessage].append((*facts, *came, *shown))
        is_in = number // 7 % 10 < INBOX_OF_TEN
        folder = "inbox" if is_in else ELSEWHERE[number % len(ELSEWHERE)]
        lies = (number, uid(25, number), box, number, thread, folder, said)
        self.rows[MailItem].append((*lies, place, place, SIZE, int(number % 9 == 0)))
        if is_in and place % UNREAD_IN == 0:
            person = self.large.clerk if box == self.desk_box else box
            self.rows[Unseen].append((number, person, box, folder))
        self.rows[SearchText].append(
            (self.first_text + number, "mail", number, folded, f"zbox{box} {body}", 2)
        )

    def _thread(self, box: int, number: int) -> int:
        """Every third mail answers the one before it in its box."""
        if number % ANSWERS_IN == 0 and box in self.last_thread:
            return self.last_thread[box]
        self.threads += 1
        self.rows[MailThread].append((self.threads, uid(23, self.threads)))
        self.last_thread[box] = self.threads
        return self.threads
