"""Three months of work, made by the operations themselves at past moments."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import update

from documents import operations
from documents.compose.content import Content, Kind, Signer
from documents.compose.form import compose_form
from documents.demo.staff import Staff, working_agencies
from documents.demo.texts import markdown
from documents.models import Document, Duty, FileRole, Source, Urgency
from documents.operations.files import PDF, NewFile
from documents.operations.incoming import Assignment, Registration
from documents.operations.intake import Arrival
from documents.policy.lines import owes
from office import blobs, clock, law
from office.accounts.models import Notice
from office.clock import LOCAL
from office.db import db, transaction
from office.demo import in_turn
from office.demo_data import (
    DemoAgency,
    DemoDraft,
    DemoExternal,
    DemoSubject,
    agencies,
    bodies,
    bodies_for,
    external_agencies,
    filled,
    incoming_subjects,
    outgoing_subjects,
    phrases,
    printed_heading,
    urgency_weights,
)
from office.permissions import SYSTEM, Actor
from office.units import queries as units

INCOMING, OUTGOING = 210, 90
DAYS = 90
SEED = 30
AGREED = "Thống nhất với nội dung tham mưu."  # a text of record, Vietnamese for every reader
QUESTIONS = (  # what is asked about a draft, Vietnamese for every reader
    "Đề nghị cho ý kiến về nội dung dự thảo.",
    "Xin ý kiến về số liệu tại mục 2 và phụ lục kèm theo.",
    "Đề nghị rà soát phần nhiệm vụ giao cho đơn vị mình và thời hạn thực hiện.",
    "Xin ý kiến về căn cứ pháp lý và thẩm quyền ban hành.",
)
STAGES = ("completed", "processing", "assigned", "presented", "registered", "arrived", "refused")
WEIGHTS = (52, 14, 12, 8, 5, 5, 4)
URGENCIES = dict(zip(("normal", "urgent", "very-urgent", "most-urgent"), Urgency, strict=True))
Tell = Callable[[int, int], None]


class Issuer(NamedTuple):
    """Who sent a paper."""

    name: str
    code: str
    symbol: str
    heading: tuple[str, ...]
    place: str


class Days:
    """Working moments, one after the other."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    @contextmanager
    def later(self, minutes: int) -> Iterator[None]:
        """Do something some minutes later, in hours of work and never in the future."""
        wanted = at_work(self.at + timedelta(minutes=minutes))
        self.at = min(wanted, max(self.at, last_at_work()))
        with clock.standing_at(self.at):
            yield


def at_work(at: datetime) -> datetime:
    """The moment itself in hours of work, else one in the first hour of the next morning."""
    local = clock.to_local(at)
    hours = law.office_hours(local.date())
    if clock.is_working_day(local.date()) and hours.opens <= local.time() <= hours.closes:
        return at
    is_early = clock.is_working_day(local.date()) and local.time() < hours.opens
    day = local.date() if is_early else clock.add_working_days(local.date(), 1)
    return datetime.combine(day, hours.opens, LOCAL) + timedelta(minutes=local.minute)


def last_at_work() -> datetime:
    """A minute ago, or the end of the last day of work while nobody works."""
    now = clock.now() - timedelta(minutes=1)
    if at_work(now) == now:
        return now
    today = clock.to_local(now).date()
    is_over = clock.is_working_day(today) and now > clock.end_of_work(today)
    return clock.end_of_work(today if is_over else clock.add_working_days(today, -1))


def write_history(tell: Tell) -> None:
    """Make every document, oldest first; `tell` hears how many of how many are done."""
    chance = random.Random(SEED)  # noqa: S311 - the same history each time
    houses = working_agencies()
    plan = sorted(_plan(chance, houses), key=lambda step: step[0])
    for start, make in in_turn(plan, tell):
        make(Days(start))
    _forget_old_news()


def _forget_old_news() -> None:
    """Nobody comes back to hundreds of notices: what is older than a day has been read."""
    yesterday = clock.now() - timedelta(days=1)
    with transaction():
        db.session.execute(
            update(Notice)
            .where(Notice.created_at < yesterday, Notice.read_at.is_(None))
            .values(read_at=yesterday)
        )


def _plan(
    chance: random.Random, houses: list[Staff]
) -> Iterator[tuple[datetime, Callable[[Days], None]]]:
    today = clock.today()
    subjects = incoming_subjects(today)
    drafts = outgoing_subjects(today)
    for number in range(INCOMING):
        house = _some_house(chance, houses)
        subject = subjects[number % len(subjects)]
        yield _moment(chance, today), _incoming(chance, house, subject, number)
    for number in range(OUTGOING):
        house = houses[0] if number % 3 else _some_house(chance, houses)
        draft = drafts[number % len(drafts)]
        yield _moment(chance, today), _outgoing(chance, house, draft)


def _some_house(chance: random.Random, houses: list[Staff]) -> Staff:
    return chance.choices(houses, weights=[len(one.heads) * 3 + 1 for one in houses])[0]


def _moment(chance: random.Random, today: date) -> datetime:
    day = today - timedelta(days=int(DAYS * (1 - chance.random() ** 0.7)) + 1)
    while not clock.is_working_day(day):
        day -= timedelta(days=1)
    at = time(8 + chance.randrange(8), chance.randrange(60))
    return datetime.combine(day, at, LOCAL)


def _incoming(
    chance: random.Random, house: Staff, subject: DemoSubject, number: int
) -> Callable[[Days], None]:
    stage = chance.choices(STAGES, WEIGHTS)[0]
    seed = chance.random()

    def make(days: Days) -> None:
        dice = random.Random(seed)  # noqa: S311 - the same history each time
        with days.later(0):
            document = operations.receive_locally(_arrival(dice, house, subject, number), by=SYSTEM)
        _carry(dice, house, document, stage, days)

    return make


def _carry(dice: random.Random, house: Staff, document: Document, stage: str, days: Days) -> None:
    if stage == "arrived":
        return
    with days.later(dice.randrange(5, 90)):
        if stage == "refused":
            operations.refuse(document, dice.choice(phrases().refusals), by=house.clerk)
            return
        operations.register_incoming(document, _registration(document), by=house.clerk)
    if stage == "registered":
        return
    leader = dice.choice(house.leaders)
    reader = _first_reader(dice, house, leader) if stage == "presented" else leader
    with days.later(dice.randrange(5, 120)):
        operations.present(document, reader.desk_id or 0, by=house.clerk)
    if stage != "presented" and house.heads:
        _work(dice, house, document, leader, stage, days)


def _first_reader(dice: random.Random, house: Staff, leader: Actor) -> Actor:
    """Some papers wait for the office head, who proposes a direction."""
    return dice.choice([leader, *house.office_heads])


def _work(  # noqa: PLR0913, PLR0917 - the cast of one scene
    dice: random.Random, house: Staff, document: Document, leader: Actor, stage: str, days: Days
) -> None:
    room = dice.choice(house.rooms())
    with days.later(dice.randrange(20, 400)):
        operations.direct(
            document, _direction(dice, room), _receivers(dice, house, room), by=leader
        )
    people = house.officials.get(room, [])
    if stage == "assigned" or not people:
        return
    official = dice.choice(people)
    text = dice.choice(phrases().unit_directives).format_map(_gaps(room, official.name))
    with days.later(dice.randrange(20, 600)):
        operations.hand_on(document, official.desk_id or 0, text, by=house.heads[room])
    if stage == "completed":
        with days.later(dice.randrange(600, 6000)):
            _contribute(house, document)
            closing = dice.choice(phrases().closings).format_map(_gaps(room, official.name))
            operations.complete(document, closing, by=official)


def _contribute(house: Staff, document: Document) -> None:
    """The cooperating rooms answer before the lead completes."""
    for head in house.heads.values():
        if owes(head, document, Duty.COOPERATE):
            operations.report_cooperation(document, AGREED, by=head)


def _gaps(room: int, official: str = "") -> dict[str, str]:
    due = clock.add_working_days(clock.today(), 5)
    return {"lead": units.name_of(room), "official": official, "due": f"{due:%d/%m/%Y}"}


def _direction(dice: random.Random, room: int) -> str:
    return dice.choice(phrases().directives).format_map(_gaps(room))


def _receivers(dice: random.Random, house: Staff, room: int) -> list[Assignment]:
    days = dice.choice((3, 5, 7, 10))
    due = clock.end_of_work(clock.add_working_days(clock.today(), days))
    rows = [Assignment(house.heads[room].desk_id or 0, Duty.LEAD, due)]
    others = [one for one in house.rooms() if one != room]
    dice.shuffle(others)
    for other, duty in zip(
        others[: dice.randrange(3)], (Duty.COOPERATE, Duty.INFORM), strict=False
    ):
        rows.append(Assignment(house.heads[other].desk_id or 0, duty, due))
    return rows


def _registration(document: Document) -> Registration:
    return Registration(document.subject, document.urgency, document.due_at)


def _arrival(dice: random.Random, house: Staff, subject: DemoSubject, number: int) -> Arrival:
    issuer = _issuer(dice, subject)
    kind = law.document_type(subject.type)
    printed = f"{100 + number * 7 % 900}"
    notation = "-".join(part for part in (kind.abbreviation, issuer.symbol) if part)
    on = clock.today()
    return Arrival(
        agency_id=house.agency_id,
        source=Source.UPLOAD,
        subject=subject.text,
        type_name=kind.vi,
        symbol=f"{printed}/{notation}",
        issuer_name=issuer.name,
        issuer_code=issuer.code,
        issued_on=on - timedelta(days=dice.randrange(1, 4)),
        files=(_paper(subject, issuer, printed, notation),),
        urgency=_urgency(dice, subject.urgency),
        due_on=clock.add_working_days(on, dice.choice((5, 7, 10, 15))),
        identifier=f"{issuer.code},{on:%Y/%m/%d},{printed}/{notation}",
    )


def _urgency(dice: random.Random, given: str) -> Urgency:
    weights = urgency_weights()
    name = given or dice.choices(list(weights), list(weights.values()))[0]
    return URGENCIES.get(name, Urgency.NORMAL)


def _issuer(dice: random.Random, subject: DemoSubject) -> Issuer:
    key = dice.choice(subject.issuers)
    known: dict[str, DemoExternal | DemoAgency] = {row.key: row for row in external_agencies()}
    row = (known | {one.key: one for one in agencies()})[key]
    return Issuer(row.vi, row.organ_id, row.symbol, printed_heading(row), row.place)


def _paper(subject: DemoSubject, issuer: Issuer, number: str, notation: str) -> NewFile:
    kind = law.document_type(subject.type)
    texts = bodies_for(subject.type) or bodies()
    gaps = {
        "type": kind.vi,
        "number": number,
        "date": f"{clock.today():%d/%m/%Y}",
        "sender": issuer.name,
        "subject": subject.text,
        "agency": issuer.name,
    }
    made = compose_form(
        Content(
            kind=Kind(kind.vi, kind.abbreviation, kind.template),
            agency=issuer.heading[-1],
            parent_agency=" ".join(issuer.heading[:-1]),
            notation=notation,
            number=number,
            issued_on=clock.today(),
            place=issuer.place,
            year=clock.today().year,
            subject=subject.text,
            body=markdown(filled(texts[len(subject.text) % len(texts)].blocks, **gaps)),
            signers=(Signer(("THỦ TRƯỞNG CƠ QUAN",), "Nguyễn Văn Mẫu"),),
            recipients=("Như trên",),
        )
    )
    stored = blobs.put(made.pdf)
    return NewFile(f"{number}.pdf", PDF, stored.sha256, stored.size, FileRole.MAIN)


def _outgoing(chance: random.Random, house: Staff, draft: DemoDraft) -> Callable[[Days], None]:
    stage = chance.choices(("draft", "asked", "cancelled"), (6, 3, 1))[0]
    seed = chance.random()

    def make(days: Days) -> None:
        dice = random.Random(seed)  # noqa: S311 - the same history each time
        people = [one for row in house.officials.values() for one in row] or house.leaders
        drafter = dice.choice(people)
        with days.later(0):
            document = operations.start_draft(subject=draft.text, type_code=draft.type, by=drafter)
            operations.save_form(document, form_of(draft, document), by=drafter)
        with days.later(dice.randrange(60, 600)):
            _go_on(dice, house, document, drafter, stage)

    return make


def form_of(draft: DemoDraft, document: Document) -> dict[str, object]:
    """The form source of a demo draft."""
    texts = bodies_for(draft.type) or bodies()
    gaps = {
        "type": document.type_name,
        "number": "208/CCĐS",
        "date": f"{clock.today() - timedelta(days=6):%d/%m/%Y}",
        "sender": "Cục Chuyển đổi số mẫu",
        "subject": draft.text,
        "agency": document.issuer_name,
    }
    return {
        "type_code": draft.type,
        "subject": draft.text,
        "body": markdown(filled(texts[len(draft.text) % len(texts)].blocks, **gaps)),
        "addressees": ["Các cơ quan, đơn vị thuộc tỉnh"],
        "copies": ["Như trên"],
        "legal_basis": [],
        "recipients": ["H99"],
        "urgency": Urgency.NORMAL.value,
    }


def _go_on(
    dice: random.Random, house: Staff, document: Document, drafter: Actor, stage: str
) -> None:
    if stage == "cancelled":
        operations.cancel_draft(document, by=drafter)
    elif stage == "asked" and house.heads:
        head = dice.choice(list(house.heads.values()))
        question = dice.choice(QUESTIONS)
        operations.ask_opinion(document, [head.desk_id or 0], question, by=drafter)
