"""The acts at the pages: each form does its verb, says what is wrong, and loses nothing."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.forms.phrases import phrases_for
from documents.models import Document, DocumentState, Duty
from office import clock
from office.accounts import operations as accounts
from office.accounts.queries import posts_of
from office.actor import by_token
from office.db import db
from office.units.models import Tenure
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def state_of(document):
    db.session.expire_all()
    return db.session.get_one(Document, document.id).state


def desk(snv, part):
    return str(snv.desks[part].uid)


# --------------------------------------------------------------------------- the clerk


def test_one_form_registers_and_presents(house, snv):
    document = build.arrived(snv)
    clerk = Reader(house, snv.clerk)
    assert "Next number: 1" in clerk.get(path_of(document, "registration"))
    led = clerk.post(
        path_of(document, "registration"),
        subject="Về việc đã sửa",
        urgency="urgent",
        due="3",
        present_to=desk(snv, "leader"),
    )
    assert led == path_of(document)
    assert state_of(document) is DocumentState.PRESENTED
    page = clerk.get(led)
    assert "Về việc đã sửa" in page
    assert "Arrival no. 1" in page


def test_register_and_next_leads_to_the_next_arrival(house, snv):
    first = build.arrived(snv)
    second = build.arrived(snv, symbol="2/BHC", identifier="2")
    led = Reader(house, snv.clerk).post(
        path_of(first, "registration"), subject="Một", due="none", next="1"
    )
    assert led == path_of(second, "registration")


def test_what_cannot_be_taken_comes_back_with_what_was_typed(house, snv):
    document = build.arrived(snv)
    page = Reader(house, snv.clerk).post(
        path_of(document, "registration"),
        status=422,
        subject="",
        note="Lời ghi dài",
        due="other",
        due_on="",
    )
    assert "Pick a day." in page
    assert "Lời ghi dài" in page
    assert state_of(document) is DocumentState.ARRIVED


def test_a_form_sent_twice_acts_once(house, snv):
    document = build.arrived(snv)
    clerk = Reader(house, snv.clerk)
    page = clerk.get(path_of(document, "registration"))
    once = re.search(r'name="_once" value="([^"]+)"', page)[1]
    typed = {"subject": "Một lần", "due": "none", "_once": once}
    first = clerk.post(path_of(document, "registration"), **typed)
    assert clerk.post(path_of(document, "registration"), **typed) == first
    assert clerk.get("/documents/books/print?book=incoming").count("Một lần") == 1


def test_many_are_presented_at_once_and_the_others_are_named(house, snv):
    documents = [
        build.registered(snv, symbol=f"{n}/BHC", identifier=str(n), subject=f"Số {n}")
        for n in range(3)
    ]
    operations.present(documents[2], snv.desks["leader"].id, by=snv.clerk)
    clerk = Reader(house, snv.clerk)
    chosen = [str(document.uid) for document in documents]
    query = "&".join(f"chosen={uid}" for uid in chosen)
    assert "Số 1" in clerk.get(f"/documents/many/presentation?{query}")
    typed = {"chosen": chosen, "present_to": desk(snv, "deputy"), "go": "1"}
    page = clerk.post("/documents/many/presentation", status=200, **typed)
    assert {state_of(document) for document in documents} == {DocumentState.PRESENTED}
    assert "2 of 3 done" in page
    assert page.index("Số 2") < page.index("Số 1")


def test_many_are_registered_at_once(house, snv):
    documents = [build.arrived(snv, symbol=f"{n}/BHC", identifier=str(n)) for n in range(3)]
    Reader(house, snv.clerk).post(
        "/documents/many/registration",
        chosen=[str(one.uid) for one in documents],
        present_to=desk(snv, "leader"),
        go="1",
    )
    assert [one.arrival_no for one in fresh(documents)] == [1, 2, 3]


def fresh(documents):
    db.session.expire_all()
    return [db.session.get_one(Document, document.id) for document in documents]


def test_a_refusal_needs_a_reason(house, snv):
    document = build.arrived(snv)
    clerk = Reader(house, snv.clerk)
    page = clerk.post(path_of(document, "refusal"), status=422, text=" ")
    assert "Say it in one sentence." in page
    clerk.post(path_of(document, "refusal"), text="Gửi nhầm nơi nhận.")
    assert state_of(document) is DocumentState.REFUSED
    assert "Gửi nhầm nơi nhận." in clerk.get(path_of(document))


def test_what_was_presented_can_be_taken_back(house, snv):
    document = build.presented(snv)
    Reader(house, snv.clerk).post(path_of(document, "taking-back"))
    assert state_of(document) is DocumentState.REGISTERED


def test_a_paper_is_entered_with_its_scan(house, snv):
    clerk = Reader(house, snv.clerk)
    clerk.get("/documents/incoming/new")
    led = clerk.post(
        "/documents/incoming/new",
        issuer="Công dân",
        subject="Đơn kiến nghị",
        type_name="Công văn",
        scan=(io.BytesIO(PNG), "don.png"),
    )
    assert led.endswith("/registration")
    assert "Đơn kiến nghị" in clerk.get(led)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("name", "data"),
    [("don.png", b"MZ\x90\x00" + b"0" * 64), ("don.exe", b"MZ"), ("don.pdf", b"x")],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(house, snv, name, data):
    page = Reader(house, snv.clerk).post(
        "/documents/incoming/new",
        status=422,
        issuer="Công dân",
        subject="Đơn kiến nghị",
        type_name="Công văn",
        scan=(io.BytesIO(data), name),
    )
    assert 'href="#scan"' in page
    assert "Đơn kiến nghị" in page


# ------------------------------------------------------------------------- direction


def test_a_proposal_is_the_ticks_the_leader_begins_with(house, snv):
    document = build.registered(snv)
    operations.present(document, snv.desks["office_head"].id, by=snv.clerk)
    office_head = Reader(house, snv.office_head)
    office_head.get(path_of(document, "proposal"))
    office_head.post(
        path_of(document, "proposal"),
        text="Kính trình.",
        lead=desk(snv, "head"),
        due="5",
        leader=desk(snv, "leader"),
    )
    page = Reader(house, snv.leader).get(path_of(document, "direction"))
    assert re.search(rf'name="lead" value="{desk(snv, "head")}"[^>]* checked', page)


def test_a_direction_assigns_and_every_desk_finds_its_duty(house, snv):
    document = build.presented(snv)
    Reader(house, snv.leader).post(
        path_of(document, "direction"),
        text="Chủ trì, tham mưu.",
        lead=desk(snv, "head"),
        cooperate=[desk(snv, "other_head")],
        inform=[desk(snv, "official")],
        due="5",
    )
    assert state_of(document) is DocumentState.ASSIGNED
    assert "Handle as lead" in Reader(house, snv.head).get("/")
    assert "Cooperate" in Reader(house, snv.other_head).get("/")
    assert "Take note" in Reader(house, snv.official).get("/")


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("lead", "Choose one lead unit."), ("text", "Say it in one sentence.")],
)
def test_a_direction_says_what_is_missing_and_keeps_the_ticks(house, snv, left_out, said):
    document = build.presented(snv)
    typed = {"text": "Chủ trì.", "lead": desk(snv, "head"), "inform": desk(snv, "other_head")}
    typed[left_out] = ""
    page = Reader(house, snv.leader).post(path_of(document, "direction"), status=422, **typed)
    assert said in page
    assert re.search(rf'name="inform" value="{desk(snv, "other_head")}"[^>]* checked', page)


def test_the_picker_searches_without_a_script_and_keeps_text_and_ticks(house, snv):
    document = build.presented(snv)
    page = Reader(house, snv.leader).post(
        path_of(document, "direction"),
        status=200,
        again="search",
        search="ke hoach",
        text="Dang viet",
        lead=desk(snv, "head"),
    )
    assert "Phòng Kế hoạch" in page
    assert "Dang viet" in page
    assert re.search(rf'name="lead" value="{desk(snv, "head")}"[^>]* checked', page)
    assert document.state is DocumentState.PRESENTED


def test_looking_for_an_adviser_keeps_the_question_and_asks_nobody(house, snv):
    document = stages.drafted(snv)
    page = Reader(house, snv.official).post(
        path_of(document, "opinions"),
        status=200,
        again="search",
        search="ke hoach",
        question="Số liệu đúng chưa?",
        desk=desk(snv, "head"),
    )
    assert "Số liệu đúng chưa?" in page
    assert re.search(rf'name="desk" value="{desk(snv, "head")}"[^>]* checked', page)
    assert queries.opinions_on(document) == []


@pytest.mark.parametrize("act", ["direction", "clerk-return"])
def test_a_phrase_is_added_without_a_script(house, snv, act):
    document = build.presented(snv)
    phrase = phrases_for("direction" if act == "direction" else "return")[0]
    path = path_of(document, act)
    page = Reader(house, snv.leader).post(path, 200, phrase=phrase.short, text="Phòng A.")
    assert f"Phòng A. {phrase.text}" in page
    assert document.state is DocumentState.PRESENTED


@pytest.mark.parametrize("act", ["direction", "clerk-return"])
def test_no_button_of_a_form_puts_it_into_the_address(house, snv, act):
    document = build.presented(snv)
    page = Reader(house, snv.leader).get(path_of(document, act))
    assert 'name="_token"' in page
    assert "formmethod" not in page


def test_a_deadline_in_the_past_is_refused(house, snv):
    document = build.presented(snv)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page = Reader(house, snv.leader).post(
        path_of(document, "direction"),
        status=422,
        text="Chủ trì.",
        lead=desk(snv, "head"),
        due="other",
        due_on=yesterday,
    )
    assert "Choose a later day." in page


# --------------------------------------------------------------------------- handling


def test_the_head_hands_on_to_officials_of_the_own_unit_only(house, snv):
    document = build.assigned(snv)
    head = Reader(house, snv.head)
    page = head.get(path_of(document, "handing-on"))
    assert desk(snv, "official") in page
    assert desk(snv, "other_official") not in page
    head.post(path_of(document, "handing-on"), status=422, lead=desk(snv, "other_official"))
    head.post(path_of(document, "handing-on"), lead=desk(snv, "official"), text="Dự thảo.")
    assert "Handle as lead" in Reader(house, snv.official).get("/")


@pytest.mark.parametrize(
    ("reader", "tail", "then"),
    [
        ("leader", "clerk-return", DocumentState.REGISTERED),
        ("head", "leader-return", DocumentState.PRESENTED),
        ("official", "giving-back", DocumentState.PROCESSING),
        ("official", "completion", DocumentState.COMPLETED),
    ],
)
def test_returns_and_completion_carry_their_words(house, snv, reader, tail, then):
    made = {"leader": build.presented, "head": build.assigned, "official": build.handed_on}
    document = made[reader](snv)
    person = Reader(house, getattr(snv, reader))
    person.get(path_of(document, tail))
    person.post(path_of(document, tail), text="Không thuộc chức năng.")
    assert state_of(document) is then
    assert "Không thuộc chức năng." in Reader(house, snv.leader).get(path_of(document))


def test_giving_back_is_offered_to_whom_it_was_handed_on(house, snv):
    document = build.assigned(snv)
    tail = path_of(document, "giving-back")
    assert tail not in Reader(house, snv.head).get(path_of(document))
    operations.hand_on(document, snv.desks["official"].id, "Dự thảo.", by=snv.head)
    assert tail in Reader(house, snv.official).get(path_of(document))


def test_a_deputy_who_closed_what_he_saw_for_the_desk_alone_is_led_to_his_work(house, snv):
    document = build.handed_on(snv)
    deputy = standing_in(house, snv.other_official, snv.official)
    deputy.get(path_of(document))
    assert deputy.post(path_of(document, "completion"), text="Đã trả lời.") == "/"
    assert "The handling is completed" in deputy.get("/")
    deputy.get(path_of(document), status=404)


def standing_in(house, deputy, principal):
    """The deputy's browser, at the principal's desk by a delegation."""
    now = clock.now()
    given = accounts.give_delegation(
        db.session.get_one(Tenure, deputy.tenure_id),
        valid_from=now,
        valid_to=now + timedelta(days=1),
        reason="Đi công tác",
        by=principal,
    )
    reader = Reader(house, deputy)
    post = next(one for one in posts_of(deputy.person_id) if one.value == str(given.uid))
    accounts.choose_post(post, by=by_token(reader.opened.token).actor)
    return reader


def test_cooperation_and_taking_note_end_the_duty(house, snv):
    others = [("other_head", Duty.COOPERATE), ("colleague", Duty.INFORM)]
    document = build.assigned(snv, others=others)
    other_head, colleague = Reader(house, snv.other_head), Reader(house, snv.colleague)
    other_head.post(path_of(document, "cooperation"), text="Đã gửi số liệu.")
    colleague.post(path_of(document, "acknowledgement"))
    for reader in (other_head, colleague):
        assert "Nothing is waiting for you" in reader.get("/")


def test_the_reply_is_a_draft_that_knows_its_question(house, snv):
    document = build.handed_on(snv)
    official = Reader(house, snv.official)
    led = official.post(path_of(document, "reply"))
    reply = db.session.scalars(select(Document).where(Document.answers_id == document.id)).one()
    assert led == path_of(reply, "draft")
    assert "Bộ Hành chính mẫu" in official.get(led)
    assert queries.draft_of(reply).recipients == [document.issuer_code]


LEFT_BEHIND = [
    ("clerk", build.registered, "registration", "Waiting to be presented"),
    ("clerk", build.registered, "refusal", "Waiting to be presented"),
    ("clerk", build.presented, "presentation", "Waiting for a direction"),
    ("clerk", stages.numbered, "numbering", "Numbered, waiting for the seal"),
    ("clerk", stages.numbered, "drafter-return", "Numbered, waiting for the seal"),
    ("clerk", stages.issued, "seal", "Issued"),
    ("official", stages.submitted, "draft", "Waiting for the signature"),
    ("official", stages.submitted, "opinions", "Waiting for the signature"),
    ("official", stages.submitted, "submission", "Waiting for the signature"),
    ("official", stages.submitted, "cancellation", "Waiting for the signature"),
]


@pytest.mark.parametrize("left", LEFT_BEHIND, ids=lambda left: left[2])
def test_a_form_that_was_left_behind_leads_to_the_document(house, snv, left):
    part, stage, page, state = left
    document = stage(snv)
    reader = Reader(house, getattr(snv, part))
    answer = reader.answer(path_of(document, page))
    assert (answer.status_code, answer.location) == (303, path_of(document))
    assert f"stands at “{state}”" in reader.get(path_of(document))
