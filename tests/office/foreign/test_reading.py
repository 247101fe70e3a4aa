"""Facts, pictures and words of foreign files, each through a real child."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from office.foreign import reading
from office.foreign.child import Result
from office.foreign.kinds import Kind
from office.foreign.reading import Picture
from office.foreign.refusals import ForeignFileRefused, Reason
from tests.office.foreign import specimens


@pytest.fixture
def kept(tmp_path):
    """Writes bytes to a file without a telling name, as the blob store does."""

    def keep(data):
        path = tmp_path / "blob"
        path.write_bytes(data)
        return path

    return keep


def test_a_good_pdf(kept):
    facts = reading.inspect(kept(specimens.typst_pdf("Một #pagebreak() Hai")))
    assert (facts.kind, facts.media_type, facts.pages) == (Kind.PDF, "application/pdf", 2)
    assert facts.page_sizes[0] == pytest.approx((595.28, 841.89), abs=0.1)
    faults = (facts.damaged, facts.encrypted, facts.scripts, facts.hybrid, facts.signed)
    assert not any(faults)


@pytest.mark.parametrize("user", ["", "mật khẩu"])
def test_a_pdf_under_a_password(kept, user):
    assert reading.inspect(kept(specimens.encrypted_pdf(user=user))).encrypted


@pytest.mark.parametrize("action", [b"JavaScript", b"Launch"])
def test_a_pdf_that_acts(kept, action):
    assert reading.inspect(kept(specimens.acting_pdf(action))).scripts
    assert not reading.inspect(kept(specimens.plain_pdf())).scripts


@pytest.mark.parametrize(
    "data",
    [
        specimens.typst_pdf("Một")[:-600],
        specimens.deep_pdf(),
        b"%PDF-1.7\nrubbish\n%%EOF",
        specimens.plain_pdf().replace(b"xref", b"xxxx", 1),
    ],
    ids=["truncated", "deep", "rubbish", "no table"],
)
def test_a_broken_pdf_is_called_damaged_and_hangs_nobody(kept, data):
    assert reading.inspect(kept(data)).damaged


def test_a_page_tree_that_holds_itself_hangs_nobody(kept):
    try:
        facts = reading.inspect(kept(specimens.looping_pdf()))
    except ForeignFileRefused:
        return
    assert facts.damaged or facts.pages <= 1


def test_ten_thousand_pages_are_too_many(kept):
    with pytest.raises(ForeignFileRefused) as refused:
        reading.inspect(kept(specimens.plain_pdf(pages=10_000)))
    assert refused.value.reason is Reason.TOO_MANY_PAGES


def test_a_hybrid_pdf_is_known_and_repaired(kept):
    source = kept(specimens.hybrid_pdf())
    assert reading.inspect(source).hybrid
    repaired = reading.rewrite(source)
    facts = reading.inspect(kept(repaired))
    assert (facts.hybrid, facts.damaged, facts.pages) == (False, False, 1)


@pytest.mark.parametrize("task", [reading.inspect, reading.text])
def test_a_bomb_is_named_and_not_unpacked(kept, task):
    with pytest.raises(ForeignFileRefused) as refused:
        task(kept(specimens.docx_bomb()))
    assert refused.value.reason is Reason.BOMB


def test_a_container_that_lies_about_its_size_is_damaged(kept):
    with pytest.raises(ForeignFileRefused) as refused:
        reading.text(kept(specimens.lying_docx()))
    assert refused.value.reason is Reason.DAMAGED


def test_pictures_of_pages_have_the_width_asked_for(kept):
    source = kept(specimens.typst_pdf("Một #pagebreak() Hai #pagebreak() Ba"))
    images = reading.page_images(source, pages=range(1, 9), width=300)
    assert [(one.page, one.width) for one in images] == [(1, 300), (2, 300)]
    shown = Image.open(BytesIO(images[0].data))
    assert (shown.format, shown.size) == ("WEBP", (300, images[0].height))
    assert min(shown.convert("L").get_flattened_data()) < 100


def test_one_look_gives_the_first_pages_and_all_words(kept):
    pdf = kept(specimens.typst_pdf("Một #pagebreak() Hai #pagebreak() Ba"))
    images, words = reading.look(pdf, most=2, width=300)
    assert [(one.page, one.width) for one in images] == [(0, 300), (1, 300)]
    assert [page.strip() for page in words] == ["Một", "Hai", "Ba"]


def test_filled_fields_are_seen_on_the_picture(kept):
    with pikepdf.open(BytesIO(specimens.plain_pdf())) as opened:
        ink = opened.make_stream(b"0 0 1 rg 0 0 200 200 re f")
        ink.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 200, 200]
        )
        widget = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T="dau",
                F=4,
                Rect=[100, 100, 300, 300],
                AP=pikepdf.Dictionary(N=ink),
            )
        )
        opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([widget]))
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=[widget])
        stream = BytesIO()
        opened.save(stream)
    (page,) = reading.page_images(
        kept(stream.getvalue()), pages=range(1), width=595, picture=Picture.PNG
    )
    assert Image.open(BytesIO(page.data)).getpixel((200, 842 - 200))[2] > 200


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
def test_image_files_have_pages_too(kept, name):
    source = kept(specimens.image(name, size=(600, 400)))
    facts = reading.inspect(source)
    assert (facts.kind, facts.pages, facts.page_sizes) == (name.lower(), 1, ((600, 400),))
    (page,) = reading.page_images(source, pages=range(5), width=300)
    assert (page.width, page.height) == (300, 200)


def test_a_picture_of_thousands_of_millions_of_points_is_a_bomb(kept):
    source = kept(specimens.huge_png())
    for task in (reading.inspect, lambda path: reading.page_images(path, pages=range(1), width=99)):
        with pytest.raises(ForeignFileRefused) as refused:
            task(source)
        assert refused.value.reason is Reason.BOMB


def test_words_come_page_by_page(kept):
    words = reading.text(kept(specimens.typst_pdf("Ngưỡng cửa #pagebreak() Thuở ấy")))
    assert [page.strip() for page in words.pages] == ["Ngưỡng cửa", "Thuở ấy"]
    assert not words.cut
    assert reading.text(kept(specimens.docx("Một", "Hai"))).pages == ("Một\nHai",)


BOX = "#rect[*%s*]\n#v(1cm)\nKính gửi: Sở Nội vụ"


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_stamp_of_secrecy_alone_on_page_one_is_seen(kept, stamp):
    assert reading.first_page_stamp_words(kept(specimens.typst_pdf(BOX % stamp))) == (stamp,)
    assert reading.first_page_stamp_words(kept(specimens.docx("Số: 1", stamp, "Lời"))) == (stamp,)


def test_a_stamp_beside_other_words_of_the_line_is_seen(kept):
    beside = "#grid(columns: (1fr, 1fr))[MẬT][Hà Nội, ngày 01 tháng 02 năm 2026]"
    assert reading.first_page_stamp_words(kept(specimens.typst_pdf(beside))) == ("MẬT",)


@pytest.mark.parametrize(
    "source",
    [
        "Bảo đảm bí mật, bảo mật thông tin; tài liệu MẬT phải nộp lại.",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "VỀ VIỆC TRIỂN KHAI THI HÀNH LUẬT BẢO VỆ BÍ\\ MẬT",
        "Mật",
        "Trang một #pagebreak() MẬT",
        "#v(20cm) MẬT",
    ],
)
def test_the_same_syllable_elsewhere_is_no_stamp(kept, source):
    assert reading.first_page_stamp_words(kept(specimens.typst_pdf(source))) == ()


def test_pictures_and_other_files_have_no_stamp_words(kept):
    assert reading.first_page_stamp_words(kept(specimens.image())) == ()
    assert reading.first_page_stamp_words(kept(specimens.docx("Bảo vệ BÍ", "MẬT"))) == ()


def test_an_answer_of_another_shape_is_a_crash(kept, monkeypatch):
    monkeypatch.setattr(reading, "run_child", lambda *_args, **_options: Result({"kind": "?"}))
    with pytest.raises(ForeignFileRefused) as refused:
        reading.inspect(kept(b"x"))
    assert refused.value.reason is Reason.CRASHED
