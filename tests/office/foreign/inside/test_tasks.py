"""The tasks of the child, called without the walls: our own specimens harm nobody."""

import io
import json

import pytest
from PIL import Image

from office.foreign.inside import images, inspection, jail, main, office_files, pdf, words
from office.foreign.inside.trouble import Trouble
from tests.office.foreign import specimens


@pytest.fixture
def kept(tmp_path):
    def keep(data):
        path = tmp_path / "blob"
        path.write_bytes(data)
        return path

    return keep


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (specimens.plain_pdf, {"kind": "pdf", "pages": 1, "damaged": False}),
        (specimens.hybrid_pdf, {"hybrid": True}),
        (specimens.encrypted_pdf, {"encrypted": True}),
        (lambda: specimens.encrypted_pdf(user="x"), {"encrypted": True}),
        (specimens.deep_pdf, {"damaged": True}),
        (lambda: specimens.acting_pdf(b"ImportData"), {"scripts": True}),
        (lambda: specimens.plain_pdf(extra=b"/AcroForm<</XFA[]>>"), {"scripts": True}),
        (lambda: specimens.plain_pdf(extra=b"/A[[<</S/Launch>>]]"), {"scripts": True}),
        (specimens.pdf_with_attachment, {"attachments": 1}),
        (lambda: specimens.docx("x"), {"kind": "docx", "external": False}),
        (lambda: specimens.container(("word/a.xml", b"<altChunk/>")), {"external": True}),
        (lambda: specimens.container(("Basic/a.xml", b"")), {"macros": True}),
        (lambda: specimens.container() + b"", {"kind": "docx"}),
        (lambda: b"PK\x03\x04rubbish", {"damaged": True, "kind": "zip"}),
        (lambda: specimens.OLE, {"kind": "doc", "encrypted": False, "macros": False}),
        (specimens.image, {"kind": "png", "pages": 1, "damaged": False}),
        (
            lambda: specimens.image("JPEG", size=(900, 900))[:5000],
            {"kind": "jpeg", "damaged": True},
        ),
        (lambda: b"\x00\x01", {"kind": "unknown", "looks_like": ""}),
        (lambda: b"MZ", {"kind": "program"}),
    ],
)
def test_inspection_tells_what_a_file_is(kept, tmp_path, make, told):
    found = inspection.inspect(kept(make()), tmp_path)
    assert {name: found[name] for name in told} == told


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (specimens.docx_bomb, "bomb"),
        (specimens.huge_png, "bomb"),
        (lambda: specimens.plain_pdf(pages=pdf.PAGE_LIMIT + 1), "too-many-pages"),
        (lambda: b"\x89PNG\r\n\x1a\nrubbish", "damaged"),
    ],
)
def test_inspection_refuses_what_would_cost_too_much(kept, tmp_path, make, reason):
    with pytest.raises(Trouble) as trouble:
        inspection.inspect(kept(make()), tmp_path)
    assert trouble.value.reason == reason


def test_an_opendocument_text_is_known(kept, tmp_path):
    stream = io.BytesIO()
    with office_files.zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert inspection.inspect(kept(stream.getvalue()), tmp_path)["kind"] == "odt"


def test_limits_of_objects_and_frames(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "OBJECT_LIMIT", 1)
    monkeypatch.setattr(images, "FRAME_LIMIT", 1)
    second = Image.new("RGB", (60, 40))
    fax = specimens.image("TIFF", save_all=True, append_images=[second])
    for data in (specimens.plain_pdf(), fax):
        with pytest.raises(Trouble):
            inspection.inspect(kept(data), tmp_path)


def test_pages_are_drawn_into_files(kept, tmp_path):
    told = images.page_images(
        kept(specimens.plain_pdf(pages=2)), tmp_path, pages=[1, 5], width=100, picture="webp"
    )
    assert told == {"pages": [{"page": 1, "width": 100, "height": 141, "file": "page-1.webp"}]}
    with Image.open(tmp_path / "page-1.webp") as drawn:
        assert drawn.size == (100, 141)


def test_a_broken_picture_cannot_be_drawn(kept, tmp_path):
    data = specimens.image("JPEG", size=(300, 300))
    with pytest.raises(Trouble):
        images.page_images(
            kept(data[: len(data) // 2]), tmp_path, pages=[0], width=50, picture="png"
        )


def test_long_texts_are_cut(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(words, "TEXT_LIMIT", 3)
    assert words.text(kept(b"abcdef"), tmp_path) == {"pages": ["abc"], "cut": True}


def test_words_of_odd_containers(kept, tmp_path):
    assert words.text(kept(specimens.container()), tmp_path)["pages"] == [""]
    for data in (b"PK\x03\x04rubbish", specimens.container(("word/document.xml", b"<a>"))):
        with pytest.raises(Trouble):
            words.text(kept(data), tmp_path)


def test_line_breaks_and_tabs_are_kept(kept, tmp_path):
    made = specimens.docx("một\thai\nba")
    assert words.text(kept(made), tmp_path)["pages"] == ["một\thai\nba"]


@pytest.mark.parametrize(
    ("source", "found"),
    [("#rect[TỐI MẬT]", ["TỐI MẬT"]), ("LUẬT BẢO VỆ BÍ\\ MẬT", []), ("tài liệu MẬT", [])],
)
def test_stamps(kept, tmp_path, source, found):
    pdf_file = kept(specimens.typst_pdf(source))
    assert words.stamp_words(pdf_file, tmp_path)["words"] == found


def test_what_cannot_be_rewritten_is_refused(kept, tmp_path):
    made = {
        "signed": specimens.plain_pdf(extra=b"/X<</ByteRange [0 1 2 3]>>"),
        "encrypted": specimens.encrypted_pdf(),
        "damaged": b"%PDF-1.7 rubbish",
    }
    for reason, data in made.items():
        with pytest.raises(Trouble) as trouble:
            pdf.rewrite(kept(data), tmp_path)
        assert trouble.value.reason == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [(specimens.encrypted_pdf(user="x"), "encrypted"), (b"%PDF-1.7 rubbish", "damaged")],
)
def test_pages_that_cannot_be_opened_have_a_reason(kept, tmp_path, data, reason):
    with pytest.raises(Trouble) as trouble:
        words.text(kept(data), tmp_path)
    assert trouble.value.reason == reason


def test_words_of_pages_and_of_marked_up_files(kept, tmp_path):
    pages = words.text(kept(specimens.typst_pdf("Ngưỡng #pagebreak() Thuở")), tmp_path)["pages"]
    assert [page.strip() for page in pages] == ["Ngưỡng", "Thuở"]
    assert words.text(kept(b"<?xml version='1.0'?><a/>"), tmp_path)["pages"][0].endswith("<a/>")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(Trouble):
        words.text(kept(specimens.container(("word/document.xml", bomb))), tmp_path)


def test_stamps_of_other_files(kept, tmp_path):
    assert words.stamp_words(kept(specimens.docx("MẬT")), tmp_path)["words"] == ["MẬT"]
    assert words.stamp_words(kept(specimens.docx("BÍ", "MẬT")), tmp_path)["words"] == []
    assert words.stamp_words(kept(b"MZ"), tmp_path)["words"] == []


def test_office_files_are_told_apart_by_what_they_declare(kept, tmp_path):
    declared = {
        b"application/vnd.ms-word.document.macroEnabled.main+xml": "docm",
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
        b"something else": "zip",
    }
    for content_type, kind in declared.items():
        data = specimens.container(kind=content_type)
        assert inspection.inspect(kept(data), tmp_path)["kind"] == kind


def test_a_hyperlink_waits_for_a_click_and_is_no_fault(kept, tmp_path):
    relation = '<Relationships><Relationship Type="http://x/%s" TargetMode="External"/>'
    for kind, is_fetched in (("hyperlink", False), ("image", True), ("attachedTemplate", True)):
        part = ("word/_rels/document.xml.rels", (relation % kind).encode())
        found = inspection.inspect(kept(specimens.container(part)), tmp_path)
        assert found["external"] is is_fetched


def test_an_old_container_tells_password_and_macros(kept, tmp_path):
    for word, fault in (("EncryptedPackage", "encrypted"), ("_VBA_PROJECT", "macros")):
        data = specimens.OLE + b"\0" * 600 + word.encode("utf-16-le")
        assert inspection.inspect(kept(data), tmp_path)[fault] is True


def test_an_unknown_file_is_named_by_guess_only(kept, tmp_path):
    found = inspection.inspect(kept(b"Rar!\x1a\x07\x00" + b"\x00" * 50), tmp_path)
    assert found["kind"] == "unknown"
    assert "rar" in found["looks_like"]


def test_each_frame_of_a_fax_is_a_page(kept, tmp_path):
    second = Image.new("RGB", (60, 40), "black")
    source = kept(specimens.image("TIFF", save_all=True, append_images=[second]))
    assert inspection.inspect(source, tmp_path)["pages"] == 2
    images.page_images(source, tmp_path, pages=[0, 1, 2], width=60, picture="png")
    seen = [Image.open(tmp_path / f"page-{page}.png").getpixel((5, 5))[0] for page in (0, 1)]
    assert seen == [255, 0]


def test_a_page_as_long_as_a_road_is_refused(kept, tmp_path):
    source = kept(specimens.plain_pdf().replace(b"595 842", b"10 14400"))
    with pytest.raises(Trouble) as trouble:
        images.page_images(source, tmp_path, pages=[0], width=1000, picture="png")
    assert trouble.value.reason == "memory"


def test_a_hybrid_file_is_written_anew(kept, tmp_path):
    pdf.rewrite(kept(specimens.hybrid_pdf()), tmp_path)
    assert b"XRefStm" not in (tmp_path / "rewritten.pdf").read_bytes()


def test_bookmarks_become_points(kept, tmp_path):
    dests = b"/Dests<</so[3 0 R/XYZ 10 20 0]/whole[3 0 R/Fit]>>"
    told = pdf.destinations(kept(specimens.plain_pdf(extra=dests)), tmp_path)
    assert told["points"] == {"so": [0, 10.0, 20.0]}
    assert told["fonts"] == []


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (None, {"facts": {"pages": ["abc"], "cut": False}}),
        (Trouble("bomb"), {"reason": "bomb"}),
        (MemoryError(), {"reason": "memory"}),
    ],
)
def test_the_child_leaves_an_answer(kept, tmp_path, monkeypatch, error, answer):
    def failing(*_args, **_options):
        raise error

    if error:
        monkeypatch.setattr(words, "text", failing)
    monkeypatch.setattr(jail, "enter", lambda _limits: None)
    monkeypatch.setattr(jail, "shut_sockets", lambda: None)
    monkeypatch.setattr(main.tempfile, "tempdir", None)
    order = {
        "task": "text",
        "source": str(kept(b"abc")),
        "out": str(tmp_path),
        "options": {},
        "limits": {},
    }
    main.run(order)
    assert json.loads((tmp_path / main.RESULT).read_text()) == answer
