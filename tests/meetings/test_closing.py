"""From the end of a session to signed minutes, a notice, tasks and a file; changes show."""

import hashlib
import json
import subprocess
from datetime import timedelta
from unittest import mock

import pikepdf
import pytest
import rfc8785
import time_machine
from sqlalchemy import select, text

from documents import operations as documents
from documents import queries as register
from documents.events import DocumentIssued
from documents.models import Document, DocumentState, FileRole, Task, TaskLine, TaskOrigin
from meetings import operations, queries
from meetings.compose import manifest as manifests
from meetings.compose.printing import Occasion, attendance_sheet
from meetings.jobs import evidence
from meetings.jobs import minutes as jobs
from meetings.jobs.minutes_checks import report_on
from meetings.models import (
    AgendaPaper,
    ItemKind,
    LeadAnswer,
    MeetingSeries,
    MeetingState,
    MeetingTaskState,
    PaperState,
    Part,
    SectionPlace,
)
from meetings.operations import Filing, HandOut, minutes_documents, recording, recording_end
from meetings.operations import recorded as recorded_films
from meetings.queries import recordings
from meetings.queries.votes import boxes_of
from office import blobs, clock, outbox
from office.accounts.models import Notice
from office.db import db, is_sqlite, transaction
from office.errors import Forbidden, Refusal
from office.events import publish
from office.foreign.reading import enclosed
from office.permissions import SYSTEM
from signing import queries as signing
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader
from tests.meetings import house as meetings
from tests.meetings import votes
from tests.meetings.compose.papers import text_of
from tests.meetings.recording.device import device
from tests.meetings.signing_world import enrolled, sealing, signed
from tests.needs import needs

PAPER = b"to trinh ve ke hoach"


@pytest.fixture
def snv(pki):
    return enrolled(build.agency())


def held(snv, recorder=None):
    """Held with a text, a conclusion, a paper, a vote and a confirmed task; closed."""
    meeting = meetings.opened(snv)
    item = queries.agenda_of(meeting)[0]
    stored = blobs.put(PAPER)
    with transaction():
        paper = AgendaPaper(
            item_id=item.id,
            position=1,
            name="Tờ trình",
            media_type="text/plain",
            sha256=stored.sha256,
            size=stored.size,
            laid_by="a",
            laid_at=clock.now(),
        )
        db.session.add(paper)
    operations.begin_minutes(meeting, by=snv.official)
    section = next(one for one in queries.sections_of(meeting) if one.place is SectionPlace.ITEM)
    operations.save_section(section, "Phòng Công chức *báo cáo*.", base=0, by=snv.official)
    operations.conclude_item(item, "Giao lập danh sách.", "07", by=snv.official)
    task = operations.hand_out(
        meeting,
        HandOut(
            text="Lập danh sách",
            lead_unit_id=snv.rooms["staff"].id,
            helper_ids=[snv.rooms[key].id for key in ("finance", "office")],
            due_on=clock.today() + timedelta(days=20),
            product="Danh sách",
            item=item,
        ),
        by=snv.official,
    )
    operations.answer_hand_out(task, LeadAnswer.AGREES, by=snv.head)
    operations.confirm_hand_out(task, by=snv.leader)
    for one in queries.people_of(meeting):
        operations.mark_present(one, by=snv.official)
    box = votes.opened(snv, meeting, item=item)
    operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    if recorder:
        recorder(meeting)
    operations.close_session(meeting, by=snv.leader)
    return meeting


def read(snv, meeting):
    operations.send_for_reading(meeting, by=snv.official)
    outbox.drain()
    operations.end_reading(meeting, by=snv.official)
    return queries.present_paper(meeting)


def both_signed(snv, meeting):
    read(snv, meeting)
    asked = operations.prepare_secretary_signature(meeting, by=snv.official)
    signed(asked, snv.official, "official")
    asked = operations.prepare_chair_signature(meeting, by=snv.leader)
    signed(asked, snv.leader, "leader")
    return queries.present_paper(meeting)


def checked(snv, sha256):
    made = operations.ask_check(
        blobs.Stored(sha256, blobs.size_of(sha256)), "bien-ban.pdf", by=snv.official
    )
    outbox.drain()
    return made.report


def page_of_check(house, snv, sha256):
    """What a reader sees who brought this file."""
    stored = blobs.Stored(sha256, blobs.size_of(sha256))
    made = operations.ask_check(stored, "bien-ban.pdf", by=snv.official)
    outbox.drain()
    return Reader(house, snv.official).get(f"/meetings/verify/{made.uid}")


def lines(report, state):
    return [(line["part"], line["name"]) for line in report["lines"] if line["state"] == state]


def with_other_bytes(sha256, change):
    """The stored file with other bytes under its old name, as a thief would leave it."""
    path = blobs.path_of(sha256)
    path.chmod(0o640)
    path.write_bytes(change)


@needs("pdfsig")
def test_a_meeting_ends_with_minutes_signed_by_both_and_nothing_changed_shows_green(
    house, snv, tmp_path
):
    meeting = held(snv)
    paper = read(snv, meeting)
    words = text_of(blobs.read(paper.sha256))
    assert "Phòng Công chức báo cáo." in words
    assert "Kết luận của chủ tọa số 07" in words
    assert manifests.grouped(paper.manifest_sha256) in words
    with pytest.raises(Refusal):  # the secretary first
        operations.prepare_chair_signature(meeting, by=snv.leader)
    with pytest.raises(Forbidden):
        operations.prepare_secretary_signature(meeting, by=snv.leader)
    signed(
        operations.prepare_secretary_signature(meeting, by=snv.official), snv.official, "official"
    )
    assert paper.state is PaperState.SIGNED_BY_SECRETARY
    signed(operations.prepare_chair_signature(meeting, by=snv.leader), snv.leader, "leader")
    assert (paper.state, meeting.state) == (PaperState.SIGNED, MeetingState.MINUTES_SIGNED)
    target = tmp_path / "bien-ban.pdf"
    target.write_bytes(blobs.read(paper.sha256))
    told = subprocess.run(
        ["pdfsig", "-nocert", target], capture_output=True, text=True, check=True
    ).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2
    report = checked(snv, paper.sha256)
    assert report["found"] == "ours"
    assert lines(report, "bad") == []
    assert ("paper", "Tờ trình") in lines(report, "good")
    verdict = signing.report_of(signing.verdict_of(paper.sha256))
    assert [one.state for one in verdict.signatures] == ["good", "good"]
    inside = enclosed(blobs.path_of(paper.sha256), manifests.NAME)
    assert manifests.fingerprint(inside) == paper.manifest_sha256
    answer = page_of_check(house, snv, paper.sha256)
    assert "nothing was changed since they were made" in answer
    with mock.patch.object(signing, "verdict_of", return_value=None):  # it comes a little later
        answer = page_of_check(house, snv, paper.sha256)
    assert "are unchanged; the signatures are being checked" in answer
    assert "note stop" not in answer


SLICES = [b"\x1aE\xdf\xa3 slice one", b"slice two", b"slice three"]


def recorded(house, snv):
    """What the chair's device sends while the session goes on."""

    def record(meeting):
        recording.begin_recording(meeting, by=snv.leader)
        sound = device(house, meeting, snv.leader)
        assert sound.add().status_code == 201
        for seq, data in enumerate(SLICES):
            assert sound.send(seq, data).status_code == 200

    return record


def test_each_change_after_the_signature_is_found_and_named(house, snv, monkeypatch):
    monkeypatch.setitem(outbox._handlers, "meetings.film", lambda _body: None)  # noqa: SLF001
    meeting = held(snv, recorded(house, snv))
    paper = read(snv, meeting)
    signed_now = queries.manifest_of(meeting)
    assert "Số đoạn ghi: 1" in text_of(blobs.read(paper.sha256))
    parts = ["recording", "course", "attendance", "vote", "paper"]
    assert [part for part, _name in lines(report_on(paper.sha256), "good")] == parts
    chunk = signed_now.segments[0].chunks[1]
    with_other_bytes(chunk, SLICES[1] + b".")
    wrong = next(one for one in report_on(paper.sha256)["lines"] if one["state"] == "bad")
    assert (wrong["part"], wrong["wrong"]) == ("recording", [1])
    assert snv.leader.name in wrong["name"]
    with_other_bytes(chunk, SLICES[1])
    with_other_bytes(signed_now.papers[0].sha256, PAPER + b".")
    assert lines(report_on(paper.sha256), "bad") == [("paper", "Tờ trình")]
    with_other_bytes(signed_now.papers[0].sha256, PAPER)
    with transaction():
        db.session.execute(text("UPDATE attendance_span SET to_at = from_at"))
    db.session.expire_all()
    assert lines(report_on(paper.sha256), "bad") == [("attendance", "")]
    with transaction():
        box = boxes_of(meeting)[0]
        box.result = box.result | {"votes": {"for": 0, "against": 1, "abstain": 0}}
    assert ("vote", "Thông qua phương án?") in lines(report_on(paper.sha256), "bad")
    line = queries.events_of(meeting)[3]
    with transaction():
        unguarded()
        db.session.execute(
            text("UPDATE meeting_event SET by_name = 'ai đó' WHERE id = :id"), {"id": line.id}
        )
    db.session.expire_all()
    found = next(one for one in report_on(paper.sha256)["lines"] if one["part"] == "course")
    assert (found["state"], found["wrong"]) == ("bad", line.number)


def test_a_recording_destroyed_by_rule_leaves_the_minutes_valid(house, snv, monkeypatch):
    monkeypatch.setitem(outbox._handlers, "meetings.film", lambda _body: None)  # noqa: SLF001
    meeting = held(snv, recorded(house, snv))
    paper = read(snv, meeting)
    file, film = filed(snv, meeting)
    with clock.standing_at(clock.now() + timedelta(days=4000)):
        recording_end.destroy_recording(
            meeting, record_number="12/BB", basis="Hết thời hạn", by=snv.clerk
        )
        outbox.drain()
    assert not blobs.exists(film)
    (item,) = register.items_of(file)
    assert item.title.startswith("Bản ghi, đoạn 0")
    assert "12/BB" in item.title
    page = Reader(house, snv.official).get(f"/work-files/{file.uid}")
    assert "content destroyed" in page
    assert f"{item.uid}/content" not in page
    report = report_on(paper.sha256)
    assert [part for part, _name in lines(report, "gone")] == ["recording"]
    assert lines(report, "bad") == []


def filed(snv, meeting):
    """The film of its recording, in the work file of the meeting."""
    film = blobs.put(b"\x1aE\xdf\xa3 film")
    opening = documents.Opening(
        title="Hồ sơ họp",
        notation="01.HOP",
        retention="years-20",
        started_on=clock.today(),
        is_restricted=False,
    )
    file = documents.open_file(opening, [], by=snv.official)
    with transaction():
        ((_source, segment),) = recordings.segments_of(meeting)
        segment.film_sha256 = film.sha256
        queries.closing_of(meeting).work_file_uid = file.uid
    for further in minutes_documents._films(meeting):  # noqa: SLF001 - what is filed of a recording
        documents.add_further(file, further, by=snv.official)
    return file, film.sha256


def unguarded():
    """Without the triggers that let the course of a meeting only grow."""
    if is_sqlite():
        own = "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='meeting_event'"
        for name in list(db.session.scalars(text(own))):
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("ALTER TABLE meeting_event DISABLE TRIGGER USER"))


def test_a_foreign_file_is_told_from_ours(snv):
    plain = blobs.put(plain_pdf())
    assert report_on(plain.sha256)["found"] == "no_manifest"
    broken = blobs.put(b"%PDF-1.7 broken")
    assert report_on(broken.sha256)["found"] in {"unreadable", "no_manifest"}


def plain_pdf():
    return attendance_sheet(Occasion("Sở", "Họp", clock.to_local(clock.now())), [])


def test_a_comment_after_the_first_signature_voids_it(snv):
    meeting = held(snv)
    operations.send_for_reading(meeting, by=snv.official)
    outbox.drain()
    first = queries.present_paper(meeting)
    operations.end_reading(meeting, by=snv.official)
    asked = operations.prepare_secretary_signature(meeting, by=snv.official)
    signed(asked, snv.official, "official")
    operations.take_minutes_back(meeting, by=snv.official)
    operations.send_for_reading(meeting, by=snv.official)
    outbox.drain()
    second = queries.present_paper(meeting)
    assert (first.state, second.number) == (PaperState.VOID, 2)
    assert blobs.exists(first.sha256)
    section = queries.sections_of(meeting)[0]
    operations.suggest(section, "Mở đầu.", paragraph=0, base=0, by=snv.head)
    assert second.state is PaperState.READY  # nobody signed it yet
    suggestion = queries.suggestions_of(meeting)[0]
    operations.take_in(suggestion, by=snv.official)
    assert second.state is PaperState.VOID  # the text is another one


def test_a_value_for_a_former_text_signs_nothing(snv):
    meeting = held(snv)
    read(snv, meeting)
    asked = operations.prepare_secretary_signature(meeting, by=snv.official)
    outbox.drain()
    operations.ask_paper(meeting, by=snv.official)
    outbox.drain()
    assert asked.state == "withdrawn"
    assert queries.present_paper(meeting).number == 2


def killed(*_given, **_named):
    """The worker ends in the middle of its work."""
    raise KeyboardInterrupt


def test_the_notice_becomes_a_document_and_its_tasks_flow_there_and_back(snv, monkeypatch):
    meeting = held(snv)
    both_signed(snv, meeting)
    with pytest.raises(Forbidden):
        operations.draft_notice(meeting, by=snv.colleague)
    uid = operations.draft_notice(meeting, by=snv.official)
    assert operations.draft_notice(meeting, by=snv.official) == uid
    document = register.visible_document(uid, snv.official)
    body = register.draft_of(document).content["body"]
    assert "Giao Phòng Công chức chủ trì, phối hợp với " in body
    assert "Phòng Kế hoạch" in body
    draft = register.draft_of(document)
    doing = [snv.desks[part].id for part in ("head", "other_head", "office_head")]
    assert sorted(draft.recipients[:3]) == sorted(f"desk:{one}" for one in doing)
    assert draft.recipients[0] == f"desk:{snv.desks['head'].id}"  # the lead before the helpers
    assert draft.content["copies"][:2] == ["Như thành phần dự họp", "Phòng Công chức"]
    assert draft.signer_desk_id == snv.desks["leader"].id
    jobs.remind({})
    issue(snv, document)
    with monkeypatch.context() as dies:
        dies.setattr(operations, "note_given", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.give_tasks({"meeting_id": meeting.id})
    assert db.session.scalars(select(Task)).all() == []
    outbox.drain()
    jobs.give_tasks({"meeting_id": meeting.id})
    (task,) = queries.meeting_tasks(meeting)
    assert (task.state, task.problem) == (MeetingTaskState.ISSUED, "")
    given = db.session.scalars(select(Task).where(Task.uid == task.task_uid)).one()
    assert (given.origin, given.lead_desk_id) == (TaskOrigin.MEETING, snv.desks["head"].id)
    assert given.giver_desk_id == snv.desks["leader"].id
    lines = select(TaskLine.desk_id).where(TaskLine.task_id == given.id)
    helping = {snv.desks[part].id for part in ("other_head", "office_head")}
    assert helping <= set(db.session.scalars(lines))
    assert "nội dung 1: Kế hoạch quý; kết luận số 07; bản ghi từ 00:00:" in given.origin_text
    assert given.document_id == document.id
    documents.accept_task(given, by=snv.head)
    documents.report_done(given, "Đã xong.", left_open="Đã đủ số liệu.", by=snv.head)
    documents.evaluate(given, grade="good", by=snv.leader)
    outbox.drain()
    assert task.done_at is not None
    assert task.grade == given.grade


def test_the_notice_reaches_who_has_a_task_and_the_agency_of_a_guest(snv):
    other = build.agency(code="H99.7", name="Sở Tài chính", symbol="STC")
    seat = operations.Seat(part=Part.INVITED, name="Lê Khách", organisation="Sở Tài chính")
    meeting = held(snv, lambda one: operations.invite_person(one, seat, by=snv.official))
    uid = operations.draft_notice(meeting, by=snv.official)
    document = register.visible_document(uid, snv.official)
    stages.issue(document, snv)
    outbox.drain()
    assert register.visible_document(uid, snv.head) is document
    states = {row.receiver_name: row.state.value for row in register.dispatches_of(document)}
    assert "queued" not in states.values()
    arrived = select(Document).where(Document.agency_id == other.unit.id)
    assert [one.subject for one in db.session.scalars(arrived)] == [document.subject]


def issue(snv, document):
    """Straight to the event: how a notice is signed and sent is the business of documents."""
    with transaction():
        publish(DocumentIssued(document.uid, None))


def test_who_prepared_the_meeting_is_reminded_once_a_day_until_the_notice_is_issued(snv):
    meeting = held(snv)
    closing = queries.closing_of(meeting)
    ended = clock.to_local(meeting.closed_at).date()
    assert closing.notice_due_on == clock.add_working_days(ended, 5)
    moment = clock.local_midnight(closing.notice_due_on) + timedelta(hours=8)
    with time_machine.travel(moment, tick=False):
        jobs.remind({})
        jobs.remind({})
    told = select(Notice).where(Notice.kind == "notice_due")
    assert len(db.session.scalars(told).all()) == 1


def taken_to_issue(snv, document):
    """Through the operations of documents, as its drafter, its signer and the clerk do it."""
    sealing(snv)
    outbox.drain()
    documents.submit(document, snv.desks["leader"].id, by=snv.official)
    signed(documents.prepare_signature(document, by=snv.leader), snv.leader, "leader")
    documents.number_document(document, by=snv.clerk)
    outbox.drain()
    request = db.session.scalars(signing.open_requests_of(snv.clerk)).one()
    signed(request, snv.clerk, "clerk")


def test_the_notice_of_a_restricted_meeting_is_restricted_and_names_nobody(snv):
    meeting = meetings.opened(snv, is_restricted=True)
    named = "Bổ nhiệm ông Nguyễn Văn Mẫu"
    point = operations.Point(title=named, kind=ItemKind.PERSONNEL)
    item = operations.add_item(meeting, point, by=snv.official)
    operations.conclude_item(item, f"Thống nhất: {named}.", "08", by=snv.official)
    operations.close_session(meeting, by=snv.leader)
    uid = operations.draft_notice(meeting, by=snv.official)
    document = register.visible_document(uid, snv.official)
    body = register.draft_of(document).content["body"]
    assert document.is_restricted
    assert "Công tác cán bộ" in body
    assert "Nguyễn Văn Mẫu" not in body


def test_signed_minutes_are_registered_issued_and_filed_with_everything(house, snv):
    meeting = held(snv)
    with transaction():
        meeting.is_restricted = True
    with pytest.raises(Refusal):
        operations.register_minutes(meeting, by=snv.official)
    paper = both_signed(snv, meeting)
    uid = operations.register_minutes(meeting, by=snv.official)
    document = register.visible_document(uid, snv.official)
    assert document.is_restricted, "like the meeting"
    assert register.draft_of(document).signer_desk_id == snv.desks["leader"].id
    taken_to_issue(snv, document)
    assert (document.state, document.symbol) == (DocumentState.ISSUED, "01/BB-SNV")
    main = register.main_file(document)
    assert main.name == "01-BB-SNV.pdf"
    with pikepdf.open(blobs.path_of(main.sha256)) as opened:
        filled = {str(one.T): str(one.get("/V", "")) for one in opened.Root.AcroForm.Fields}
    assert filled["so"] == "01"
    # What both signed lies beside it, byte for byte: the agency's seal stands on the other file.
    beside = [one for one in register.files_of(document) if one.role is FileRole.ANNEX]
    assert [one.sha256 for one in beside] == [paper.sha256]
    assert "01/BB-SNV" in Reader(house, snv.official).get(f"/meetings/{meeting.uid}/closing")
    filing = Filing(title="Hồ sơ họp", notation="01.HOP", retention="years-20")
    file = register.visible_work_file(
        operations.file_meeting(meeting, filing, by=snv.official), snv.official
    )
    kept = {one.sha256 for one in register.items_of(file)}
    assert {paper.sha256, paper.manifest_sha256} <= kept
    assert meeting.state is MeetingState.ARCHIVED


def test_the_work_file_proves_itself_without_the_house(house, snv, monkeypatch):
    monkeypatch.setitem(outbox._handlers, "meetings.film", lambda _body: None)  # noqa: SLF001
    meeting = held(snv, recorded(house, snv))
    read(snv, meeting)
    operations.keep_ink(meeting, blobs.put(b"%PDF-1.4 scan"), by=snv.clerk)
    filing = Filing(title="Hồ sơ họp", notation="02.HOP", retention="years-20")
    with pytest.raises(Refusal) as refused:
        operations.file_meeting(meeting, filing, by=snv.official)
    assert refused.value.fix  # a film is still to come
    assert meeting.state is MeetingState.MINUTES_SIGNED
    segment = recordings.segments_of(meeting)[0][1]
    recorded_films.note_no_film(segment, "no ffmpeg", chunks=segment.chunks, by=SYSTEM)
    uid = operations.file_meeting(meeting, filing, by=snv.official)
    outbox.drain()
    evidence.file_evidence({"meeting_id": meeting.id})  # twice is once
    file = register.visible_work_file(uid, snv.official)
    kept = {one.name: one.sha256 for one in register.items_of(file) if one.name}
    assert len(register.items_of(file)) == len({one.name for one in register.items_of(file)})
    manifest = manifests.read(blobs.read(kept["meeting-manifest.json"]))
    told = {name: json.loads(blobs.read(sha256)) for name, sha256 in kept.items()
            if name.endswith(".json")}  # fmt: skip
    (source,) = told["ban-ghi-goc.json"]["records"]
    whole = blobs.read(kept[source["file"]])
    assert whole == b"".join(SLICES)
    cut = [hashlib.sha256(one).hexdigest() for one in pieces(whole, source["pieces"])]
    assert cut == manifest.segments[0].chunks
    spans = told["diem-danh.json"]["records"]
    assert manifests.attendance_hash(spans) == manifest.attendance
    (vote,) = told["bieu-quyet.json"]["records"]
    result_hash = vote.pop("result_hash")
    assert hashlib.sha256(rfc8785.dumps(vote)).hexdigest() == result_hash
    assert result_hash == manifest.votes[0].result_hash
    heads = []
    for line in blobs.read(kept["dien-bien.jsonl"]).splitlines():
        said = json.loads(line)
        heads.append(said.pop("hash"))
        assert hashlib.sha256(rfc8785.dumps(said)).hexdigest() == heads[-1]
    assert manifest.events_head in heads
    words = text_of(blobs.read(kept["diem-danh.pdf"]))
    assert f"{snv.leader.name}" in words
    assert "thư ký ghi nhận" in words
    assert "Tổng số có mặt: 4; được mời: 4." in words


def pieces(whole, told):
    """A file cut where its list says."""
    begins = 0
    for one in told:
        yield whole[begins : begins + one["bytes"]]
        begins += one["bytes"]


def test_minutes_signed_in_ink_stand_with_their_scan(snv):
    meeting = held(snv)
    read(snv, meeting)
    scan = blobs.put(b"%PDF-1.4 scan")
    with pytest.raises(Forbidden):
        operations.keep_ink(meeting, scan, by=snv.colleague)
    operations.keep_ink(meeting, scan, by=snv.clerk)
    assert meeting.state is MeetingState.MINUTES_SIGNED
    assert queries.closing_of(meeting).ink_sha256 == scan.sha256
    uid = operations.register_minutes(meeting, by=snv.official)
    beside = register.files_of(register.visible_document(uid, snv.official))
    assert scan.sha256 in [one.sha256 for one in beside]


def test_open_tasks_are_the_first_thing_of_the_next_meeting_of_the_series(snv):
    series = MeetingSeries(
        agency_id=snv.unit.id,
        unit_id=snv.rooms["staff"].id,
        desk_id=snv.desks["official"].id,
        title="Giao ban tháng",
        rrule="FREQ=MONTHLY",
        starts_on=clock.today(),
        starts_time="08:00",
        minutes=60,
        plan={},
        created_at=clock.now(),
    )
    with transaction():
        db.session.add(series)
    former = held(snv)
    later = {
        "starts_at": clock.now() + timedelta(days=40),
        "ends_at": clock.now() + timedelta(days=41),
    }
    following = meetings.called(snv, **later)
    with transaction():
        for number, meeting in enumerate((former, following)):
            meeting.series_id = series.id
            meeting.occurs_on = clock.today() + timedelta(days=number)
    tasks = queries.meeting_tasks(former)
    assert queries.carried_over(following) == tasks
    assert queries.carried_over(former) == []
    operations.note_task_done(tasks[0], "good", is_late=False, by=SYSTEM)
    assert queries.carried_over(following) == []
