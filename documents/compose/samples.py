"""The first matter of a demo folder: a letter of a fictional ministry with two annexes."""

import random
from datetime import date
from io import BytesIO

import pypdfium2
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from documents.compose.content import Content, Kind, Signer, Urgency
from documents.compose.form import compose_form
from documents.compose.places import Composed
from documents.compose.typesetting import TEMPLATES
from documents.compose.word_template import template_docx

LETTER = Kind("Công văn", "", "1.5")
APPENDIX = Kind("Báo cáo", "BC", "1.4")
MINISTRY = "Bộ Nhà ở và Đô thị"
ISSUED_ON = date(2026, 11, 16)
SEAL_MM = 36.0
SCAN_DPI = 200  # the least that Decree 30/2020 asks of a scan
SCAN_TILT = 0.7
SCAN_GRAIN = 0.06
JPEG_QUALITY = 72


def demo_letter(*, number: str = "1245", issued_on: date = ISSUED_ON) -> Composed:
    """The letter itself: three pages, numbered and dated, with places for two signatures."""
    return compose_form(_letter(number, issued_on))


def demo_letter_pdf(*, number: str = "1245", issued_on: date = ISSUED_ON) -> bytes:
    """The letter with its two empty signature fields, ready for the ministry to sign."""
    letter = demo_letter(number=number, issued_on=issued_on)
    stream = BytesIO(letter.pdf)
    writer = IncrementalPdfFileWriter(stream)
    for name in ("chuky1", "dau"):
        place = letter.places[name]
        box = (round(place.x0), round(place.y0), round(place.x1), round(place.y1))
        append_signature_field(writer, SigFieldSpec(name, on_page=place.page, box=box))
    writer.write_in_place()  # type: ignore[no-untyped-call]  # the library is partly typed
    return stream.getvalue()


def demo_annex_docx() -> bytes:
    """The annex to be filled in and sent back, as a word processor file."""
    return template_docx(_annex())


def demo_annex_scan() -> bytes:
    """The annex as it comes from a scanner."""
    return scanned(compose_form(_annex()).pdf)


def scanned(pdf: bytes) -> bytes:
    """A paper as it comes from a scanner: pictures only, slightly tilted and grainy."""
    document = pypdfium2.PdfDocument(pdf)
    sheets = [_scanned(page.render(scale=SCAN_DPI / 72).to_pil()) for page in document]
    document.close()
    stream = BytesIO()
    first, *rest = sheets
    first.save(
        stream, "PDF", save_all=True, append_images=rest, resolution=SCAN_DPI, quality=JPEG_QUALITY
    )
    return stream.getvalue()


def _scanned(sheet: Image.Image) -> Image.Image:
    paper = (248, 246, 240)
    tilted = sheet.convert("RGB").rotate(
        SCAN_TILT, resample=Image.Resampling.BICUBIC, fillcolor=paper
    )
    grain = random.Random(30).randbytes(tilted.width * tilted.height)  # noqa: S311  # only looks
    noise = Image.frombytes("L", tilted.size, grain).convert("RGB")
    return Image.blend(tilted, noise, SCAN_GRAIN)


def _letter(number: str, issued_on: date) -> Content:
    return Content(
        kind=LETTER,
        agency=MINISTRY,
        notation="BNĐ-QLN",
        place="Hà Nội",
        year=issued_on.year,
        number=number,
        issued_on=issued_on,
        subject="rà soát, sắp xếp, bố trí lại nhà ở công vụ sau khi tổ chức chính quyền hai cấp",
        body=(TEMPLATES / "demo_letter.md").read_text(encoding="utf-8"),
        signers=(Signer(("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "Đỗ Quang Thưởng"),),
        addressees=("Ủy ban nhân dân tỉnh Trường Sơn", "Ủy ban nhân dân các tỉnh, thành phố"),
        recipients=("Như trên", "Bộ trưởng (để b/c)", "Cục Quản lý nhà", "Cổng thông tin của Bộ"),
        kept_at="VT, QLN",
        urgency=Urgency.URGENT,
        drafter_mark="NTH.(34)",
        contact=("Địa chỉ: số 99 phố Thử Nghiệm, Hà Nội; thư điện tử: vanthu@bnd.example",),
        seal_diameter_mm=SEAL_MM,
    )


def _annex() -> Content:
    rows = "\n".join(
        f"| {index} | Nhà số {index} | {40 + index * 3} | Đang sử dụng | |"
        for index in range(1, 13)
    )
    return Content(
        kind=APPENDIX,
        agency=MINISTRY,
        notation="BC-...",
        place="................",
        year=ISSUED_ON.year,
        subject="Danh sách nhà ở công vụ đang quản lý",
        body=(
            "Đề nghị ghi đủ các cột; nhà đang bỏ trống ghi rõ lý do.\n\n"
            "| STT | Địa chỉ nhà | Diện tích (m²) | Tình trạng | Ghi chú |\n|---|---|---|---|---|\n"
            f"{rows}\n\nSố liệu tính đến ngày 30 tháng 11 năm 2026"
        ),
        signers=(Signer(("THỦ TRƯỞNG CƠ QUAN",), "................"),),
        recipients=(MINISTRY,),
    )
