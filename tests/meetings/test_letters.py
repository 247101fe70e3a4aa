"""The letter of invitation is a document of the register; once issued it calls the meeting."""

from datetime import timedelta

import pytest

from documents import operations as documents
from documents import queries as register
from meetings import operations, queries
from meetings.models import ItemKind, MeetingState, Part
from office import clock
from office.accounts.models import Notice
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from tests import build
from tests.documents import stages
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    made = meetings.planned(snv, purpose="Bàn kế hoạch.", requirements="Đọc trước tài liệu.")
    point = operations.Point(title="Kế hoạch quý", presenter="Phòng Kế hoạch")
    operations.add_item(made, point, by=snv.official)
    guest = operations.Seat(
        part=Part.INVITED,
        name="Trần Khách",
        organisation="Hội Nông dân",
        address="khach@hoi.example",
    )
    operations.invite_person(made, guest, by=snv.official)
    return made


def document_of(letter, snv):
    return register.visible_document(letter.document_uid, snv.official)


def test_the_letter_says_what_was_planned_to_those_who_are_asked(snv, meeting):
    letter = operations.draft_letter(meeting, by=snv.official)
    document = document_of(letter, snv)
    draft = register.draft_of(document)
    assert (document.type_code, document.subject) == ("giay-moi", meeting.title)
    fields = draft.content["fields"]
    local = clock.to_local(meeting.starts_at)
    assert f"{local:%d/%m/%Y}" in fields["time"]
    assert "Trần Khách" in fields["invited"]
    assert snv.head.name in fields["invited"]
    assert snv.leader.name in fields["chair"]
    assert fields["venue"] == meeting.place
    for words in ("Bàn kế hoạch.", "1. Kế hoạch quý (Phòng Kế hoạch trình bày).", "Đọc trước"):
        assert words in draft.content["body"]
    assert [code.partition(":")[0] for code in draft.recipients].count("mailto") == 1
    assert any(code.startswith("desk:") for code in draft.recipients)
    assert draft.signer_desk_id == snv.desks["leader"].id  # the chair, who may sign it


def test_a_guest_gets_the_letter_through_the_register_of_his_agency(snv, meeting):
    build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    seat = operations.Seat(part=Part.INVITED, name="Lê Khách", organisation="sở tài chính ")
    operations.invite_person(meeting, seat, by=snv.official)
    draft = register.draft_of(document_of(operations.draft_letter(meeting, by=snv.official), snv))
    assert "H99.7" in draft.recipients


def test_the_issued_letter_calls_the_meeting(snv, meeting):
    letter = operations.draft_letter(meeting, by=snv.official)
    assert meeting.state == MeetingState.DRAFT
    stages.issue(document_of(letter, snv), snv)
    assert meeting.state == MeetingState.INVITED
    assert letter.issued_at is not None
    kinds = [line.kind for line in queries.events_of(meeting)]
    assert kinds[-2:] == ["letter_issued", "called"]


def test_another_document_calls_nothing(snv, meeting):
    operations.draft_letter(meeting, by=snv.official)
    stages.issued(snv)
    assert meeting.state == MeetingState.DRAFT


def test_one_plan_has_one_letter_and_a_changed_one_may_have_another(snv, meeting):
    first = operations.draft_letter(meeting, by=snv.official)
    with pytest.raises(Refusal):
        operations.draft_letter(meeting, by=snv.official)
    documents.cancel_draft(document_of(first, snv), by=snv.official)
    second = operations.draft_letter(meeting, by=snv.official)
    starts = meeting.starts_at + timedelta(days=1)
    later = meetings.plan(starts_at=starts, ends_at=starts + timedelta(hours=1))
    operations.change_plan(meeting, later, by=snv.official)
    third = operations.draft_letter(meeting, by=snv.official)
    assert queries.letters_of(meeting) == [third, second, first]
    assert third.sequence > second.sequence


def test_a_letter_with_a_former_hour_calls_nobody(snv, meeting):
    letter = operations.draft_letter(meeting, by=snv.official)
    starts = meeting.starts_at + timedelta(days=1)
    later = meetings.plan(starts_at=starts, ends_at=starts + timedelta(hours=1))
    operations.change_plan(meeting, later, by=snv.official)
    stages.issue(document_of(letter, snv), snv)
    assert (meeting.state, letter.issued_at is not None) == (MeetingState.DRAFT, True)
    told = db.session.query(Notice).filter_by(kind="meetings.old_letter").all()
    assert [one.desk_id for one in told] == [snv.official.desk_id]
    assert told[0].facts["number"] == meeting.code


def test_a_letter_needs_a_chair_and_time(snv, meeting):
    bare = operations.plan_meeting(meetings.plan(), by=snv.official)
    with pytest.raises(Forbidden):
        operations.draft_letter(bare, by=snv.official)
    with pytest.raises(Forbidden):
        operations.draft_letter(meeting, by=snv.head)
    starts = clock.now() + timedelta(hours=5)
    soon = meetings.planned(snv, starts_at=starts, ends_at=starts + timedelta(hours=1))
    with pytest.raises(Invalid):
        operations.draft_letter(soon, by=snv.official)


def test_an_item_about_a_person_is_told_by_its_kind_alone(snv):
    made = meetings.planned(snv, is_restricted=True)
    named = {"title": "Kỷ luật ông Nguyễn Văn Mẫu", "presenter": "Ông Nguyễn Văn Mẫu"}
    point = operations.Point(kind=ItemKind.PERSONNEL, **named)
    operations.add_item(made, point, by=snv.official)
    document = document_of(operations.draft_letter(made, by=snv.official), snv)
    body = register.draft_of(document).content["body"]
    assert "1. Công tác cán bộ." in body
    assert "Nguyễn Văn Mẫu" not in body
    assert document.is_restricted
