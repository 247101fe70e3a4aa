"""Four hundred letters over three months, made by the operations themselves at past moments."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from mail import operations
from mail.demo import bytes as made
from mail.demo.bytes import Person, Sheet
from mail.demo.texts import texts
from mail.jobs.judging import Found, is_automatic
from mail.jobs.telling import kept_of
from mail.models import BoxKind, Mailbox, MailItem, Unseen
from mail.operations import Envelope, Judged
from mail.queries import primary_addresses
from office import blobs, clock
from office.db import db, transaction
from office.demo import Demo, demo_step, in_turn
from office.foreign.letters import Letter, letters
from office.i18n import _l
from office.permissions import SYSTEM

SEED, DAYS, BATCH = 41, 88, 50
COUNT = 400
INSIDE, NEWS, FOREIGN = 230, 36, 16
READ_AFTER = timedelta(days=2)
PASSED = {"spf": "pass", "dkim": [{"result": "pass"}], "dmarc": "pass", "arc": "none"}
FAILED = {"spf": "fail", "dkim": [], "dmarc": "fail", "policy": "quarantine", "arc": "none"}


@dataclass(frozen=True)
class Post:
    """A letter on its way: its bytes are made of the sheet, or given as they are."""

    sheet: Sheet
    listener: str = "mx"
    raw: bytes = b""
    hold: str = ""
    verdicts: tuple[tuple[str, Any], ...] = tuple(PASSED.items())

    @property
    def data(self) -> bytes:
        """What came over the wire."""
        return self.raw or made.written(self.sheet)


@dataclass(frozen=True)
class Boxes:
    """Who writes and reads: people of each agency, and its clerks' desk."""

    people: dict[int, list[Person]]
    desks: dict[int, Person]


@demo_step(150, "letters", label=_l("Letters of three months"))
def build_letters(demo: Demo) -> None:
    """Letters lie in the boxes as if the demo had been in use; the old ones have been read."""
    chance = random.Random(SEED)  # noqa: S311 - the same letters each time
    posts = sorted(plan(chance, boxes_now()), key=lambda post: post.sheet.at)
    for page in in_turn([posts[at : at + BATCH] for at in range(0, COUNT, BATCH)], demo.tell):
        bring(page)
    _have_read()


def boxes_now() -> Boxes:
    """The personal boxes and the clerks' of the agencies with a domain."""
    rows = list(db.session.scalars(select(Mailbox).order_by(Mailbox.id)))
    addresses = primary_addresses([one.id for one in rows])
    people: dict[int, list[Person]] = {}
    desks: dict[int, Person] = {}
    for one in rows:
        who = (one.name, addresses.get(one.id, ""))
        if not who[1]:
            continue
        if one.kind is BoxKind.PERSON:
            people.setdefault(one.agency_id, []).append(who)
        elif who[1].startswith("vanthu@"):
            desks[one.agency_id] = who
    return Boxes({key: row for key, row in people.items() if len(row) > 1}, desks)


# ------------------------------------------------------------------------------- the plan


class Writer:
    """Gives every letter its moment, its number and its name; the same each time."""

    def __init__(self, chance: random.Random, boxes: Boxes) -> None:
        self.chance, self.boxes = chance, boxes
        self.count = 0

    def moment(self) -> datetime:
        """A minute of the three months, in hours of work."""
        day = clock.now() - timedelta(days=self.chance.uniform(0.1, DAYS))
        local = clock.to_local(day).replace(
            hour=self.chance.randint(7, 16), minute=self.chance.randint(0, 59)
        )
        return min(local, clock.to_local(clock.now()) - timedelta(minutes=5))

    def sheet(
        self, sender: Person, to: Sequence[Person], subject: str, text: str, at: datetime
    ) -> Sheet:
        """A letter with its gaps filled."""
        self.count += 1
        facts = {
            "month": f"tháng {at:%m/%Y}",
            "day": f"{at + timedelta(days=6):%d/%m/%Y}",
            "number": str(100 + self.count),
            "to": to[0][0],
        }
        name = f"<demo.{self.count}@{sender[1].partition('@')[2]}>"
        return Sheet(sender, tuple(to), subject.format(**facts), text.format(**facts), at, name)

    def answer(self, before: Sheet, sender: Person, text: str) -> Sheet:
        """An answer some hours later, to who wrote."""
        later = min(
            before.at + timedelta(hours=self.chance.uniform(0.3, 20)),
            clock.to_local(clock.now()) - timedelta(minutes=1),
        )
        subject = before.subject if before.subject.startswith("Re: ") else f"Re: {before.subject}"
        found = self.sheet(sender, [before.sender], "x", text, later)
        return replace(found, subject=subject, about=(*before.about, before.message_id))


def plan(chance: random.Random, boxes: Boxes) -> list[Post]:
    """Exactly so many letters: odd ones first, then bulletins, the foreign, inside, outside."""
    writer = Writer(chance, boxes)
    posts = list(_odd(writer))
    for make, count in ((_news, NEWS), (_foreign, FOREIGN)):
        posts += [make(writer) for _number in range(count)]
    inside: list[Post] = []
    while len(inside) < INSIDE:
        inside += _conversation(writer)
    posts += inside[:INSIDE]
    while len(posts) < COUNT:
        posts += _from_outside(writer)
    return posts[:COUNT]


def _agency(writer: Writer) -> tuple[list[Person], Person]:
    """The best staffed agency gets most of it."""
    ids = sorted(writer.boxes.desks, key=lambda one: -len(writer.boxes.people.get(one, ())))
    weights = [12, *(3 for _one in ids[1:])]
    chosen = writer.chance.choices(ids, weights=weights)[0]
    desk = writer.boxes.desks[chosen]
    return writer.boxes.people.get(chosen, [desk]), desk


def _conversation(writer: Writer) -> list[Post]:
    people, desk = _agency(writer)
    subject, turns = writer.chance.choice(texts().inside)
    circle = writer.chance.sample(people, min(3, len(people)))
    others = [*circle[1:], desk] if writer.chance.random() < 0.3 else circle[1:] or [desk]
    first = writer.sheet(circle[0], others, subject, turns[0], writer.moment())
    posts = [Post(first, "submission", verdicts=())]
    for number, turn in enumerate(turns[1:]):
        sender = circle[(number + 1) % len(circle)]
        before = posts[-1].sheet
        said = writer.answer(before, sender, turn)
        others = [one for one in circle if one != sender] or [desk]
        posts.append(Post(replace(said, to=tuple(others)), "submission", verdicts=()))
    return posts


def _from_outside(writer: Writer) -> list[Post]:
    people, desk = _agency(writer)
    sender = tuple(writer.chance.choice(texts().senders))
    subject, text = writer.chance.choice(texts().outside)
    to = desk if writer.chance.random() < 0.75 else writer.chance.choice(people)
    sheet = writer.sheet((sender[0], sender[1]), [to], subject, text, writer.moment())
    draw = writer.chance.random()
    if draw < 0.25:
        sheet = replace(sheet, files=(("cong-van.pdf", made.pdf()),))
    elif draw < 0.4:
        sheet = replace(sheet, files=(("so-lieu.xlsx", made.table()),))
    posts = [Post(sheet)]
    if writer.chance.random() < 0.15:
        said = writer.answer(sheet, to, writer.chance.choice(texts().answers))
        posts.append(Post(said, "submission", verdicts=()))
    return posts


def _news(writer: Writer) -> Post:
    people, _desk = _agency(writer)
    subject, name, address, text = writer.chance.choice(texts().news)
    to = writer.chance.choice(people)
    sheet = writer.sheet((name, address), [to], subject, text, writer.moment())
    listed = (("List-Id", f"<{address.replace('@', '.')}>"), ("Precedence", "bulk"))
    return Post(replace(sheet, more=listed))


def _foreign(writer: Writer) -> Post:
    people, desk = _agency(writer)
    subject, name, address, text = writer.chance.choice(texts().foreign)
    to = desk if writer.chance.random() < 0.5 else writer.chance.choice(people)
    return Post(writer.sheet((name, address), [to], subject, text, writer.moment()))


def _odd(writer: Writer) -> Iterator[Post]:
    """One signed, one broken, one that lies about its charset, one held back."""
    _people, desk = _agency(writer)
    outside = texts().outside
    sender: Person = ("Cao Thị Ký", "ky.ct@kysomau.example")
    plain = [
        writer.sheet(sender, [desk], subject, text, clock.now() - timedelta(days=days))
        for (subject, text), days in zip(outside[:4], (1, 4, 6, 2), strict=True)
    ]
    yield Post(plain[0], raw=made.signed(plain[0], "Trung tâm Chữ ký số mẫu"))
    yield Post(plain[1], raw=made.broken(plain[1]))
    yield Post(plain[2], raw=made.lying(plain[2]))
    yield Post(plain[3], hold="dmarc_junk", verdicts=tuple(FAILED.items()))


# ------------------------------------------------------------------------------ delivery


def bring(posts: Sequence[Post]) -> None:
    """Bring a page of letters to its boxes; one limited child reads all of them."""
    stored = [blobs.put(post.data) for post in posts]
    db.session.rollback()  # no transaction stays open while the child reads
    with tempfile.TemporaryDirectory(prefix="demo-letters-") as name:
        folder = Path(name)
        told = letters([blobs.path_of(one.sha256) for one in stored], into=folder)
        for post, bits, letter in zip(posts, stored, told, strict=True):
            with clock.standing_at(post.sheet.at):
                _deliver(post, bits, letter, folder)


def _deliver(post: Post, stored: blobs.Stored, letter: Letter, folder: Path) -> None:
    """As a worker does it: who signed is asked while no transaction is open."""
    arrival = operations.take_in(_envelope(post, stored), by=SYSTEM)
    found = Found(
        Judged(post.hold, is_automatic(letter, arrival.envelope_from)), dict(post.verdicts)
    )
    kept = kept_of(arrival, letter, found, folder)
    operations.deliver(arrival, kept, found.judged, by=SYSTEM)


def _envelope(post: Post, stored: blobs.Stored) -> Envelope:
    sheet = post.sheet
    return Envelope(
        key=f"demo:{sheet.message_id}",
        listener=post.listener,
        envelope_from=sheet.sender[1],
        recipients=[{"address": address} for _name, address in sheet.to],
        sha256=stored.sha256,
        size=stored.size,
        received_at=sheet.at,
    )


def _have_read() -> None:
    """Nobody comes back to three months of unread mail."""
    old = select(MailItem.id).where(MailItem.placed_at < clock.now() - READ_AFTER)
    with transaction():
        db.session.execute(delete(Unseen).where(Unseen.item_id.in_(old)))
