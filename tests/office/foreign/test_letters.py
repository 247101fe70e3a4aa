"""Mail told by the child: what people must find in it, and what it is warned of."""

import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO

import pytest

from office.foreign.letters import Notice, Report, Seal, letters
from tests.office.foreign import specimens


def zipped(*entries):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def ordinary():
    made = EmailMessage()
    made["From"] = "Nguyễn Văn Mẫu <mau@h99.example>"
    made["To"] = '"Sở Mẫu, Văn thư" <vt@so.example>, phu@so.example'
    made["Subject"] = "Báo cáo quý III"
    made["Date"] = "Mon, 23 Nov 2026 10:00:00 +0700"
    made["Message-ID"] = "<mot@h99.example>"
    made["References"] = "<a@b.example> <c@d.example>"
    made.set_content("Kính gửi quý cơ quan.")
    made.add_alternative("<p>Kính <b>gửi</b> <img src='cid:dau'></p>", subtype="html")
    picture = specimens.image()
    made.get_payload()[1].add_related(picture, "image", "png", cid="<dau>", filename="dấu.png")
    for name, data in (("phụ lục.docx", specimens.docx("Bảng số liệu")), ("a.exe", b"MZ\0")):
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """All mails of this module in one run of the child, by name."""
    names = list(MAILS)
    into = tmp_path_factory.mktemp("letters")
    found = letters([MAILS[name] for name in names], into=into)
    return dict(zip(names, found, strict=True)) | {"into": into}


NESTED = zipped(("1.zip", zipped(("2.zip", zipped(("3.zip", zipped(("x.txt", b"x"))))))))
RISKY = {
    "a.exe": (b"MZ\0\0", {"executable"}),
    "công văn.pdf.exe": (b"\0", {"executable", "disguised"}),
    "anh\u202egpj.js": (b"var a", {"script", "disguised"}),
    "a.lnk": (b"L\0\0\0\x01\x14\x02\0", {"shortcut"}),
    "đĩa.iso": (b"\0" * 0x8001 + b"CD001", {"disk_image"}),
    "a.docm": (specimens.container(("word/vbaProject.bin", b"x")), {"macro"}),
    "bom.zip": (zipped(("a", b"\0" * 30_000_000)), {"archive_bomb"}),
    "sâu.zip": (NESTED, {"nested_too_deep"}),
    "trong.zip": (zipped(("b.zip", zipped(("c.js", b"x")))), {"script"}),
    "số.csv": (b"a,b\n1,=cmd|'/c calc'!A0\n", {"formula_csv"}),
    "trang.html": (b"<html><script>1</script>", {"script", "web_page"}),
    "khoá.rar": (b"Rar!\x1a\x07\x01\x00abcd\x05\x04", {"encrypted_archive"}),
    "báo cáo.txt": ("Nội dung".encode(), set()),
}


def risky():
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content("x")
    for name, (data, _risks) in RISKY.items():
        made.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()


REPORT = b"""From: MAILER-DAEMON@mx.example
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822;a@so.example
Final-Recipient: rfc822; a@so.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
 no such user

Final-Recipient: rfc822; b@so.example
Action: delayed
Status: 4.4.1
--b
Content-Type: message/rfc822

Message-ID: <goc@h99.example>
Subject: x

x
--b--
"""
READ = b"""From: a@so.example
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b

Read.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; a@so.example
Original-Message-ID: <goc@h99.example>
Disposition: manual-action/MDN-sent-manually; displayed
--b--
"""
HEADLESS = (
    b"Content-Type: multipart/mixed\n\n--x\n\nPhan mot\n--x\nContent-Type: text/html\n\n<b>hai\n"
)
DEEP = b"Subject: sau\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (place, place)
    for place in range(3000)
)
HEAD = b"Subject: %s\nMessage-ID: <x@y.example>\n"
MAILS = {
    "ordinary": ordinary(),
    "risky": risky(),
    "report": REPORT,
    "read": READ,
    "empty": b"",
    "no boundary": HEADLESS,
    "deep": DEEP,
    "parts": HEAD % b"nhieu"
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\n\nx\n" * 9999,
    "heads": b"a: b\n" * 500_000 + b"\nx",
    "line": HEAD % b"dai" + b"\n" + b"a" * 20_000_000,
    "base64": HEAD % b"x" + b"Content-Transfer-Encoding: base64\n\nS8OtbmgWg!!!\xffeOG7rWk=\n",
    "page": HEAD % b"trang" + b"Content-Type: text/html\n\n" + b"<div>" * 100_000 + b"chu",
    "signed": HEAD
    % b"x"
    + b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n'
    b"--b\n\nx\n--b\nContent-Type: application/pkcs7-signature\n\nx\n--b--\n",
    "sealed": HEAD % b"x" + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
    "invitation": HEAD % b"x" + b"Content-Type: text/calendar; method=request\n\nBEGIN:VCALENDAR\n",
    "winmail": HEAD
    % b"x"
    + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    b"eJ8+IgAAAAAAAAAAAAAAAA==\n",
}


def codes(letter):
    return {one.code for one in letter.notices}


def test_an_ordinary_letter_is_told_whole(told):
    letter = told["ordinary"]
    head = letter.head
    assert (head.sender.name, head.sender.address) == ("Nguyễn Văn Mẫu", "mau@h99.example")
    assert [one.address for one in head.to] == ["vt@so.example", "phu@so.example"]
    assert head.to[0].name == "Sở Mẫu, Văn thư"
    assert head.date == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert (head.message_id, head.references[1]) == ("<mot@h99.example>", "<c@d.example>")
    assert head.subject == "Báo cáo quý III"
    assert letter.text == letter.preview == "Kính gửi quý cơ quan."
    assert "<b>gửi</b>" in letter.html
    assert not letter.notices
    assert "Bảng số liệu" in letter.words
    picture, paper, program = letter.parts
    assert (picture.name, picture.is_inline, picture.type) == ("dấu.png", True, "image/png")
    assert paper.name == "phụ lục.docx"
    assert paper.type.endswith("wordprocessingml.document")
    assert (told["into"] / paper.file).stat().st_size == paper.size
    assert program.risks == ("executable",)


def test_what_is_dangerous_is_named(told):
    found = {part.name: set(part.risks) for part in told["risky"].parts}
    wanted = {name.replace("\u202e", ""): risks for name, (_data, risks) in RISKY.items()}
    assert found == wanted


def test_reports_tell_what_became_of_each_recipient(told):
    report = told["report"].report
    assert isinstance(report, Report)
    assert (report.kind, report.original_id) == ("delivery", "<goc@h99.example>")
    first, second = report.recipients
    assert (first.address, first.action, first.status) == ("a@so.example", "failed", "5.1.1")
    assert "no such user" in first.diagnostic
    assert second.action == "delayed"
    assert told["read"].report.kind == "reading"
    assert told["read"].report.original_id == "<goc@h99.example>"
    assert "displayed" in told["read"].report.recipients[0].action


def test_a_forgotten_boundary_is_found(told):
    letter = told["no boundary"]
    assert "Phan mot" in letter.text
    assert "<b>hai" in letter.html
    assert Notice.MISSING_BOUNDARY in codes(letter)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("deep", Notice.NESTED_TOO_DEEP),
        ("parts", Notice.TOO_MANY_PARTS),
        ("heads", Notice.CUT_SHORT),
        ("line", Notice.CUT_SHORT),
        ("base64", Notice.BROKEN_ENCODING),
        ("page", Notice.ODD_PAGE),
        ("winmail", Notice.WINMAIL),
    ],
)
def test_a_bomb_is_a_letter_with_a_notice(told, name, code):
    assert code in codes(told[name])
    assert Notice.UNREADABLE not in codes(told[name])


def test_seals_and_invitations_are_recognised(told):
    assert told["signed"].seal is Seal.SMIME_SIGNED
    assert told["sealed"].seal is Seal.SMIME_ENCRYPTED
    assert told["invitation"].calendar.method == "REQUEST"
    assert not told["empty"].seal
