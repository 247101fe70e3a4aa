"""Documents in every state, made by the operations themselves, so that each page has an example."""

import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    AccessKind,
    CopyKind,
    Document,
    DocumentState,
    Duty,
    FileRole,
    Medium,
    RelationKind,
    SequelKind,
    StepKind,
    TrayState,
    TrayWay,
)
from documents.operations.files import NewFile
from documents.operations.incoming import Assignment, Registration
from documents.operations.phrases import PhraseWords
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark
from documents.operations.tasks_giving import NewTask
from documents.operations.tray import (
    Brought,
    TrayLook,
    keep_scan,
    note_refused_scan,
    note_tray_look,
)
from documents.operations.urging import UrgingWords
from office import blobs, clock
from office.db import db
from office.permissions import SYSTEM
from signing import operations as signing
from signing import queries as signatures
from tests import build, work_files
from tests.browser import (
    decision_screens,
    dossier_screens,
    import_screens,
    letters,
    mailboxes,
    meeting_screens,
    meetings,
    national_screens,
    quality_screens,
    screens,
)
from tests.browser.world import PATIENCE, PINS
from tests.conftest import without_loop
from tests.documents.axis import messages
from tests.permissions import first_day, keeping

BODY = "Phúc đáp văn bản nêu trên, Sở Nội vụ báo cáo như sau.\n\nĐã hoàn thành."
SUBJECT = "Về việc kiểm tra công tác văn thư, lưu trữ năm 2026 tại các cơ quan, đơn vị trực thuộc"


def fill(world):
    """One document at each desk that owes something."""
    with world.app.app_context(), without_loop():
        house = world.house
        incoming(house)
        work_files.built(SimpleNamespace(records={}, items={}, changes={}), house)
        tray(house)
        tasks(house)
        drafts = [drafted(house, f"{SUBJECT} ({number})") for number in range(6)]
        dressed(house, drafts)
        on_the_way(house)
        together(house, f"{SUBJECT} (7)")
        books(house)
        asked_back(house)
        wished_copy(house)
        reader_asked_for(house)
        related(house)
        first_day.records(house)
        keeping.built(SimpleNamespace(records={}), house)
        box, _letter = letters.built(house)
        mailboxes.built(house, box)
        dossier_screens.built(house)
        quality_screens.built(house)
        decision_screens.built(house)
        import_screens.built(house)
        national_screens.built(house)
        meetings.built(house)
        until(meeting_screens.CLOSING)


def reader_asked_for(house):
    """One more desk is to read an arrival; the leader has not confirmed that yet."""
    document = build.handed_on(house, **letter(209))
    desks = (house.desks["leader"].id, house.desks["colleague"].id)
    wish = operations.AccessWish(
        AccessKind.GRANT, desks[0], "Cần đọc để tham gia ý kiến.", desks[1]
    )
    operations.ask_document_access(document, wish, by=house.clerk)


def related(house):
    """Two arrivals that belong together."""
    wanted = select(Document).where(Document.arrival_no.is_not(None)).order_by(Document.id)
    one, other = db.session.scalars(wanted.limit(2))
    operations.relate(other, one, RelationKind.BASIS, by=house.clerk)


def together(house, subject):
    """A draft that two wrote, with remarks on it; a template of it."""
    document = drafted(house, subject)
    operations.invite_drafters(document, [house.desks["colleague"].id], by=house.official)
    quote = "Báo cáo trước ngày 20 hằng tháng."
    content = form_of(document, body=f"{BODY}\n\n{quote}")
    operations.save_form(document, content, by=house.colleague)
    said = operations.comment_draft(document, "Ghi rõ nơi nhận.", quote=quote, by=house.colleague)
    operations.answer_comment(said, "Đã ghi.", by=house.official)
    settled = operations.comment_draft(document, "Sai chính tả.", by=house.colleague)
    operations.settle_comment(settled, by=house.official)
    operations.keep_template(document, "Công văn báo cáo định kỳ", by=house.official)


def asked_back(house):
    """Registered, and its sender wants it back; a set of receivers of the agency."""
    document = build.registered(house, **letter(207))
    request = operations.Request(
        agency_id=house.unit.id,
        kind=SequelKind.RECALL,
        sender_code=document.issuer_code,
        sender_name=document.issuer_name,
        targets=(document.identifier,),
        reason="Văn bản gửi nhầm nơi nhận.",
    )
    operations.take_request(request, by=SYSTEM)
    operations.make_group("Các sở, ngành", [messages.SENDER], by=house.clerk)


def wished_copy(house):
    """An extract that waits for the leader."""
    document = build.handed_on(house, **letter(208))
    wish = operations.Wish(
        kind=CopyKind.EXTRACT,
        made_from=Medium.ELECTRONIC,
        made_as=Medium.PAPER,
        signer_desk_id=house.desks["leader"].id,
        purpose="Nộp kèm hồ sơ quyết toán dự án sửa chữa trụ sở",
        extract="2. Các đơn vị gửi báo cáo về Sở Nội vụ trước ngày 15 hằng tháng.",
    )
    operations.ask_copy(document, wish, by=house.official)


def books(house):
    """A further register with a closed volume, a kept number and a copy that is out."""
    letters = operations.open_register("Sổ đơn thư của công dân", by=house.clerk)
    operations.open_body("Hội đồng Tuyển dụng viên chức", "HĐTD", by=house.leader)
    document = build.arrived(house, **letter(301))
    chosen = Registration(document.subject, register=letters.uid)
    operations.register_incoming(document, chosen, by=house.clerk)
    operations.close_book(letters.series, clock.today().year, by=house.clerk)
    operations.reserve_number(
        "outgoing:bao-cao",
        reason="Báo cáo ký trong ngày",
        holder="Phòng Công chức",
        expires_on=clock.today(),
        by=house.clerk,
    )
    operations.lend_copy(
        document, borrower="Trần Thị Mẫu", permitted_by="Chánh Văn phòng", by=house.clerk
    )

    old_register(house)


def old_register(house):
    """An old register that was read, with a fault in one line."""
    brought = operations.Brought("so-cong-van-den-2025.xlsx", "incoming", 2025)
    old = operations.bring_old_book(brought, blobs.put(b"PK"), by=house.clerk)
    words = "Công văn về việc kiểm tra công tác văn thư, lưu trữ"
    cells = ["05/03/2025", "1", "Bộ Hành chính mẫu", "1/BHC-VP", "03/03/2025", words]
    row = operations.ReadRow(4, [*cells, "Văn phòng", "", "", ""], {}, ["taken"])
    operations.keep_old_rows(old, [row], by=SYSTEM)


def incoming(house):
    for number in range(60):
        build.arrived(house, **letter(100 + number))
    build.registered(house, **letter(201))
    build.registered(house, **letter(206) | {"issuer_code": "", "identifier": ""})
    proposing = build.registered(house, **letter(202))
    operations.present(proposing, house.desks["office_head"].id, by=house.clerk)
    build.presented(house, **letter(203))
    operations.refuse(build.arrived(house, **letter(206)), "Gửi nhầm địa chỉ", by=house.clerk)
    build.assigned(
        house,
        others=[("other_head", Duty.COOPERATE), ("office_head", Duty.INFORM)],
        **letter(204),
    )
    build.handed_on(house, **letter(205))
    more_time(house, build.presented(house, **letter(206)))


def more_time(house, document):
    """Three levels with a deadline; more time is asked for, a share waits, a phrase is kept."""
    due = clock.end_of_work(clock.add_working_days(clock.today(), 3))
    rows = [Assignment(house.desks["head"].id, Duty.LEAD, due)]
    rows.append(Assignment(house.desks["other_head"].id, Duty.COOPERATE, due))
    operations.direct(document, "Chủ trì tham mưu trả lời.", rows, by=house.leader)
    operations.hand_on(document, house.desks["official"].id, "Dự thảo.", by=house.head)
    line = queries.own_line(document, house.official)
    later = clock.end_of_work(clock.add_working_days(clock.today(), 6))
    operations.ask_more_time(
        document, line, "Chờ số liệu của 3 xã.", due_at=later, by=house.official
    )
    operations.urge(document, line, UrgingWords("Khẩn trương báo cáo."), by=house.head)
    words = PhraseWords("direction", "Chủ trì", "Chủ trì, tham mưu văn bản trả lời.")
    operations.keep_phrase(words, by=house.leader)


def tasks(house):
    """A task at work that its lead wants longer and another desk helps with, and a reported one."""
    due = clock.now() + timedelta(days=5)
    lead = house.desks["head"].id
    helping = (house.desks["other_head"].id,)
    asked = NewTask("Rà soát vị trí việc làm", lead, due, "Trong toàn cơ quan.", helping)
    running = operations.give_task(asked, by=house.leader)
    operations.accept_task(running, by=house.head)
    operations.ask_extension(running, "Chờ số liệu.", due_at=due + timedelta(days=3), by=house.head)
    done = operations.give_task(NewTask("Thống kê biên chế", lead, due), by=house.leader)
    operations.accept_task(done, by=house.head)
    operations.report_done(done, "Đã xong.", by=house.head)


def tray(house):
    """Scans that wait, one that came before and one that could not be read."""
    for name, data in (("quet-0001.pdf", b"1"), ("quet-0002.pdf", b"2"), ("quet-0003.pdf", b"1")):
        stored = blobs.put(b"%PDF-1.4 " + data)
        file = NewFile(name, "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
        way = TrayWay.SCANNER
        given = Brought(house.unit.id, way, name, stored.sha256, stored.size, (file,), key=name)
        item = keep_scan(given, by=SYSTEM)
        note_tray_look(item, TrayLook((file,), [], 2), by=SYSTEM)
    broken = Brought(house.unit.id, TrayWay.SCANNER, "quet-0004.pdf", "", 9, (), key="broken")
    note_refused_scan(broken, TrayState.BROKEN, "Tệp bị cắt ngang.", by=SYSTEM)
    operations.note_secret_paper(house.unit.id, "12", clock.today(), by=house.clerk)


def letter(number):
    return {
        "symbol": f"{number}/BHC-CQCS",
        "subject": f"{SUBJECT}, đợt {number}",
        "identifier": f"{messages.SENDER},2026/11/18,{number}/BHC-CQCS",
        "issuer_code": messages.SENDER,
        "files": (build.text_file(),),
    }


def drafted(house, subject):
    draft = operations.start_draft(subject=subject, by=house.official)
    operations.save_form(draft, form_of(draft), by=house.official)
    return draft


def form_of(draft, **given):
    return {
        "type_code": "cong-van",
        "subject": draft.subject,
        "body": BODY,
        "addressees": ["Bộ Mẫu"],
        "copies": ["Như trên"],
        "recipients": [messages.SENDER],
        "urgency": "normal",
    } | given


def dressed(house, drafts):
    """From the draft to the sealed document; the last ones go furthest."""
    for draft in drafts:
        until(lambda draft=draft: queries.draft_of(draft).pdf_sha256)
    operations.save_form(drafts[0], form_of(drafts[0], body=BODY + " Hết."), by=house.official)
    operations.ask_opinion(
        drafts[0],
        [house.desks["colleague"].id],
        "Đề nghị cho ý kiến về số liệu.",
        by=house.official,
    )
    for draft in drafts[1:]:
        operations.submit(draft, house.desks["leader"].id, by=house.official)
    requests = [operations.prepare_signature(draft, by=house.leader) for draft in drafts[2:]]
    for request in requests[1:]:
        sign(request, "leader", house)
    for draft in drafts[3:]:
        until(lambda draft=draft: state_of(draft) is DocumentState.SIGNED)
    operations.number_document(drafts[4], issue_when_sealed=False, by=house.clerk)
    operations.number_document(drafts[5], by=house.clerk)
    seals = [
        signatures.request_by_uid(UUID(queries.draft_of(one).seal_request)) for one in drafts[4:]
    ]
    sign(seals[1], "clerk", house)
    until(lambda: state_of(drafts[5]) is DocumentState.ISSUED)
    until(lambda: is_ready(requests[0]) and is_ready(seals[0]))
    signing.withdraw(seals[0], by=house.clerk)
    until(screens.judged)
    until(screens.pictured)


def on_the_way(house):
    """A decision at the check of the head, and one that he sent back with a mark."""
    words = StepWords(StepKind.CONTENT, type_codes=["quyet-dinh"])
    operations.set_review_rule(house.unit.id, words, by=house.admin)
    for number in range(2):
        subject = f"Ban hành Quy chế làm việc ({number})"
        draft = operations.start_draft(subject=subject, type_code="quyet-dinh", by=house.official)
        form = form_of(draft, type_code="quyet-dinh", addressees=[])
        operations.save_form(draft, form, by=house.official)
        until(lambda draft=draft: queries.draft_of(draft).pdf_sha256)
        operations.submit(draft, house.desks["leader"].id, by=house.official)
    mark = Mark("Ghi rõ ngày có hiệu lực.", 1, "Đã hoàn thành")
    operations.send_back(draft, "Thiếu điều khoản thi hành.", marks=[mark], by=house.head)


def sign(request, part, house):
    until(lambda: is_ready(request))
    signing.sign_value(request, pin=PINS[part], by=getattr(house, part))


def is_ready(request):
    db.session.refresh(request)
    return request.state.value == "ready"


def state_of(document):
    return db.session.get_one(Document, document.id, populate_existing=True).state


def until(reached):
    ends = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < ends, "the worker did not come to it"
        time.sleep(0.2)
        db.session.rollback()
        db.session.expire_all()
