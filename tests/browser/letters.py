"""Mail of the world of browser tests: the clerks' box with everything a page can show."""

from dataclasses import replace
from datetime import timedelta

from mail import operations
from mail.models import Folder
from mail.queries import box_of_desk, domains_of, open_box, own_box
from office import blobs, clock
from office.accounts.models import Person
from office.db import db
from office.permissions import SYSTEM
from tests.mail.post import lay

DOMAIN = "thu.lamgiang.example"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
HTML = (
    '<h2 style="color: #0b5a61">Kính gửi Sở Nội vụ</h2><p>Đề nghị quý cơ quan <b>góp ý</b> dự thảo.'
    '</p><p><img src="cid:dau@tinh" alt="dấu"><img data-remote="https://anh.example/a.png" alt="">'
    '</p><table border="1"><tr><td>Nội dung</td><td>Thời hạn</td></tr></table>'
    '<blockquote data-quote="block"><p>Thư trước đã gửi ngày 12.</p></blockquote>'
)
INVITED, SEALED = "Giấy mời dự họp giao ban", "Ý kiến về nhân sự"
NOBODY = {"answer": "", "role": "", "is_asked": False}
MEETING = {
    "uid": "hop@bo-noi-vu.example",
    "sequence": 0,
    "recurrence_id": "",
    "status": "",
    "summary": "Họp giao ban quý IV",
    "location": "Phòng họp A, tầng 3",
    "description": "",
    "start": "2026-12-01T09:00:00+07:00",
    "end": "2026-12-01T10:00:00+07:00",
    "zone": "",
    "all_day": False,
    "rule": "",
    "organizer": NOBODY | {"address": "vp@bo-noi-vu.example", "name": "Văn phòng Bộ"},
    "attendees": [],
}
WARNED = {"verdicts": {"spf": "softfail", "dkim": [], "dmarc": "fail"}, "is_outside": True}


def domain(house):
    """The one mail domain of the agency."""
    found = domains_of(house.unit.id)
    return found[0] if found else operations.open_domain(house.unit, DOMAIN, by=SYSTEM)


def own(house, part, name=""):
    """The box of an official, opened at first use."""
    owner = db.session.get_one(Person, getattr(house, part).person_id)
    found = own_box(owner.id)
    return found or operations.open_person_box(owner, domain(house), name or part, by=SYSTEM)


def shared(house):
    """The box of the clerks' desk, opened at first use."""
    desk = house.desks["clerk"]
    found = box_of_desk(desk.id)
    if found is not None:
        return found
    name = "Văn thư Sở Nội vụ"
    return operations.open_desk_box(desk, domain(house), "vanthu", name, by=SYSTEM)


def built(house):
    """Both boxes of the clerk with a long conversation, a dangerous letter and forty others."""
    own(house, "clerk", "vanthu1")
    owner = db.session.get_one(Person, house.clerk.person_id)
    box = shared(house)
    start = clock.now() - timedelta(days=20)
    for number in range(40):
        at = start + timedelta(hours=number)
        lay(box, subject=f"Về việc báo cáo định kỳ số {number}", at=at, is_seen=number % 3 > 0)
    first = lay(box, subject="Góp ý dự thảo nghị quyết", text="Đề nghị góp ý.\n> Cũ\nHết.")
    lay(box, subject="Đã gửi", folder=Folder.SENT, answers=first, is_seen=True)
    files = [
        ("dau.png", "image/png", PNG, {"content_id": "dau@tinh", "is_inline": True}),
        ("Dự thảo nghị quyết về phát triển kinh tế.pdf", "application/pdf", b"%PDF-1.4"),
        ("hoa-don.pdf.exe", "application/x-dosexec", b"MZ", {"risks": ["executable"]}),
    ]
    view = {"remote_count": 1, "notices": [{"code": "charset_guessed", "values": ["?", "tcvn3"]}]}
    sender = ("Trần Thị Bình", "binh.tran@so-noi-vu.tinh-ben-canh.example")
    held = lay(
        box, subject="Trả lời: Góp ý dự thảo nghị quyết", html=HTML, answers=first,
        sender=sender, files=files, view=view, **WARNED,
    )  # fmt: skip
    opened = open_box(box.uid, house.clerk)
    due_on = clock.add_working_days(clock.today(), 2)
    operations.assign(opened, held, owner, due_on=due_on, note="Trả lời trước", by=house.clerk)
    label = operations.make_label(opened, "Nghị quyết", by=house.clerk)
    operations.label(opened, [held], label, by=house.clerk)
    _asking(box)
    _written(opened, house)
    return box, held


def _asking(box):
    """A letter that invites to a meeting and asks for a receipt, and one that is sealed."""
    address = "vp@bo-noi-vu.example"
    lay(
        box, subject=INVITED, sender=("Văn phòng Bộ", address), is_outside=True, is_seen=True,
        envelope_from="gui-thu@bo-noi-vu.example", verdicts={"spf": "pass", "dmarc": "pass"},
        calendar={"path": "2", "method": "REQUEST", "events": [MEETING]},
        html='<p>Kính mời.</p><img data-remote="https://anh.example/a.png" alt="">',
        view={"head": {"receipt_to": [{"name": "", "address": address}]}, "remote_count": 1},
        at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    sealed = {"kind": "smime_encrypted", "code": "sealed"}
    lay(box, subject=SEALED, seal=sealed, is_seen=True, at=clock.now() - timedelta(days=31))


def _written(opened, house):
    """A draft with a file that invites second thoughts, one that waits, one before its PIN."""
    words = operations.Words(
        to="Bà Trần Thị Bình <binh.tran@so-noi-vu.tinh-ben-canh.example>",
        cc="vanthu@thu.lamgiang.example",
        subject="Trả lời: Góp ý dự thảo nghị quyết",
        text="Kính gửi bà,\n\nSở Nội vụ gửi kèm ý kiến góp ý.",
    )
    draft = operations.begin_draft(opened, words, by=house.clerk)
    for name in ("scheduled", "signed"):
        other = operations.begin_draft(
            opened, replace(words, options={"sign": name == "signed"}), by=house.clerk
        )
        later = clock.now() + timedelta(days=300)
        operations.send(other, version=1, at=later, by=house.clerk)
    stored = blobs.put(PNG)
    operations.attach_file(
        draft, operations.File("Ảnh hội nghị.png", stored.sha256, len(PNG)), by=house.clerk
    )
