"""The public progress log: what a code opens, and all that it does not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bench.readers import counted
from documents import operations, queries
from documents.forms import asking
from documents.models import ProgressCode, Sender
from documents.operations.incoming import Registration
from documents.queries.progress import SIGNS, Standing
from office import clock
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal, Throttled
from tests import build
from tests.documents.pages import Reader, path_of, words

CITIZEN = {"issuer_code": "", "issuer_name": "Trần Thị Mẫu", "identifier": ""}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def letter(snv):
    """A citizen's letter in the hands of an official."""
    return build.handed_on(snv, **CITIZEN)


@pytest.fixture
def code(snv, letter):
    return operations.give_progress_code(letter, Sender.CITIZEN, by=snv.clerk)


def steps(code):
    return [(line.step.value, line.unit) for line in queries.public_progress(code).lines]


def test_the_steps_are_told_by_unit(code):
    assert steps(code) == [
        ("received", "Sở Nội vụ"),
        ("presented", "Sở Nội vụ"),
        ("assigned", "Phòng Công chức"),
        ("handled", "Phòng Công chức"),
    ]


def test_a_code_has_a_hundred_bits_and_only_its_hash_is_kept(code):
    signs = code.replace("-", "")
    assert re.fullmatch(r"([0-9A-Z]{4}-){4}[0-9A-Z]{4}", code)
    assert set(signs) <= set(SIGNS)
    assert len(SIGNS) == 32
    (row,) = db.session.execute(select(ProgressCode.__table__)).mappings()
    assert signs not in str(dict(row))
    assert signs not in str([line.facts for line in db.session.scalars(select(AuditEvent))])


def test_a_code_may_be_typed_as_people_type(code):
    for typed in (code.lower(), code.replace("-", " "), f" {code} "):
        assert queries.public_progress(typed) is not None


def test_signs_that_look_alike_are_one(snv, letter, monkeypatch):
    monkeypatch.setattr("documents.operations.progress.secrets.choice", lambda _signs: "0")
    operations.give_progress_code(letter, Sender.BUSINESS, by=snv.clerk)
    assert queries.public_progress("OOOO-oooo-0000-OOOO-0000") is not None


def test_a_new_receipt_makes_the_old_code_worthless(snv, letter, code):
    second = operations.give_progress_code(letter, Sender.CITIZEN, by=snv.clerk)
    assert queries.public_progress(code) is None
    assert queries.public_progress(second) is not None


def test_a_withdrawn_code_opens_nothing(snv, letter, code):
    operations.withdraw_progress_code(letter, "Cấp nhầm người", by=snv.clerk)
    assert queries.public_progress(code) is None
    with pytest.raises(Refusal):
        operations.withdraw_progress_code(letter, "Lần nữa", by=snv.clerk)


def test_what_is_restricted_later_is_closed_at_once(letter, code):
    with transaction():
        letter.is_restricted = True
    assert queries.public_progress(code) is None


@pytest.mark.parametrize(
    "facts", [CITIZEN | {"is_restricted": True}, {"issuer_code": "000.00.00.G98"}]
)
def test_denunciations_and_letters_of_agencies_get_no_code(snv, facts):
    document = build.registered(snv, **facts)
    with pytest.raises(Refusal):
        operations.give_progress_code(document, Sender.CITIZEN, by=snv.clerk)


def test_what_is_not_registered_gets_no_code(snv):
    document = build.arrived(snv, **CITIZEN)
    with pytest.raises(Refusal):
        operations.give_progress_code(document, Sender.CITIZEN, by=snv.clerk)
    assert not queries.has_progress_code(document)


def test_only_the_clerk_prints_receipts_and_says_why_a_code_is_withdrawn(snv, letter, code):
    with pytest.raises(Forbidden):
        operations.give_progress_code(letter, Sender.CITIZEN, by=snv.leader)
    with pytest.raises(Forbidden):
        operations.withdraw_progress_code(letter, "Vì", by=snv.head)
    with pytest.raises(Invalid):
        operations.withdraw_progress_code(letter, " ", by=snv.clerk)
    acts = set(db.session.scalars(select(AuditEvent.act)))
    assert "incoming.progress_code" in acts


def test_the_deadline_is_told_and_kept_or_not(snv):
    now = clock.now()
    document = build.arrived(snv, **CITIZEN)
    given = Registration(subject="Đơn đề nghị", due_at=now + timedelta(days=3))
    operations.register_incoming(document, given, by=snv.clerk)
    code = operations.give_progress_code(document, Sender.CITIZEN, by=snv.clerk)
    assert queries.public_progress(code).standing is Standing.IN_TIME
    with clock.standing_at(now + timedelta(days=9)):
        assert queries.public_progress(code).standing is Standing.LATE
    assert queries.public_progress(code).due_at == document.due_at


def test_a_finished_matter_says_so(snv, letter, code):
    operations.complete(letter, "Đã trả lời trực tiếp.", by=snv.official)
    found = queries.public_progress(code)
    assert found.standing is Standing.DONE
    assert found.lines[-1].step.value == "completed"


# -------------------------------------------------------------------------------- pages


def asked(house, code):
    client = house.test_client()
    token = re.search(r'name="_token" value="([^"]+)"', client.get("/progress").text)[1]
    return client.post(
        "/progress", data={"_token": token, "code": code}, headers={"Accept-Language": "en"}
    )


def test_the_page_shows_steps_and_neither_names_nor_contents(house, snv, letter, code):
    answer = asked(house, code)
    said = words(answer)
    assert answer.status_code == 200
    assert "Phòng Công chức" in said
    assert "In work" in said
    people = [actor.name for actor in snv.people.values()]
    told = [letter.subject, letter.issuer_name, letter.symbol, "Dự thảo trả lời", code[:4]]
    without_field = re.sub(r"<input[^>]*>", "", answer.text)
    assert [one for one in [*people, *told] if one in without_field] == []


def test_wrong_and_withdrawn_codes_hear_the_same(house, snv, letter, code):
    operations.withdraw_progress_code(letter, "Cấp nhầm", by=snv.clerk)
    wrong = "0000-0000-0000-0000-0000"
    answers = [asked(house, one) for one in (code, wrong)]
    plain = [re.sub(r'value="[^"]*"', "", one.text) for one in answers]
    assert [one.status_code for one in answers] == [404, 404]
    assert plain[0] == plain[1]
    queries.public_progress(wrong)
    costs = []
    for one in (code, wrong):
        with counted(house) as statements:
            queries.public_progress(one)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_no_search_engine_and_no_other_site_learns_of_it(house):
    answer = house.test_client().get("/progress")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_guesses_is_slowed_down_and_who_knows_is_not(snv, code):
    for _try in range(asking.BY_NETWORK.free):
        assert asking.asked(code, visitor="192.0.2.7") is not None
        asking.asked("0000", visitor="192.0.2.7")
    with pytest.raises(Throttled):
        asking.asked(code, visitor="192.0.2.9")
    assert asking.asked(code, visitor="198.51.100.7") is not None


def test_a_throttled_page_says_when_to_come_again(house, monkeypatch):
    monkeypatch.setattr(asking, "BY_NETWORK", asking.throttle.Limit(0, *[timedelta(minutes=1)] * 2))
    asked(house, "0000")
    answer = asked(house, "0000")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="0000"' in answer.text


def test_other_sites_read_it_as_json_with_the_code_in_a_header(house, code):
    client = house.test_client()
    answer = client.get("/api/v1/progress", headers={"Progress-Code": code})
    assert answer.status_code == 200
    assert [step["step"] for step in answer.json["steps"]][:2] == ["received", "presented"]
    assert set(answer.json) == {
        *("agency", "received_at", "standing", "due_at", "closed_at", "steps")
    }
    wrong = client.get("/api/v1/progress", headers={"Progress-Code": "0000"})
    assert wrong.status_code == 404
    assert wrong.content_type == "application/problem+json"


def test_the_receipt_is_a_paper_whose_picture_leads_to_the_page(house, snv, letter):
    clerk = Reader(house, snv.clerk)
    assert "Receipt for the sender" in clerk.get(path_of(letter))
    page = clerk.post(path_of(letter, "receipt"), 200, sender="citizen")
    code = re.search(r"([0-9A-Z]{4}-){4}[0-9A-Z]{4}", page)[0]
    assert "<svg" in page
    assert "/progress" in page
    assert asked(house, code).status_code == 200
    assert "worthless" in clerk.get(path_of(letter, "receipt"))
    clerk.post(path_of(letter, "receipt", "withdrawal"), text="Mất giấy")
    assert asked(house, code).status_code == 404


def test_the_receipt_asks_who_sent_it(house, snv, letter):
    page = Reader(house, snv.clerk).post(path_of(letter, "receipt"), 422)
    assert "Choose a citizen or a business." in page
    assert not queries.has_progress_code(letter)


def test_the_receipt_is_not_offered_where_no_code_is_given(house, snv):
    agencies = build.registered(snv)
    assert "Receipt for the sender" not in Reader(house, snv.clerk).get(path_of(agencies))
