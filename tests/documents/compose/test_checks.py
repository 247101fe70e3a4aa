"""The automatic check of form: quiet on what the form makes, clear on what departs."""

from dataclasses import replace

import pytest
import typst

from documents.compose import checks
from documents.views.form_check import FAULTS
from office import fonts
from office.foreign.inside.measures import measures
from tests.documents.compose.specimens import codes, composed, specimen

LETTER = checks.Wanted("Công văn", is_letter=True, signer="Trần Thị Ngưỡng")


def seen(pdf, folder):
    path = folder / "one.pdf"
    path.write_bytes(pdf)
    return checks.sheets_of(measures(path, folder))


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    return seen(composed("cong-van").pdf, tmp_path_factory.mktemp("letter"))


def found(sheets, wanted=LETTER):
    return {one.code: one for one in checks.check(sheets, wanted)}


def changed(sheets, place=0, **facts):
    """The same pages with one page changed."""
    return [replace(one, **facts) if at == place else one for at, one in enumerate(sheets)]


def without(sheets, words):
    """The pages without the lines that say these words."""
    return [
        replace(one, lines=tuple(line for line in one.lines if words not in line.text))
        for one in sheets
    ]


def in_style(sheets, words, **style):
    """The pages with one line set otherwise."""
    return [
        replace(
            one,
            lines=tuple(replace(row, **style) if words in row.text else row for row in one.lines),
        )
        for one in sheets
    ]


@pytest.mark.needs("times")
@pytest.mark.parametrize("code", codes())
def test_what_the_form_makes_departs_nowhere(code, tmp_path):
    content = specimen(code)
    wanted = checks.Wanted(
        content.kind.name,
        is_letter=content.kind.is_letter,
        is_dated=content.kind.layout.dated,
        signer=content.signers[0].full_name,
    )
    assert checks.check(seen(composed(code).pdf, tmp_path), wanted) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("CỘNG HÒA XÃ HỘI", "motto"),
        ("Độc lập - Tự do", "devotion"),
        ("Số:", "number"),
        ("năm 2026", "date"),
        ("V/v", "abstract"),
        ("Nơi nhận:", "recipients"),
        ("Lưu: VT", "master"),
        ("./.", "end-mark"),
        ("Trần Thị Ngưỡng", "signer"),
        ("Như trên", "as-above"),
    ],
)
def test_a_missing_box_is_named(letter, words, code):
    assert code in found(without(letter, words))


def test_a_named_type_misses_its_name(letter):
    assert found(letter, checks.Wanted("Tờ trình"))["type-name"].seen == "TỜ TRÌNH"


@pytest.mark.parametrize(
    ("facts", "code", "told"),
    [
        ({"width": 216, "height": 279}, "page-size", "216 × 279 mm"),
        ({"width": 180}, "page-size", "180 × 297 mm"),
    ],
)
def test_other_paper_is_named(letter, facts, code, told):
    assert found(changed(letter, **facts))[code].seen == told


@pytest.mark.parametrize(
    ("side", "code"), [("left", "margin-left"), ("right", "margin-right"), ("top", "margin-top")]
)
def test_text_in_a_margin_is_named_with_its_page(letter, side, code):
    at = {"left": 20.0, "right": 202.0, "top": 12.0}[side]
    departs = found(in_style(letter, "Thực hiện Kế hoạch", **{side: at}))[code]
    assert departs.page == 1


def test_other_letters_and_sizes_are_named(letter):
    assert found(in_style(letter, "Số:", fonts=("Arial-BoldMT",)))["font"].seen == "Arial-BoldMT"
    assert found(in_style(letter, "", size=11.0))["text-size"].seen == "11"
    assert found(in_style(letter, "Như trên", size=7.0))["small-print"].seen == "7"
    plain = in_style(
        letter, "Độc lập", fonts=("LiberationSerif",), text="Độc lập - Tự do - Hạnh phúc"
    )
    assert "devotion-style" in found(plain)


def test_a_second_page_without_a_number_is_named(letter):
    assert found([*letter, replace(letter[0])])["page-number"].page == 2


def test_empty_fields_are_named_first(letter):
    first, *_others = checks.check(letter, replace(LETTER, empty_fields=("time",)))
    assert (first.code, first.seen) == ("empty-field", "time")


def test_pictures_without_text_cannot_be_checked(letter):
    assert set(found([replace(one, lines=()) for one in letter])) == {"no-text"}


def test_every_finding_has_words(letter):
    bare = [replace(letter[0], lines=letter[0].lines[:1], width=100)]
    known = {*found(bare), *found(without(letter, "a")), "empty-field", "no-text"}
    assert known <= set(FAULTS)


def test_a_page_of_another_hand_is_measured(tmp_path):
    source = '#set page("a5")\n#set text(font: "%s", size: 9pt)\nHello' % fonts.serif_family()  # noqa: UP031  # braces
    pdf = typst.compile(source.encode(), font_paths=fonts.typst_fonts())
    assert {"page-size", "motto", "recipients"} <= set(found(seen(pdf, tmp_path)))
