"""Contents to compose, and eyes to look at the pages with."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

from documents.compose.content import Content, Kind, Signer

LETTER = Kind("Công văn", "", "1.5")
DECISION = Kind("Quyết định", "QĐ", "1.2")
SUBMISSION = Kind("Tờ trình", "TTr", "1.4")
INVITATION = Kind("Giấy mời", "GM", "1.7")
MILLIMETRE = 72 / 25.4

BODY = """Thực hiện Kế hoạch số 45/KH-UBND, Sở Nội vụ báo cáo như sau:

1. Kết quả rà soát

a) Tổng số nhà: **125 căn**, trong đó *đang sử dụng* 98 căn;

Đỗ Ưỡng, thuở, chuyển nghĩa, ngưỡng cửa, ẫ ằ ẵ ỗ ữ.

| STT | Đơn vị | Số căn |
|---|---|---|
| 1 | Sở Y tế | 12 |

Sở Nội vụ kính báo cáo."""


def letter(**changes):
    """A letter of a department with room for its number and date."""
    return replace(
        Content(
            kind=LETTER,
            agency="Sở Nội vụ",
            parent_agency="Ủy ban nhân dân tỉnh Trường Sơn",
            notation="SNV-VP",
            place="Trường Sơn",
            year=2026,
            subject="rà soát nhà ở công vụ",
            body=BODY,
            signers=(Signer(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Thị Ngưỡng"),),
            addressees=("Ủy ban nhân dân tỉnh", "Sở Tài chính"),
            recipients=("Như trên",),
            kept_at="VT, VP",
            seal_diameter_mm=36,
        ),
        **changes,
    )


def decision(**changes):
    """A decision of a commune with its legal basis."""
    given = {
        "kind": DECISION,
        "agency": "Ủy ban nhân dân xã Minh Khai",
        "parent_agency": "",
        "notation": "QĐ-UBND",
        "subject": "Về việc thành lập Tổ công tác",
        "enacted_by": "Chủ tịch Ủy ban nhân dân xã Minh Khai",
        "legal_basis": ("Căn cứ Luật Tổ chức chính quyền địa phương", "Theo đề nghị của Văn phòng"),
        "body": "Điều 1. Thành lập Tổ công tác.\n\nĐiều 2. Quyết định này có hiệu lực từ ngày ký.",
        "addressees": (),
    }
    return letter(**given | changes)


def words_of(pdf, page=None):
    """The text of one page or of all."""
    with pypdfium2.PdfDocument(pdf) as opened:
        numbers = range(len(opened)) if page is None else [page]
        return "\n".join(opened[number].get_textpage().get_text_range() for number in numbers)


def where(pdf, words, page=0):
    """The box (left, bottom, right, top) of words on a page and the size of their first letter."""
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[page].get_textpage()
        found = text.search(words, match_case=True).get_next()
        assert found, f"{words!r} is not on page {page}"
        boxes = [text.get_charbox(found[0] + step) for step in range(found[1])]
        size = raw.FPDFText_GetFontSize(text.raw, found[0])
    sides = list(zip(*boxes, strict=True))
    return min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]), size


def letter_boxes(pdf, page=0):
    """The boxes of all visible letters of a page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[page].get_textpage()
        signs = enumerate(text.get_text_range())
        return [text.get_charbox(index) for index, sign in signs if sign.strip()]


def picture(pdf, page=0, scale=2):
    """The page as it looks."""
    with pypdfium2.PdfDocument(pdf) as opened:
        opened.init_forms()
        return opened[page].render(scale=scale).to_pil().convert("RGB")


def faults_of_pdfa(pdf, part="2"):
    """What keeps a file from being PDF/A, as far as its structure tells."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        faults = [] if "/OutputIntents" in opened.Root else ["no output intent"]
        meta = opened.open_metadata()
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != (part, "B"):
            faults.append("no claim of PDF/A in the metadata")
        if opened.is_encrypted:
            faults.append("encrypted")
        faults += [fault for one in opened.objects for fault in _faults_of(one)]
    return faults


def _faults_of(one):
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return
    if "/JS" in one or one.get("/S") == "/JavaScript":
        yield "a script"
    if one.get("/Type") == "/FontDescriptor" and not (
        {"/FontFile2", "/FontFile3"} & set(one.keys())
    ):
        yield f"the font {one.get('/FontName')} is not embedded"
