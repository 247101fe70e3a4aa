"""Receivers chosen at the page, kept as groups, followed after the issue."""

from datetime import timedelta

import pytest

from documents import operations, queries
from documents.models import Channel, DispatchState, TaskOrigin, TaskOutcome, Urgency
from documents.operations.receivers import due_for, mail_code, paper_code, recipient_of
from documents.queries import Asked
from office import clock, outbox
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.documents import stages, tasks
from tests.documents.pages import Reader, path_of

DELIVERIES = "/documents/deliveries"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def stc(snv):
    return build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")


def issued(snv, *receivers):
    document = stages.sealed(snv)
    operations.choose_receivers(document, receivers, by=snv.clerk)
    operations.issue(document, by=snv.clerk)
    return document


def receivers_of(document):
    return queries.draft_of(document).recipients


def test_receivers_are_found_without_accents_and_added_one_by_one(house, snv, stc):
    draft = stages.drafted(snv)
    reader, path = Reader(house, snv.official), path_of(draft, "receivers")
    reader.post(path, remove="H99.2")
    assert receivers_of(draft) == []
    assert 'value="H99.2"' in reader.get(f"{path}?q=so+tai+chinh")
    reader.post(path, add="H99.2")
    reader.post(path, mail="to.truong@example.vn", mail_name="Tổ trưởng")
    reader.post(path, paper_name="Ông Nguyễn Văn A", paper_address="Thôn 3, xã Lam Giang")
    channels = [recipient_of(code).channel for code in receivers_of(draft)]
    assert channels == [Channel.LOCAL, Channel.MAIL, Channel.PAPER]
    page = reader.get(path)
    assert "Tổ trưởng" in page
    assert "Thôn 3, xã Lam Giang" in page
    assert "not printed among the receivers" in page
    assert "is not a mail address" in reader.post(path, 422, mail="khong phai")
    assert "needs a name and an address" in reader.post(path, 422, paper_name="Ai đó")


def test_own_units_are_offered_and_foreign_desks_refused(house, snv, stc):
    draft = stages.drafted(snv)
    page = Reader(house, snv.official).get(f"{path_of(draft, 'receivers')}?q=phong+ke+hoach")
    own = f"desk:{snv.desks['other_head'].id}"
    assert f'value="{own}"' in page
    operations.choose_receivers(draft, [own], by=snv.official)
    assert acts_on(draft)[-1] == "outgoing.addressed"
    for code in (f"desk:{stc.desks['head'].id}", "desk:99999"):
        with pytest.raises(Invalid):
            operations.choose_receivers(draft, [code], by=snv.official)


def test_who_may_choose_and_until_when(snv, stc):
    draft = stages.drafted(snv)
    with pytest.raises(Forbidden):
        operations.choose_receivers(draft, ["H99.2"], by=snv.clerk)
    document = stages.sealed(snv)
    with pytest.raises(Forbidden):
        operations.choose_receivers(document, ["H99.2"], by=snv.official)
    operations.choose_receivers(document, ["H99.2", "H99.2", " "], by=snv.clerk)
    assert receivers_of(document) == ["H99.2"]
    operations.issue(document, by=snv.clerk)
    with pytest.raises(Refusal):
        operations.choose_receivers(document, [], by=snv.clerk)


def test_a_group_is_kept_used_and_changed(house, snv, stc):
    draft = stages.drafted(snv)
    operations.choose_receivers(draft, ["H99.2", mail_code("a@example.vn")], by=snv.official)
    reader = Reader(house, snv.official)
    place = reader.post("/documents/groups", document=str(draft.uid), name="Các sở")
    (group,) = queries.groups_for(snv.official)
    assert group.members == receivers_of(draft)
    other = stages.drafted(snv)
    operations.choose_receivers(other, [], by=snv.official)
    reader.post(path_of(other, "receivers"), group=str(group.uid))
    assert receivers_of(other) == group.members
    reader.post(place, remove="H99.2", name="Các sở, ngành")
    db.session.refresh(group)
    assert (group.name, len(group.members)) == ("Các sở, ngành", 1)
    assert queries.groups_for(snv.colleague) == []
    with pytest.raises(NotFound):
        queries.group_by_uid(group.uid, snv.clerk)
    assert "Write a name" in reader.post("/documents/groups", 422, name=" ")
    reader.post(f"{place}/removal")
    assert queries.groups_for(snv.official) == []


def test_a_group_of_the_agency_is_the_clerks(snv, stc):
    with pytest.raises(Forbidden):
        operations.make_group("Các sở", ["H99.2"], by=snv.official)
    made = operations.make_group("Các sở", ["H99.2"], by=snv.clerk)
    assert queries.groups_for(snv.official) == [made]
    assert queries.groups_for(stc.official) == []
    with pytest.raises(Forbidden):
        operations.change_group(made, "Khác", [], by=snv.official)
    with pytest.raises(Forbidden):
        operations.drop_group(made, by=snv.official)
    operations.drop_group(made, by=snv.clerk)


def test_the_clock_of_a_delivery_is_the_stricter_rule(snv):
    document = stages.sealed(snv)
    due = clock.to_local(due_for(document))
    assert (due.hour, due.minute) == (12, 0)
    assert due.date() == clock.add_working_days(document.issued_on, 1)
    with transaction():
        document.urgency = Urgency.URGENT
    assert due_for(document) - clock.now() < timedelta(minutes=61)


def test_the_clerk_follows_late_ones_first_and_the_post(house, snv, stc):
    first = issued(snv, paper_code("Bà B", "Thôn 1"), "H99.2")
    second = issued(snv, paper_code("Ông C", "Thôn 2"))
    outbox.drain(outbox.Lane.ACT)
    paper, local = queries.dispatches_of(first)
    with transaction():
        queries.dispatches_of(second)[0].due_at = clock.now() - timedelta(hours=1)
        local.sent_at, local.state = clock.now() - timedelta(days=2), DispatchState.SENT
    reader = Reader(house, snv.clerk)
    page = reader.get(DELIVERIES)
    assert page.index("Ông C") < page.index("Bà B")
    assert "Bà B" not in reader.get(f"{DELIVERIES}?view=late")
    assert "Sở Tài chính" in reader.get(f"{DELIVERIES}?view=silent")
    assert "Thôn 2" in reader.get(f"{DELIVERIES}/labels")
    assert "Ông C" not in reader.get(f"{DELIVERIES}?view=all&q={paper.receiver_name}")
    reader.post(f"{DELIVERIES}/posting", row=str(paper.uid), note="RR 123 VN")
    db.session.refresh(paper)
    assert (paper.state, paper.answer) == (DispatchState.SENT, "RR 123 VN")
    assert "RR 123 VN" in reader.get(f"{DELIVERIES}?view=posted")
    assert "Bà B" not in reader.get(f"{DELIVERIES}?view=to-post")
    reader.post(f"{DELIVERIES}/posting", 422)
    Reader(house, snv.official).get(DELIVERIES, 403)
    assert "Ông C" not in Reader(house, stc.clerk).get(DELIVERIES)


def test_letters_given_to_the_post_stand_in_its_register(house, snv, stc):
    document = issued(snv, paper_code("Bà B", "Thôn 1"), paper_code("Ông C", "Thôn 2"))
    first, second = queries.dispatches_of(document)
    operations.mark_posted([second], "RR 2", by=snv.clerk)
    operations.mark_posted([first], "RR 1", by=snv.clerk)
    with transaction():
        first.sent_at += timedelta(minutes=5)
    asked = Asked("postal", clock.today().year)
    lines = queries.lines_of(asked, snv.clerk)
    assert [(line.cells[1:4], line.cells[5]) for line in lines] == [
        ((document.symbol, "Ông C, Thôn 2", "1"), "RR 2"),
        ((document.symbol, "Bà B, Thôn 1", "1"), "RR 1"),
    ]
    part = queries.next_part(asked, lines[:1], 1)
    assert queries.lines_of(part, snv.clerk) == lines[1:]
    assert queries.lines_of(asked, stc.clerk) == []
    assert "RR 1" in Reader(house, snv.clerk).get("/documents/books?book=postal")


def test_what_failed_is_sent_again_from_the_list(house, snv):
    document = issued(snv, mail_code("a@example.vn"))
    (row,) = queries.dispatches_of(document)
    operations.note_mailed(str(row.uid), "550 no such user", by=SYSTEM)
    reader = Reader(house, snv.clerk)
    page = reader.get(DELIVERIES)
    assert "550 no such user" in page
    again = path_of(document, "sending-again")
    assert again in page
    assert reader.post(again, followed="yes").startswith(DELIVERIES)
    db.session.refresh(row)
    assert (row.state, row.problem) == (DispatchState.QUEUED, "")


def test_a_local_receiver_learns_which_task_is_answered(snv, stc):
    task = tasks.given(snv, code="TTg-2026-118", origin=TaskOrigin.PRIME_MINISTER)
    asked = tasks.given(stc, code="TTg-2026-118", origin=TaskOrigin.PRIME_MINISTER)
    document = stages.sealed(snv)
    with transaction():
        facts = {"author_name": "Khôi", "at": clock.now(), "text": ""}
        db.session.add(TaskOutcome(task_id=task.id, document_id=document.id, **facts))
    operations.choose_receivers(document, ["H99.2"], by=snv.clerk)
    operations.issue(document, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    assert "task.answered" in {entry.act for entry in queries.entries_of(asked)}


def test_the_administrator_chooses_how_a_recall_is_said(house, snv):
    line = stages.connected(snv, "http://127.0.0.1:1")
    path = f"/documents/connections/{line.uid}"
    reader = Reader(house, snv.admin)
    assert "ours" in reader.get("/documents/connections")
    reader.post(path, way="both")
    db.session.refresh(line)
    assert line.also_send_13
    assert "Choose one of the two ways" in reader.post(path, 422, way="fax")
    reader.post(path, way="message")
    db.session.refresh(line)
    assert not line.also_send_13


def test_a_long_list_goes_on_where_it_ended(house, snv):
    issued(snv, *(paper_code(f"Hộ {number:03}", "Thôn 1") for number in range(53)))
    reader = Reader(house, snv.clerk)
    page = reader.get(f"{DELIVERIES}?view=to-post")
    assert "Hộ 049" in page
    assert "Hộ 050" not in page
    (after,) = {part.split('"')[0] for part in page.split("after=")[1:]}
    assert "Hộ 052" in reader.get(f"{DELIVERIES}?view=to-post&after={after}")
