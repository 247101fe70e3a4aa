"""Who has database, system columns, journal, logs and a backup links no voter with a paper.

The same attacker finds every voter in a house that keeps papers in a second table.
"""

import io
import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from meetings import operations
from meetings.jobs.wiping import wipe_ballots
from meetings.models import BallotBox, Part
from meetings.queries import people_of
from meetings.voting import sealed
from meetings.voting.counting import MOTION
from office import backup, clock, log, repeats, snapshots, traces
from office.actor import cookie_name
from office.config import current_settings
from office.db import db, is_sqlite
from tests import build
from tests.documents.pages import Reader
from tests.meetings import attacker, votes
from tests.meetings import house as meetings
from tests.office.test_traces import PATIENT

SEED = 20261123
PLAIN = b'["for"]'


@dataclass
class Stolen:
    """What the attacker carries away, and the truth that he wants to know."""

    voters: list = field(default_factory=list)
    truth: dict = field(default_factory=dict)
    papers: dict = field(default_factory=dict)
    public: bytes = b""
    box: BallotBox | None = None
    paths: list = field(default_factory=list)
    log: str = ""
    before: dict = field(default_factory=dict)
    opened: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)
    closed: dict = field(default_factory=dict)
    raw_open: bytes = b""
    raw_closed: bytes = b""
    raw_wiped: bytes = b""
    copy: Path | None = None
    backup: Path | None = None
    secrets: list = field(default_factory=list)


@pytest.fixture
def stolen(lasting_app, tmp_path, monkeypatch):
    """Twenty vote in secret over HTTP; everything is taken while open, after closing, and wiped."""
    monkeypatch.setattr(sealed, "COST", 2**8)
    monkeypatch.setattr(traces, "LOOKS", PATIENT)
    heard = io.StringIO()
    monkeypatch.setattr(sys, "stderr", heard)
    with lasting_app.app_context():
        settings = current_settings()
        log.configure(settings.model_copy(update={"testing": False}))
        try:
            found = _voted(lasting_app, tmp_path)
        finally:
            log.configure(settings)
        found.log = heard.getvalue()
        yield found


def _voted(app, tmp_path):
    snv, stc = build.agency(), build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    meeting = meetings.planned(snv)
    able = [*snv.people.values(), *stc.people.values()]
    there = {one.person_id for one in people_of(meeting)}
    for actor in able:
        if actor.person_id not in there:
            operations.invite_person(meeting, meetings.seat(actor, Part.MEMBER), by=snv.official)
    operations.call(meeting, by=snv.official)
    operations.open_session(meeting, by=snv.leader)
    for one in people_of(meeting):
        operations.mark_present(one, by=snv.official)
    box = votes.secret(snv, meeting)
    found = Stolen(box=box, public=box.public_key)
    found.before = taken()
    chance = random.Random(SEED)  # noqa: S311 - the same votes in every run
    voting = [one for one in able if str(votes.place(meeting, one).uid) in box.entitled][:20]
    chance.shuffle(voting)
    for actor in voting:
        place, choice = votes.place(meeting, actor), chance.choice(MOTION)
        path = f"/api/v1/meetings/{meeting.uid}/votes/{box.uid}/paper"
        answer = Reader(app, actor).client.post(
            path, json={"choice": [choice]}, headers={"Idempotency-Key": "one"}
        )
        assert answer.json == {"counts": True}
        found.voters.append(attacker.Voter(place.id, clock.now()))
        found.truth[place.id] = choice
        found.paths.append(path)
    db.session.rollback()
    found.opened, found.raw_open = taken(), raw(app)
    found.papers = {row["participant_id"]: row["sealed"] for row in found.opened["ballot_cast"]}
    found.copy = tmp_path / f"copy of {snapshots.copy_name()}"
    snapshots.copy_database(found.copy)
    found.backup = backup.make(current_settings())
    operations.close_box(box, by=snv.leader)
    tellers = [Reader(app, one) for one in (snv.official, snv.clerk)]
    path = f"/meetings/{meeting.uid}/votes/{box.uid}"
    for one, pin in zip(tellers, votes.PINS, strict=True):
        one.post(f"{path}/half", pin=pin)
    db.session.rollback()
    found.waiting = taken()
    found.secrets = [one.client.get_cookie(cookie_name()).value for one in tellers]
    tellers[0].post(f"{path}/count")
    db.session.rollback()
    db.session.refresh(box)
    found.closed, found.raw_closed = taken(), raw(app)
    wipe_ballots({})
    found.raw_wiped = raw(app)
    return found


def taken():
    """The dump with system columns."""
    engine = create_engine(db.engine.url)
    try:
        return attacker.dump(engine)
    finally:
        engine.dispose()


def raw(_app):
    """The bytes of the database: file and journal, or the files of all tables."""
    if is_sqlite():
        file = Path(db.engine.url.database)
        return b"".join(one.read_bytes() for one in sorted(file.parent.glob(file.name + "*")))
    admin = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        place = Path(connection.scalar(text("SHOW data_directory")))
        names = connection.scalars(
            text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't')")
        ).all()
    admin.dispose()
    return b"".join((place / name).read_bytes() for name in names if name)


def journal():
    """The write-ahead log of a server."""
    with db.engine.connect() as connection:
        place = Path(connection.exec_driver_sql("SHOW data_directory").scalar())
    return b"".join(one.read_bytes() for one in (place / "pg_wal").glob("0*"))


def test_who_has_everything_but_the_pins_links_no_voter(stolen, tmp_path, request):
    result = stolen.box.result
    assert sum(result["votes"].values()) == len(stolen.voters) == 20
    assert result["votes"] == {one: list(stolen.truth.values()).count(one) for one in MOTION}
    for rows in (stolen.opened, stolen.closed):
        assert attacker.links(rows, stolen.before, stolen.voters, stolen.truth) == []
    _finds_no_plain_paper(stolen)
    _cannot_guess_papers(stolen)
    _cannot_guess_hashes(stolen)
    _cannot_open_a_half_that_waits(stolen)
    address = "" if is_sqlite() else request.getfixturevalue("new_postgres")()
    _a_restored_backup_tells_no_more(stolen, tmp_path / "restored", address)
    _what_is_let_go_is_gone(stolen)
    _finds_everybody_in_a_naive_house(stolen)


def _finds_no_plain_paper(stolen):
    papers = [bytes(one)[:32] for one in stolen.papers.values()]
    assert all(one in stolen.raw_open for one in papers), "we look at the right bytes"
    everything = [stolen.raw_open, stolen.raw_closed, stolen.copy.read_bytes()]
    if not is_sqlite():
        everything.append(journal())
        assert papers[0] in everything[-1], "we look at the right journal"
    for said in (PLAIN, *(pin.encode() for pin in votes.PINS)):
        assert not any(said in one for one in [*everything, stolen.log.encode()])
    assert stolen.log.count("/paper") >= len(stolen.voters), "we look at the right log"
    told = [line for line in stolen.log.splitlines() if '"for"' in line or "against" in line]
    assert told == []


def _cannot_guess_papers(stolen):
    """The public key alone seals the same choice otherwise each time."""
    box = stolen.box.uid.bytes
    guessed = {sealed.cast(stolen.public, [choice], box=box, voter=b"") for choice in MOTION}
    assert not guessed & {bytes(one) for one in stolen.papers.values()}
    assert len({len(one) for one in stolen.papers.values()}) == 1


def _cannot_guess_hashes(stolen):
    """A hash of what was sent, kept anywhere, would be one of three."""
    bodies = [json.dumps({"choice": [choice]}).encode() for choice in MOTION]
    bodies += [
        json.dumps({"choice": [choice]}, separators=(",", ":")).encode() for choice in MOTION
    ]
    guessed = {
        repeats.digest("POST", f"{path}{end}", body.hex())
        for path in stolen.paths
        for body in bodies
        for end in ("", "?")
    }
    kept = {str(value) for row in stolen.opened["kept_call"] for value in row.values()}
    assert len(stolen.opened["kept_call"]) == len(stolen.voters), "we look at the right rows"
    assert not guessed & kept


def _cannot_open_a_half_that_waits(stolen):
    """Both PINs were given; both halves are sealed to sessions, and no word here is one of them."""
    rows, box = stolen.waiting["ballot_half"], stolen.box.uid.bytes
    keys = {bytes(row["key"]) for row in rows}
    opens = {sealed.public_of(sealed.session_key(one.encode(), box=box)) for one in stolen.secrets}
    assert keys == opens, "we try the right way"
    assert sorted(row["handed"] is not None for row in rows) == [False, True]
    tried = {key.read_bytes().strip() for key in current_settings().data_dir.glob("*.key")}
    for table in ("session", "account", "ballot_half", "ballot_box", "audit_event"):
        tried |= {as_bytes(one) for row in stolen.waiting[table] for one in row.values() if one}
    assert len(tried) > 100
    for secret in tried:
        assert sealed.public_of(sealed.session_key(secret, box=box)) not in keys


def as_bytes(value):
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def _a_restored_backup_tells_no_more(stolen, folder, address):
    """The whole backup of the open box, put into another database with the key that opens it."""
    settings = current_settings()
    given = {"data_dir": folder, "database_url": address}
    given["backup_key_file"] = backup.key_of(settings)
    assert backup.restore(stolen.backup, settings.model_copy(update=given)) == []
    engine = create_engine(address or f"sqlite:///{folder / 'office.db'}")
    rows = attacker.dump(engine)
    engine.dispose()
    papers = {bytes(row["sealed"]) for row in rows["ballot_cast"]}
    assert papers == {bytes(one) for one in stolen.papers.values()}, "it is of the open box"
    assert attacker.links(rows, {}, stolen.voters, stolen.truth) == []


def _what_is_let_go_is_gone(stolen):
    """Papers and key are in no file of the database any more, not even on its free pages."""
    assert not any(bytes(one)[:32] in stolen.raw_wiped for one in stolen.papers.values())
    halves = [row["first_half"][16:] for row in stolen.opened["ballot_box"]]
    assert all(bytes(one) in stolen.raw_open for one in halves)
    assert not any(bytes(one) in stolen.raw_wiped for one in halves)
    assert all(row["sealed"] is None for row in stolen.closed["ballot_cast"])
    voted = [row["participant_id"] for row in stolen.closed["ballot_cast"]]
    assert voted == sorted(voted), "the rows stand in the order of the list, not of the voting"
    assert len({row.get("_xmin") for row in stolen.closed["ballot_cast"]}) == 1


def _finds_everybody_in_a_naive_house(stolen):
    """Papers in a table of their own, written in the same transaction as who voted."""
    engine = create_engine(db.engine.url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE naive_voter (participant_id INTEGER)"))
        connection.execute(text("CREATE TABLE naive_paper (choice TEXT)"))
    for voter in stolen.voters:
        with engine.begin() as connection:
            given = {"place": voter.place, "choice": stolen.truth[voter.place]}
            connection.execute(text("INSERT INTO naive_voter VALUES (:place)"), given)
            connection.execute(text("INSERT INTO naive_paper VALUES (:choice)"), given)
    rows = attacker.dump(engine)
    engine.dispose()
    found = attacker.links(rows, {}, stolen.voters, stolen.truth, cast_table="naive_voter")
    ways = {way for way, feature in found if feature == "choice"}
    assert "naive_paper in the order of voting, by place" in ways
    assert is_sqlite() or "naive_paper by transaction" in ways


def test_the_attacker_knows_what_tells_on_people():
    voters = [attacker.Voter(place, clock.now()) for place in range(6)]
    truth = {one.place: MOTION[one.place % 2] for one in voters}
    cast = [{"participant_id": one.place, "sealed": None} for one in voters]
    kept = {"ballot_cast": cast, "paper": [{"votes": [truth[one.place] for one in voters]}]}
    named = [row | {"choice": truth[row["participant_id"]]} for row in cast]
    long = [row | {"sealed": b"x" * len(truth[row["participant_id"]])} for row in cast]
    for rows, way in (
        ({"ballot_cast": named}, ("own row", "choice")),
        ({"ballot_cast": long}, ("own row", "length of sealed")),
        (kept, ("paper.votes in order", "item")),
    ):
        assert way in attacker.links(rows, {}, voters, truth)
    assert attacker.links({"ballot_cast": cast}, {}, voters, truth) == []
