"""Mail goes when its periods are over and nothing holds it; a certificate stays."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from mail import operations
from mail.jobs.purging import purge, purge_unsent
from mail.models import (
    AddressKind,
    BoxState,
    Folder,
    ItemLabel,
    MailDraft,
    MailHold,
    MailLabel,
    MailMeeting,
    MailMessage,
    MailState,
    PurgeCertificate,
)
from mail.queries.keeping import forsaken
from office import blobs, clock, outbox, search
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail import letters_written
from tests.mail.post import DOMAIN, build_item, came

LONG_AGO = timedelta(days=31)
WHY = {"reason": "Phục vụ thanh tra", "decision": "12/QĐ-TTr"}


def thrown_away(mail, part="official", *, ago=LONG_AGO, **facts):
    return build_item(
        mail.boxes[part],
        data=f"Subject: {part} {facts}\r\n\r\nMat\r\n".encode(),
        folder=Folder.TRASH,
        deleted_at=clock.now() - ago,
        **facts,
    )


def message_of(item):
    return db.session.get_one(MailMessage, item.message_id)


def night():
    purge({})
    outbox.drain()
    db.session.expire_all()


def test_what_lay_in_the_recoverable_folder_long_enough_goes_and_leaves_a_certificate(mail):
    item, fresh = thrown_away(mail), thrown_away(mail, ago=timedelta(days=29), is_answered=True)
    box, sha256 = mail.boxes["official"], message_of(item).sha256
    search.request_many("mail", [item.message_id, fresh.message_id])
    search.index_batch()
    assert len(db.session.scalars(search.newest("donvi", "mail")).all()) == 2
    with transaction():
        call = {"event": "1@x", "recurrence_id": "", "method": "REQUEST", "sequence": 0}
        db.session.add(MailMeeting(message_id=item.message_id, organizer="a@x.example", **call))
    night()
    message = message_of(item)
    assert db.session.scalars(search.newest("donvi", "mail")).all() == [fresh.message_id]
    assert db.session.scalars(select(MailMeeting)).all() == []
    assert item.removed_via == "mail.purge"
    assert (message.subject, message.sha256) == ("", "")
    assert message.sender_address == "gui@donvi.example"
    assert not blobs.exists(sha256)
    assert box.used_bytes == fresh.size
    (proof,) = db.session.scalars(select(PurgeCertificate))
    assert (proof.rule, proof.count, proof.hashes) == ("trash_days=30", 1, [sha256])
    assert message_of(fresh).subject


def test_a_box_that_writes_from_a_second_domain_stands_under_its_rules(mail):
    item = thrown_away(mail, ago=timedelta(days=8))
    second = operations.open_domain(mail.agency.unit, "phongtraodoi.example", by=SYSTEM)
    operations.choose_rules(second, {"trash_days": 7}, by=mail.admin)
    night()
    assert item.removed_at is None
    box = mail.boxes["official"]
    operations.give_address(box, second, "mau", kind=AddressKind.PRIMARY, by=SYSTEM)
    night()
    assert item.removed_at is not None


def test_each_box_has_a_certificate_of_what_lay_in_it_alone(mail):
    items = [build_item(mail.boxes[part], data=part.encode()) for part in ("head", "official")]
    with transaction():
        for item in items:
            item.removed_at, item.removed_via = clock.now(), "imap"
    night()
    proofs = db.session.scalars(select(PurgeCertificate).order_by(PurgeCertificate.id)).all()
    assert {one.mailbox_id for one in proofs} == {item.mailbox_id for item in items}
    assert [(one.count, len(one.hashes)) for one in proofs] == [(1, 1), (1, 1)]


def test_the_same_message_in_another_box_keeps_its_content(mail):
    item = thrown_away(mail)
    message = message_of(item)
    with transaction():
        message.sha256 = message_of(build_item(mail.boxes["head"], data=b"x")).sha256
    night()
    assert blobs.exists(
        db.session.scalars(select(MailMessage.sha256).order_by(MailMessage.id)).all()[-1]
    )


@pytest.mark.parametrize("scope", ["box", "thread", "person", "search"])
def test_what_is_held_stays_until_the_hold_is_released(mail, scope):
    item = thrown_away(mail)
    sha256 = message_of(item).sha256
    hold = held(mail, item, scope)
    night()
    assert item.removed_at is None
    with transaction():  # a mail program expunges it; its quota is freed, the content stays
        item.removed_at, item.removed_via = clock.now(), "imap"
    night()
    assert message_of(item).subject
    assert blobs.exists(sha256)
    operations.release_hold(hold, reason="Kết thúc thanh tra", by=mail.security)
    night()
    assert not message_of(item).subject
    assert not blobs.exists(sha256)
    assert [one.rule for one in db.session.scalars(select(PurgeCertificate))] == ["removed"]


def held(mail, item, scope):
    if scope == "box":
        return operations.place_hold(mail.boxes["official"], **WHY, by=mail.security)
    if scope == "thread":
        return operations.hold_thread(item, **WHY, by=mail.admin)
    if scope == "person":
        return operations.hold_person(mail.boxes["official"], **WHY, by=mail.security)
    search.request_many("mail", [item.message_id])
    search.index_batch()
    hold, count = operations.hold_found("from:gui@donvi.example in:trash", **WHY, by=mail.admin)
    assert count == 1
    return hold


def test_a_hold_on_a_person_covers_what_he_sent_from_the_box_of_a_function(mail):
    sent, others = thrown_away(mail, "clerks"), thrown_away(mail, "clerks", is_answered=True)
    with transaction():
        draft = MailDraft(
            mailbox_id=mail.boxes["clerks"].id,
            person_id=mail.clerk.person_id,
            sender_id=mail.clerk.person_id,
            message_uid=message_of(sent).uid,
            saved_at=clock.now(),
        )
        db.session.add(draft)
    operations.hold_person(mail.boxes["clerk"], **WHY, by=mail.security)
    night()
    assert (sent.removed_at, others.removed_via) == (None, "mail.purge")


def test_a_hold_by_search_covers_what_was_found_then_in_boxes_of_the_agency_only(mail):
    found = thrown_away(mail)
    search.request_many("mail", [found.message_id])
    search.index_batch()
    for wrong in ("", "is:unread", "khong co chu nay"):
        with pytest.raises(Invalid):
            operations.hold_found(wrong, **WHY, by=mail.admin)
    assert db.session.scalars(select(MailHold)).all() == []
    operations.hold_found("thu", **WHY, by=mail.security)
    later = thrown_away(mail, is_answered=True)
    search.request_many("mail", [later.message_id])
    night()
    assert (found.removed_at, later.removed_via) == (None, "mail.purge")


def test_what_still_leaves_stops_nobody_and_goes_with_its_bytes_later(mail):
    items = [thrown_away(mail, part) for part in ("official", "leader", "head")]
    first, middle, last = ids = [item.message_id for item in items]
    hashes = [message_of(item).sha256 for item in items]
    with transaction():
        for item in items:
            item.removed_at = clock.now()
        rows = [
            operations.hand_out(
                message_of(item),
                mail.boxes["official"],
                operations.Leaving(f"still:{item.id}", "a@x.example", "", "b@x.example"),
                by=SYSTEM,
            )
            for item in (items[0], items[2])
        ]
    assert forsaken(most=1) == [middle]
    assert operations.blank_forsaken(ids, by=SYSTEM) == 1
    with transaction():
        for row in rows:
            row.state = MailState.SENT
    assert forsaken(most=9) == [first, last]
    operations.blank_forsaken(ids, by=SYSTEM)
    outbox.drain(outbox.Lane.BULK)
    assert not any(blobs.exists(one) for one in hashes)


def test_a_label_with_a_period_keeps_mail_as_long(mail):
    kept = thrown_away(mail, placed_at=clock.now() - timedelta(days=700))
    over = thrown_away(mail, placed_at=clock.now() - timedelta(days=740))
    with transaction():
        label = MailLabel(mailbox_id=mail.boxes["official"].id, name="Hai năm", keep_days=730)
        db.session.add(label)
        db.session.flush()
        for item in (kept, over):
            db.session.add(ItemLabel(item_id=item.id, label_id=label.id))
    night()
    assert kept.removed_at is None
    assert over.removed_at is not None


def test_what_is_older_than_the_domain_keeps_goes_to_the_recoverable_folder_first(mail):
    operations.choose_rules(mail.domain, {"keep_days": 365}, by=mail.admin)
    old = build_item(mail.boxes["head"], placed_at=clock.now() - timedelta(days=366))
    night()
    assert (old.folder, old.from_folder, old.removed_at) == (Folder.TRASH, "inbox", None)


def test_a_hold_has_a_reason_and_a_decision_and_ends_once(mail):
    box = mail.boxes["official"]
    with pytest.raises(Invalid):
        operations.place_hold(box, reason="Thanh tra", decision=" ", by=mail.security)
    with pytest.raises(Forbidden):
        operations.place_hold(box, **WHY, by=mail.leader)
    hold = operations.place_hold(box, **WHY, by=mail.security)
    operations.release_hold(hold, reason="Xong", by=mail.admin)
    with pytest.raises(Refusal):
        operations.release_hold(hold, reason="Xong", by=mail.admin)


def test_a_hold_is_placed_on_its_page_by_any_of_four_ways(mail, house):
    page, kept = Reader(house, mail.security), thrown_away(mail)
    search.request_many("mail", [kept.message_id])
    search.index_batch()
    ways = (
        {"address": "official@snv.lamgiang.example"},
        {"person": "official@snv.lamgiang.example"},
        {"message": message_of(kept).message_id},
        {"search": "from:gui@donvi.example"},
    )
    for given in ({}, ways[0] | ways[3]):
        page.post("/mail-keep/holds", 422, **given, **WHY)
    assert page.client.post("/api/v1/mail-holds", json=ways[0] | ways[3] | WHY).status_code == 422
    assert not db.session.scalars(select(MailHold)).all(), "nothing is held in half"
    for way in ways:
        page.post("/mail-keep/holds", **way, **WHY)
    shown = page.get("/mail-keep/holds")
    told = ("All mail of an official", "A conversation", "What a search found")
    assert all(one in shown for one in told)
    assert "from:gui@donvi.example" in shown
    rows = db.session.scalars(select(MailHold)).all()
    assert [bool(one.mailbox_id or one.thread_id) for one in rows] == [True, False, True, False]
    wrong = page.post("/mail-keep/holds", 422, person="vanthu@snv.lamgiang.example", **WHY)
    assert "belongs to a function" in wrong


def test_a_box_closed_long_ago_ends_with_a_certificate_unless_it_is_held(mail):
    items = {one: build_item(mail.boxes[one], data=one.encode()) for one in ("head", "official")}
    shas = {one: message_of(item).sha256 for one, item in items.items()}
    held = operations.place_hold(mail.boxes["head"], **WHY, by=mail.security)
    with transaction():
        for one in items:
            box = mail.boxes[one]
            box.state, box.closed_at = BoxState.CLOSED, clock.now() - timedelta(days=729)
    night()
    assert mail.boxes["official"].state is BoxState.CLOSED
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        night()
        assert [mail.boxes[one].state for one in items] == [BoxState.CLOSED, BoxState.PURGED]
        assert [blobs.exists(shas[one]) for one in items] == [True, False]
        (proof,) = db.session.scalars(select(PurgeCertificate))
        assert (proof.rule, proof.count) == ("closed_days=730", 1)
        operations.release_hold(held, reason="Xong", by=mail.security)
        night()
        assert mail.boxes["head"].state is BoxState.PURGED


def arrivals_of_the_held(mail):
    """What failed for a held leaver, by a held writer to nobody, and by one who is not held."""
    operations.change_state(mail.boxes["head"], BoxState.CLOSED, reason="Nghỉ", by=SYSTEM)
    for part in ("head", "colleague"):
        operations.hold_person(mail.boxes[part], **WHY, by=mail.security)
    submitted = (
        {"listener": "submission", "login": str(one.account_id), "sender": ""}
        for one in (mail.colleague, mail.clerk)
    )
    failed = [came([f"head@{DOMAIN}"]), *(came([f"ai@{DOMAIN}"], **of) for of in submitted)]
    rows = [operations.take_in(one, by=SYSTEM) for one in failed]
    for row in rows:
        operations.give_up_arrival(row, "hỏng", by=SYSTEM)
    return rows


def test_what_was_never_sent_or_never_arrived_goes_and_so_do_old_notices(mail):
    draft, stays = letters_written.draft(mail), letters_written.draft(mail, "leader")
    file = blobs.put(b"Du thao")
    for one, by in ((draft, mail.official), (stays, mail.leader)):
        operations.attach_file(one, operations.File("a.txt", file.sha256, 7), by=by)
        operations.drop_draft(one, by=by)
    operations.place_hold(mail.boxes["leader"], **WHY, by=mail.security)
    ours, held = (operations.take_in(came([f"{to}@{DOMAIN}"]), by=SYSTEM) for to in ("a", "leader"))
    sha256 = ours.sha256
    for one in (ours, held):
        operations.give_up_arrival(one, "hỏng", by=SYSTEM)
    leavers, written, others = arrivals_of_the_held(mail)
    facts = {"subject": "Mã số", "text": "123456"}
    notice = operations.post(to="a@x.example", **facts, key="n", by=SYSTEM)
    with transaction():
        notice.state = MailState.FAILED
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        purge_unsent({})
        outbox.drain(outbox.Lane.BULK)
    db.session.expire_all()
    assert db.session.scalars(select(MailDraft)).all() == [stays]
    assert [one.rule for one in db.session.scalars(select(PurgeCertificate))] == [
        "dropped_drafts=30"
    ]
    assert (ours.sha256, held.sha256) == ("", sha256)
    assert (leavers.sha256, written.sha256, others.sha256) == (sha256, sha256, "")
    dropped = select(AuditEvent.facts).where(AuditEvent.act == "mail.notice_dropped")
    assert db.session.scalars(dropped).all() == [{"state": "failed", "to": "a@x.example"}]
    assert (notice.subject, notice.text, notice.to) == ("", "", "a@x.example")
