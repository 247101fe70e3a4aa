"""Scans joined, a stamp on a copy, mails taken apart, whatever they claim to be."""

import io
from email.message import EmailMessage

import pikepdf
import pytest
from PIL import Image

from office.foreign.reading import inspect, joined, mail
from office.foreign.refusals import ForeignFileRefused, Reason


def picture(path, *, pages=1, size=(400, 600)):
    frames = [Image.new("RGB", size, (200, 10 * at, 0)) for at in range(pages)]
    frames[0].save(path, save_all=pages > 1, append_images=frames[1:])
    return path


def pdf(path, pages=1):
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        made.save(path)
    return path


def letter(**headers):
    message = EmailMessage()
    for name, value in ({"From": "Bộ Mẫu <van.thu@bm.example>"} | headers).items():
        message[name] = value
    message.set_content("Kính gửi văn thư.")
    return message


def kept(tmp_path, data):
    path = tmp_path / "thu.eml"
    path.write_bytes(data)
    return path


def refusal(act):
    with pytest.raises(ForeignFileRefused) as refused:
        act()
    return refused.value.reason


def test_pictures_and_pdfs_become_one_pdf_in_their_order(tmp_path):
    sources = [
        picture(tmp_path / "a.jpg"),
        picture(tmp_path / "b.tiff", pages=2, size=(3000, 2000)),
        pdf(tmp_path / "c.pdf", pages=3),
    ]
    made = joined(sources)
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(made.data)
    found = inspect(whole)
    assert (made.pages, found.pages, found.damaged) == (6, 6, False)
    assert all(max(size) <= 850 for size in found.page_sizes)


def test_a_signed_file_is_never_joined(tmp_path):
    signed = pdf(tmp_path / "signed.pdf")
    signed.write_bytes(signed.read_bytes() + b"\n% /ByteRange [0 1 2 3]")
    other = pdf(tmp_path / "other.pdf")
    assert refusal(lambda: joined([other, signed])) is Reason.SIGNED


def test_a_mail_says_who_what_and_when(tmp_path):
    message = letter(Subject="Về việc báo cáo", Date="Tue, 24 Nov 2026 09:30:00 +0700")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="cv.pdf")
    found = mail(kept(tmp_path, message.as_bytes()))
    assert (found.sender, found.address) == ("Bộ Mẫu", "van.thu@bm.example")
    assert (found.subject, found.sent_at) == ("Về việc báo cáo", "2026-11-24T02:30:00+00:00")
    assert found.files == (("cv.pdf", b"%PDF-1.4"),)
    assert "Kính gửi" in found.text


def test_a_charset_that_lies_loses_no_mail(tmp_path):
    head = b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=klingon\n\n"
    found = mail(kept(tmp_path, head + b"B\xe1o c\xe1o"))
    assert found.text.startswith("B")
    assert found.sent_at == ""


def test_a_file_without_head_is_no_mail(tmp_path):
    assert refusal(lambda: mail(kept(tmp_path, b"chi la chu\n\nkhong phai thu"))) is Reason.DAMAGED


def test_a_mail_of_too_many_parts_is_refused(tmp_path):
    part = b"--x\r\nContent-Type: text/plain\r\n\r\n.\r\n"
    head = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    assert refusal(lambda: mail(kept(tmp_path, head + part * 300 + b"--x--"))) is Reason.BOMB


def test_a_mail_in_a_mail_stays_whole(tmp_path):
    outer = letter(Subject="Chuyển tiếp")
    outer.add_attachment(letter(Subject="Bên trong"))
    found = mail(kept(tmp_path, outer.as_bytes()))
    assert len(found.files) == 1
    assert b"B=C3=AAn" in found.files[0][1] or b"utf-8" in io.BytesIO(found.files[0][1]).read()
