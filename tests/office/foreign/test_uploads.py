"""What is taken at the door and what is refused, with what to do."""

from io import BytesIO

import pytest

from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import check_upload, safe_name
from tests.office.foreign import specimens

ALL = {Kind.MAIL, Kind.PDF, Kind.DOCX, Kind.PNG, Kind.JPEG, Kind.TIFF, Kind.TEXT}


def refused(data, name, allowed=ALL, **more):
    with pytest.raises(ForeignFileRefused) as caught:
        check_upload(BytesIO(data), name, allowed=allowed, **more)
    return caught.value.reason


def test_a_good_file_is_taken_and_its_stream_rewound():
    stream = BytesIO(specimens.typst_pdf("Kính gửi"))
    taken = check_upload(stream, "Công văn.PDF", allowed={Kind.PDF})
    assert (taken.name, taken.kind, taken.media_type) == (
        "Công văn.PDF",
        Kind.PDF,
        "application/pdf",
    )
    assert taken.size == len(stream.getvalue())
    assert taken.facts.pages == 1
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", specimens.docx("Một")),
        ("a.png", specimens.image()),
        ("a.jpg", specimens.image("JPEG")),
        ("a.tif", specimens.image("TIFF")),
        ("a.txt", "Kính gửi".encode()),
        ("thư.eml", specimens.mail(("a.pdf", specimens.plain_pdf()))),
    ],
)
def test_other_kinds_are_taken_where_allowed(name, data):
    assert check_upload(BytesIO(data), name, allowed=ALL).name == name
    assert refused(data, name, allowed={Kind.PDF}) is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"MZ\x90\x00", Reason.PROGRAM),
        ("cong-van.pdf.exe", b"MZ\x90\x00", Reason.PROGRAM),
        ("a.exe", b"%PDF-1.7", Reason.NOT_ALLOWED),
        ("a.pdf", b"#!/bin/sh", Reason.PROGRAM),
        ("a.docx", b"%PDF-1.7", Reason.WRONG_TYPE),
        ("a.pdf", b"", Reason.WRONG_TYPE),
        ("a.docm", specimens.container(), Reason.MACROS),
        ("khong-duoi", b"%PDF-1.7", Reason.WRONG_NAME),
        (".pdf", b"%PDF-1.7", Reason.WRONG_NAME),
        ("a.pdf", specimens.encrypted_pdf(), Reason.ENCRYPTED),
        ("a.docx", specimens.OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        ("a.pdf", specimens.acting_pdf(b"JavaScript"), Reason.SCRIPTS),
        ("a.pdf", specimens.pdf_with_attachment(), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_attachment("a.json", b"MZ\x90"), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_attachment("a.json", b"#!/bin/sh"), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_attachment("a.js", b"alert(1)"), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_attachment("a.json", b"{}", shown="a.hta"), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_attachment("a.pdf", b"%PDF-1.7"), Reason.EMBEDDED),
        ("a.pdf", specimens.pdf_with_pinned_file(), Reason.EMBEDDED),
        ("a.pdf", specimens.typst_pdf("Một")[:-600], Reason.DAMAGED),
        ("a.pdf", specimens.deep_pdf(), Reason.DAMAGED),
        ("a.pdf", specimens.plain_pdf(pages=10_000), Reason.TOO_MANY_PAGES),
        ("a.docx", specimens.container(("word/vbaProject.bin", b"x")), Reason.MACROS),
        ("a.docx", specimens.container(kind=b"word.document.macroEnabled"), Reason.MACROS),
        ("a.docx", specimens.container(kind=b"other"), Reason.WRONG_TYPE),
        ("a.docx", specimens.container(("word/embeddings/a.bin", b"x")), Reason.EMBEDDED),
        ("a.docx", specimens.docx_bomb(), Reason.BOMB),
        ("a.docx", specimens.docx("Một")[:500], Reason.DAMAGED),
        ("a.png", specimens.huge_png(), Reason.BOMB),
        ("a.eml", b"Kh\xf4ng ph\xe3i th\xf4ng \x00", Reason.DAMAGED),
        ("a.eml", b"%PDF-1.7", Reason.WRONG_TYPE),
        ("a.eml", b"MZ\x90\x00", Reason.PROGRAM),
        ("a.eml", specimens.mail(("a.bin", b"MZ\x90\x00")), Reason.PROGRAM),
        (
            "a.eml",
            specimens.mail(("b.eml", specimens.mail(("a.bin", b"MZ\x90\x00")))),
            Reason.PROGRAM,
        ),
        ("a.eml", specimens.mail(*[(f"{n}", b"x") for n in range(60)]), Reason.BOMB),
    ],
)
def test_hostile_and_broken_files_are_refused(name, data, reason):
    assert refused(data, name) is reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("meeting-manifest.json", b'{"version":1}'),
        ("hóa đơn.xml", b"<?xml version='1.0'?><a/>"),
        ("số liệu.csv", "đơn vị;số\n".encode()),
        ("ảnh.png", specimens.image("PNG")),
    ],
)
def test_a_pdf_that_bears_plain_data_is_taken_like_any_other(name, data):
    pdf = specimens.pdf_with_attachment(name, data)
    assert check_upload(BytesIO(pdf), "a.pdf", allowed={Kind.PDF}).facts.attachments == 0


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole():
    assert refused(specimens.plain_pdf(), "a.pdf", size_limit=100) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\lan\\Công văn.pdf", "Công văn.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (" a.pdf. ", "a.pdf"),
        ("Ngu\N{LATIN SMALL LETTER O WITH HORN}\u0300i.pdf", "Ngu\u1eddi.pdf"),
    ],
)
def test_a_name_is_its_last_part_in_one_unicode_form(given, kept):
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    "name",
    ["", "..", "a\x00.pdf", "a\n.pdf", "a\u202efdp.exe", "a" * 200 + ".pdf", "a?.pdf", "a:b.pdf"],
)
def test_a_name_with_hidden_signs_or_none_is_refused(name):
    with pytest.raises(ForeignFileRefused) as caught:
        safe_name(name)
    assert caught.value.reason is Reason.WRONG_NAME
