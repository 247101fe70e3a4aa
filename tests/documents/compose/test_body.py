"""The Markdown subset that officials write in."""

from documents.compose.body import Run, blocks, ended


def texts(body):
    return [block.text for block in blocks(body)]


def test_every_typed_line_is_a_paragraph():
    assert texts("Dòng một\nDòng hai\n\nDòng ba") == ["Dòng một", "Dòng hai", "Dòng ba"]


def test_points_keep_the_numbers_that_were_typed():
    assert texts("1. Một\n3. Ba\n\na) chữ a\nb) chữ b") == [
        "1. Một",
        "3. Ba",
        "a) chữ a",
        "b) chữ b",
    ]
    assert texts("- gạch\n- đầu dòng") == ["- gạch", "- đầu dòng"]


def test_bold_and_italic_are_kept_apart():
    (block,) = blocks("thường **đậm** *nghiêng*")
    assert block.runs == (
        Run("thường "),
        Run("đậm", bold=True),
        Run(" "),
        Run("nghiêng", italic=True),
    )


def test_an_article_begins_in_bold():
    (block,) = blocks("Điều 12. Hiệu lực")
    assert block.runs == (Run("Điều 12.", bold=True), Run(" Hiệu lực"))


def test_headings_have_two_levels():
    assert [block.kind for block in blocks("# I. CHUNG\n\n## 1. Riêng\n\nLời")] == [
        "heading",
        "subheading",
        "paragraph",
    ]


def test_a_table_is_read_cell_by_cell():
    (table,) = blocks("| A | B |\n|---|---|\n| **1** | |")
    assert [["".join(run.text for run in cell) for cell in row] for row in table.rows] == [
        ["A", "B"],
        ["1", ""],
    ]


def test_links_code_and_markup_of_other_kinds_stay_what_was_typed():
    typed = '<b>x</b> [y](http://z) `k` #panic("!") $a$ \\'
    assert texts(typed) == [typed]


def test_an_arabic_paragraph_runs_from_right_to_left():
    assert [block.rtl for block in blocks("بناءً على\n\nTheo بناءً\n\n12 بناءً")] == [
        True,
        False,
        True,
    ]


def test_the_text_ends_with_its_mark_once():
    assert ended(blocks("Hết."))[-1].text == "Hết./."
    assert ended(blocks("Hết./."))[-1].text == "Hết./."
    assert ended(blocks("**Hết**"))[-1].runs == (Run("Hết./.", bold=True),)


def test_a_final_table_takes_no_mark():
    table = blocks("| A |\n|---|\n| 1 |")
    assert ended(table) == table
    assert ended([]) == []


def kinds(text):
    return [(block.text, block.kind) for block in blocks(text)]


def test_chapters_and_their_titles_stand_centred():
    assert kinds("Chương II\nQUY ĐỊNH CHUNG\n\nMục 1\nKHÁC\n\nVĂN BẢN") == [
        ("Chương II", "heading"),
        ("QUY ĐỊNH CHUNG", "heading"),
        ("Mục 1", "heading"),
        ("KHÁC", "heading"),
        ("VĂN BẢN", "paragraph"),
    ]


def test_the_title_of_an_article_is_bold_where_a_text_of_its_own_follows():
    assert kinds("Điều 1. Phạm vi\n\nQuy chế này.")[0][1] == "subheading"
    assert kinds("Điều 1. Phạm vi.\n\nQuy chế này.")[0][1] == "paragraph"
    assert kinds("Điều 1. Phạm vi\n\nĐiều 2. Khác")[0][1] == "paragraph"
    assert kinds("Điều 3. Thi hành từ ngày ký")[0][1] == "paragraph"
