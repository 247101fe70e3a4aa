"""The first matter of a demo folder: a letter of a fictional ministry with two annexes."""

import random
from datetime import date
from io import BytesIO

import pypdfium2
from PIL import Image

from documents.compose.content import Content, Kind, Signer, Urgency
from documents.compose.form import compose_form
from documents.compose.places import Composed
from documents.compose.typesetting import TEMPLATES

LETTER = Kind("Công văn", "", "1.5")
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
