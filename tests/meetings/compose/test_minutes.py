"""Minutes as people read them, and what no text can do to them."""

import hashlib
from io import BytesIO

import pikepdf
import pytest
import segno
from docx import Document

from meetings.compose.manifest import NAME, grouped
from meetings.compose.minutes import CHAIR_FIELD, SECRETARY_FIELD, compose_minutes
from meetings.compose.minutes_docx import minutes_docx
from office import blobs
from office.foreign.reading import enclosed
from signing.operations import Rect, SignatureField, lay_out
from tests.meetings.compose.papers import ITEM, minutes, text_of

TOLD = (
    "BIÊN BẢN Họp giao ban tháng 4",
    "08 giờ 05 phút, ngày 03 tháng 4 năm 2026",
    "Phòng họp số 1",
    "Phạm Văn Đức, Trưởng phòng (đến lúc 08 giờ 20)",
    "Vũ Thị Hạnh, Phó Trưởng phòng (đi công tác)",
    "Bà Vũ Thị Cúc: Đồng ý với đề xuất.",
    "Số người có quyền biểu quyết: 7; có mặt: 6; số phiếu: 6.",
    "Không tán thành 1",
    "Kết quả: được thông qua",
    "Kết luận của chủ tọa số 12",
    "Không có bản ghi: 09:12:04–09:12:31",
    "11 giờ 00 phút, ngày 03 tháng 4 năm 2026./.",
)


@pytest.fixture(scope="module")
def made():
    return compose_minutes(minutes())


def test_the_minutes_say_what_the_decision_asks_for(made):
    words = text_of(made.pdf)
    for told in TOLD:
        assert told in words
    assert "Lập danh sách" in words
    assert "01/5/2026" in words


def test_secretary_and_chair_have_their_own_places(made):
    left, right = made.places[SECRETARY_FIELD], made.places[CHAIR_FIELD]
    assert left.x1 < right.x0
    assert left.page == right.page == made.count - 1


def test_the_fingerprint_is_on_the_page_and_its_manifest_inside_both_signatures(app, made):
    given = minutes().fingerprint
    assert grouped(given.sha256) in text_of(made.pdf)
    places = made.places.items()
    fields = [
        SignatureField(name, at.page, Rect(at.x0, at.y0, at.x1, at.y1)) for name, at in places
    ]
    with app.app_context():
        stored = blobs.put(lay_out(made.pdf, signatures=fields))
        inside = enclosed(blobs.path_of(stored.sha256), NAME)
        assert enclosed(blobs.path_of(stored.sha256), "other.json") is None
    assert hashlib.sha256(inside).hexdigest() == given.sha256
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        assert opened.Root.AF[0].AFRelationship == "/Data"
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "B")


def test_equal_minutes_are_equal_bytes(made):
    assert compose_minutes(minutes()).pdf == made.pdf


def test_hostile_words_stay_words():
    nasty = (
        '#panic("x") $x$ \\ @label <script>alert(1)</script> {{7*7}} `code`'
        " ![p](file:///etc/passwd)"
        "\n\n| a | b |\n|---|---|\n| 1 |\n\n> > > sâu\n\n[gõ](javascript:alert(1))\n\n\u202eabc\x00"
        "\n\n😀\n\nمرحبا\n\n- một\n  - hai\n    - ba\n      - bốn\n        - năm\n          - sáu"
    )
    given = minutes(items=(ITEM,), head=nasty, tail="#" * 40 + "\n\n" + "*" * 300)
    words = text_of(compose_minutes(given).pdf)
    for kept in ('#panic("x") $x$ \\ @label', "<script>alert(1)</script>", "{{7*7}}", "[U+1F600]"):
        assert kept in words
    assert "file:///etc/passwd" in words  # as letters
    assert "\u202e" not in words
    texts = "\n".join(one.text for one in Document(BytesIO(minutes_docx(given))).paragraphs)
    assert "<script>alert(1)</script>" in texts
    assert "😀" in texts


def test_a_name_cannot_break_out_of_its_line():
    given = minutes(subject='a"\n#import "x"\n= Tiêu đề', notation="BB-<x>&amp;")
    words = text_of(compose_minutes(given).pdf)
    assert 'A" #import "x" = Tiêu đề' in words
    assert "BB-<x>&amp;" in words


def test_minutes_without_recording_or_items_are_still_minutes():
    bare = minutes(items=(), fingerprint=None, ended=None, gaps=(), present=(), absent=())
    assert "Cuộc họp kết thúc./." in text_of(compose_minutes(bare).pdf)


def test_the_word_processor_form_says_the_same():
    given = minutes()
    made = Document(BytesIO(minutes_docx(given)))
    words = " ".join(one.text for one in made.paragraphs)
    cells = " ".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert "Bà Vũ Thị Cúc: Đồng ý với đề xuất." in words
    assert "THƯ KÝ" in cells
    assert "Trần Thị Ngưỡng" in cells
    assert "Lập danh sách" in cells
    assert segno.make(given.fingerprint.address, error="m", micro=False).version
    assert len(made.inline_shapes) == 1
    assert made.sections[0].different_first_page_header_footer
    assert 'w:instr="PAGE"' in made.sections[0].header.paragraphs[0]._p.xml  # noqa: SLF001
    names, orders = made.tables[-2].columns[0].width, made.tables[-2].columns[1].width
    assert names < orders  # a number needs less room than a task
