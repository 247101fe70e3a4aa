"""Minutes to compose, and the words that stand on their pages."""

from dataclasses import replace
from datetime import datetime

import pypdfium2

from meetings.compose.facts import (
    Attendant,
    Fingerprint,
    Item,
    Minutes,
    Order,
    Statement,
    Vote,
)
from meetings.compose.manifest import Manifest, PaperMark, Segment, VoteMark, canonical, fingerprint

MANIFEST = Manifest(
    meeting="0199-a",
    segments=[Segment(source="ghế chủ tọa/1", chunks=["a" * 64], bytes=4)],
    events_head="b" * 64,
    attendance="c" * 64,
    votes=[VoteMark(box="v1", question="Thông qua?", result_hash="d" * 64)],
    papers=[PaperMark(uid="p1", name="Tờ trình", version="2", sha256="e" * 64)],
)
ITEM = Item(
    title="Rà soát nhà ở công vụ",
    presenter="Ông Phạm Văn Đức",
    course="Báo cáo **kết quả** rà soát.",
    statements=(Statement("Bà Vũ Thị Cúc", "Đồng ý với đề xuất."),),
    votes=(
        Vote(
            "Thông qua kế hoạch",
            "công khai",
            (("Tán thành", 5), ("Không tán thành", 1)),
            entitled=7,
            present=6,
            cast=6,
            outcome="được thông qua",
        ),
    ),
    conclusion="Giao Phòng Tổ chức chủ trì.",
    decision="12",
    tasks=(Order("Lập danh sách", "Phòng Tổ chức", ("Văn phòng",), "01/5/2026", "Báo cáo"),),
)


def minutes(**changes):
    """Minutes with everything in them."""
    data = canonical(MANIFEST)
    print_ = fingerprint(data)
    address = f"https://congvu.example/meetings/verify?fingerprint={print_}"
    whole = Minutes(
        agency="Sở Nội vụ",
        parent_agency="Ủy ban nhân dân tỉnh Trường Sơn",
        notation="BB-SNV",
        subject="họp giao ban tháng 4",
        began=datetime(2026, 4, 3, 8, 5),  # noqa: DTZ001  # local time, as printed
        ended=datetime(2026, 4, 3, 11, 0),  # noqa: DTZ001
        venue="Phòng họp số 1",
        chair=Attendant("Trần Thị Ngưỡng", "Giám đốc"),
        secretary=Attendant("Lê Văn Bình", "Chuyên viên"),
        present=(Attendant("Phạm Văn Đức", "Trưởng phòng", note="đến lúc 08 giờ 20"),),
        absent=(Attendant("Vũ Thị Hạnh", "Phó Trưởng phòng", reason="đi công tác"),),
        items=(ITEM,),
        gaps=("09:12:04–09:12:31",),
        fingerprint=Fingerprint(print_, data, address, segments=1, length="2 giờ 40 phút"),
    )
    return replace(whole, **changes)


def text_of(pdf):
    """The words of all pages, on one line."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return " ".join(" ".join(pages).split())
