"""Words of mail files: head, text, attachments of known kinds, mails within mails."""

from email.message import EmailMessage

import pytest

from office.foreign import reading
from office.foreign.refusals import ForeignFileRefused
from tests.office.foreign import specimens


def letter(subject, text, *, html=""):
    made = EmailMessage()
    made["From"] = "Nguyễn Văn Mẫu <mau@so.example>"
    made["Subject"] = subject
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made


def words_of(tmp_path, message):
    path = tmp_path / "blob"
    path.write_bytes(bytes(message) if isinstance(message, EmailMessage) else message)
    return " ".join(reading.mail_words(path).pages)


def test_all_that_a_mail_says_is_found(tmp_path):
    inner = letter("Thư bên trong", "Xin gửi biên bản nghiệm thu.")
    made = letter("Báo cáo quý", "Kính gửi quý cơ quan.", html="<html><b>Bản đậm</b></html>")
    made.add_attachment(
        specimens.docx("Phụ lục số liệu"), maintype="application", subtype="x", filename="a.docx"
    )
    made.add_attachment(
        specimens.typst_pdf("Danh sách kèm theo"), maintype="application", subtype="pdf"
    )
    made.add_attachment(b"\x89PNG\r\n\x1a\nx", maintype="image", subtype="png", filename="anh.png")
    made.add_attachment(b"PK\x03\x04broken", maintype="application", subtype="zip")
    made.add_attachment(inner)
    said = words_of(tmp_path, made)
    for words in (
        "Báo cáo quý",
        "Nguyễn Văn Mẫu",
        "mau@so.example",
        "Kính gửi quý cơ quan.",
        "Bản đậm",
        "Phụ lục số liệu",
        "Danh sách kèm theo",
        "anh.png",
        "Thư bên trong",
        "biên bản nghiệm thu",
    ):
        assert words in said, words
    assert "<b>" not in said


def test_mails_within_mails_end_somewhere(tmp_path):
    made = letter("Tầng 0", "x")
    for depth in range(1, 7):
        outer = letter(f"Tầng {depth}", "x")
        outer.add_attachment(made)
        made = outer
    said = words_of(tmp_path, made)
    assert "Tầng 3" in said
    assert "Tầng 0" not in said


def test_what_is_no_mail_is_refused(tmp_path):
    with pytest.raises(ForeignFileRefused):
        words_of(tmp_path, b"no head at all")
