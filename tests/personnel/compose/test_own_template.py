"""Templates that an administrator loads: what they may ask for, and which are refused."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from PIL import Image

from office.foreign import child, conversion
from office.foreign.child import Limits
from office.foreign.inside.jail import Network
from office.foreign.refusals import ForeignFileRefused, Reason
from personnel.compose import own_template
from personnel.compose.own_template import (
    TemplateRefused,
    check_template,
    fill_template,
    template_pdf,
)
from personnel.compose.placeholders import ROWS, placeholders, sample
from tests.needs import needs
from tests.office.foreign import specimens
from tests.personnel.compose import papers, records


def template(*lines, rows=()):
    """A .docx with these lines, and tables whose cells are these rows."""
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    if rows:
        table = made.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


OFFICIAL = template(
    "1) Họ và tên: {{ identity.full_name|upper }}",
    "Quê quán: {{ identity.home_town }}; chức vụ: {{ post.title }}",
    "Trình độ: {{ highest_degree }}. {{ place }}, {{ day }}",
    rows=(
        ("{%tr for row in pay_history %}", "", ""),
        ("{{ row.month }}", "{{ row.grade_code }}", "{{ row.coefficient }}"),
        ("{%tr endfor %}", "", ""),
    ),
)


def refusal(data, kind=TemplateRefused):
    with pytest.raises(kind) as caught:
        check_template(data)
    return caught.value


def test_a_template_is_filled_with_the_words_of_the_record():
    assert check_template(OFFICIAL) == (
        "day",
        "highest_degree",
        "identity",
        "identity.full_name",
        "identity.home_town",
        "pay_history",
        "pay_history.coefficient",
        "pay_history.grade_code",
        "pay_history.month",
        "place",
        "post",
        "post.title",
    )
    words = papers.docx_words(fill_template(OFFICIAL, records.whole()))
    assert "1) Họ và tên: NGUYỄN THỊ THUỶ TIÊN" in words
    assert "Quê quán: Thôn Đoài, xã Yên Khê, Hà Nội; chức vụ: Trưởng phòng Phổ biến" in words
    assert "Thạc sĩ, Quản lý công. H99, ngày 25 tháng 11 năm 2026" in words
    assert "10/2012 01.003 2,34 10/2015 01.003 2,67" in words
    assert "10/2024 01.003 3,66" in words


def test_every_placeholder_of_the_list_can_be_asked_for():
    lines = [one.written for one in placeholders() if not one.rows]
    lines += [
        f"{{% for row in {name} %}}"
        + " ".join(one.written for one in placeholders() if one.rows == name)
        + "{% endfor %}"
        for name, rows in ROWS.items()
        if not rows.is_one
    ]
    asked = check_template(template(*lines))
    assert {name.partition(".")[0] for name in asked} == set(sample())
    assert {f"{one.rows}.{one.name}" if one.rows else one.name for one in placeholders()} <= {
        *asked
    }
    filled = papers.docx_words(fill_template(template(*lines), records.whole()))
    assert "{{" not in filled
    assert "Cha chồng" in filled


def test_what_the_reader_may_not_see_is_dots_and_named_at_the_end():
    hidden = frozenset({"identity.religion", "family", "health"})
    asked = template("Tôn giáo: {{ identity.religion }}.", "{{ family_self|length }} người")
    words = papers.docx_words(fill_template(asked, records.whole(hidden=hidden)))
    assert "Tôn giáo: ………. 0 người" in words
    assert words.endswith(
        "không có quyền xem: Gia đình: về bản thân; Thông tin cá nhân (Tôn giáo)."
    )
    placed = template("{{ left_out }}", "{{ health.status }}")
    words = papers.docx_words(fill_template(placed, records.whole(hidden=hidden)))
    assert words == "Không in, do người in không có quyền xem: Sức khỏe. ………"


def test_values_are_words_and_never_markup_or_placeholders():
    made = records.Made()
    nasty = "A & B <w:br/> {{ 7*7 }}"
    made.add("identity", {"full_name": nasty}, slot="")
    filled = fill_template(template("{{ identity.full_name }}"), records.whole(rows=made.rows))
    assert papers.docx_words(filled) == nasty


def test_the_photo_stands_where_the_template_asks_for_it():
    kept = BytesIO()
    Image.new("RGB", (30, 45), "green").save(kept, "PNG")
    asked = template("{{ photo }}", "{{ agency }}")
    with_photo = fill_template(asked, records.whole(photo=kept.getvalue()))
    assert len(Document(BytesIO(with_photo)).inline_shapes) == 1
    assert papers.docx_words(fill_template(asked, records.whole())) == "Sở Tư pháp tỉnh H99"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{{ identity.nickname }}", "nickname"),
        ("{{ salary }}", "salary"),
        ("{% for row in pay_history %}{{ row.money }}{% endfor %}", "money"),
    ],
)
def test_a_name_that_no_record_has_is_refused_and_named(line, told):
    assert told in str(refusal(template(line)))


@pytest.mark.parametrize(
    "line",
    [
        "{{ identity.full_name",
        "{% for row in pay_history %}",
        "{{ identity.__class__.__mro__ }}",
        "{{ ''.join.__globals__ }}",
        "{{ identity.full_name / 0 }}",
        "{% include 'x' %}",
    ],
)
def test_what_is_no_placeholder_is_refused(line):
    refusal(template(line))


def test_a_template_that_asks_for_nothing_is_refused():
    refusal(template("Sơ yếu lý lịch"))


def test_broken_and_macro_bearing_files_are_refused():
    """In words that say what to do, before anything opens them here."""
    assert refusal(b"PK\x03\x04 no zip", ForeignFileRefused).reason is Reason.DAMAGED
    assert refusal(specimens.typst_pdf("x"), ForeignFileRefused).reason is Reason.WRONG_TYPE
    macros = BytesIO(OFFICIAL)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert refusal(macros.getvalue(), ForeignFileRefused).reason is Reason.MACROS


def test_a_template_that_never_ends_is_stopped(monkeypatch):
    loops = [f"{{% for {name} in range(9999) %}}" for name in "abcd"]
    endless = template("".join(loops) + "{{ agency }}" + "{% endfor %}" * len(loops))
    monkeypatch.setattr(own_template, "LIMITS", Limits(seconds=1, cpu_seconds=1))
    assert refusal(endless, ForeignFileRefused).reason is Reason.TIME


@needs("libreoffice")
def test_a_filled_template_is_printed(monkeypatch):
    """Two seconds of LibreOffice; the walls are tried in tests/documents/compose/test_docx.py."""
    if not child.is_network_out_of_reach():
        monkeypatch.setattr(conversion, "_network", lambda: Network.ANY)
    words = papers.words_of(template_pdf(OFFICIAL, records.whole()))
    assert "1) Họ và tên: NGUYỄN THỊ THUỶ TIÊN" in words
    assert "10/2012 01.003 2,34" in words
