"""A realistic fictional document of each of the 29 types, for measuring and looking."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from documents.compose.content import Annex, Attached, Content, Kind, Signer, Urgency
from documents.compose.form import compose_form
from office import law

TEXTS = Path(__file__).with_name("texts")
COMMUNE = "Ủy ban nhân dân xã Minh Khai"
CHAIRMAN = Signer(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Đỗ Ưỡng")
DEPUTY = Signer(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Trần Thị Ngưỡng")
BODY = (TEXTS / "body.md").read_text(encoding="utf-8")
ARTICLES = (TEXTS / "articles.md").read_text(encoding="utf-8")
BASIS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
    "Theo đề nghị của Chánh Văn phòng",
)
REGULATION = (TEXTS / "regulation.md").read_text(encoding="utf-8")
TABLE = (
    "Danh sách gồm:\n\n| STT | Họ và tên | Chức vụ | Nhiệm vụ |\n|---|---|---|---|\n"
    + "\n".join(
        f"| {place} | Người Thử {place} | Công chức | Thành viên |" for place in range(1, 8)
    )
)
CHANGES = {
    "nghi-quyet": {
        "subject": "Về kế hoạch phát triển kinh tế - xã hội năm 2027",
        "enacted_by": "Hội đồng nhân dân xã Minh Khai",
        "agency": "Hội đồng nhân dân xã Minh Khai",
        "notation": "NQ-HĐND",
        "legal_basis": BASIS[:2],
        "body": ARTICLES.replace("Quyết định", "Nghị quyết"),
        "signers": (Signer(("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"), "Đỗ Ưỡng"),),
    },
    "quyet-dinh": {
        "subject": "Ban hành Quy chế công tác văn thư của xã Minh Khai",
        "enacted_by": "Chủ tịch Ủy ban nhân dân xã Minh Khai",
        "legal_basis": BASIS,
        "body": ARTICLES,
        "signers": (Signer(("CHỦ TỊCH",), "Đỗ Ưỡng"),),
        "recipients": ("Như Điều 3", "Ủy ban nhân dân tỉnh (để b/c)"),
        "attached": Attached("Quy chế", "Công tác văn thư của xã Minh Khai", REGULATION),
    },
    "quy-che": {"body": REGULATION, "subject": "Làm việc của Tổ công tác chuyển đổi số"},
    "quy-dinh": {"body": REGULATION, "subject": "Về sử dụng phòng họp"},
    "ke-hoach": {
        "annexes": (Annex("Danh sách thành viên", TABLE), Annex("Tiến độ", TABLE, is_wide=True)),
        "fields": {"joint": "Ủy ban nhân dân xã Lam Sơn; CHỦ TỊCH; Lê Văn Thử"},
    },
    "to-trinh": {"addressees": ("Ủy ban nhân dân tỉnh Trường Sơn",)},
    "bao-cao": {"addressees": ("Ủy ban nhân dân tỉnh", "Sở Nội vụ")},
    "cong-van": {
        "subject": "V/v báo cáo công tác văn thư năm 2026",
        "addressees": ("Sở Nội vụ tỉnh Trường Sơn", "Sở Khoa học và Công nghệ tỉnh Trường Sơn"),
        "recipients": ("Như trên", "Chủ tịch, các Phó Chủ tịch"),
        "contact": ("Địa chỉ: số 1 đường Thử Nghiệm; điện thoại: 0990 000 001",),
        "urgency": Urgency.VERY_URGENT,
        "signers": (DEPUTY,),
        "notation": "UBND-VP",
        "drafter_mark": "PL.(30)",
    },
    "cong-dien": {
        "subject": "Về việc ứng phó mưa lũ",
        "enacted_by": "Chủ tịch Ủy ban nhân dân xã Minh Khai",
        "fields": {"telegram_to": "Trưởng các thôn\nBan Chỉ huy Quân sự xã\nCông an xã"},
        "urgency": Urgency.EXPRESS,
    },
    "giay-moi": {
        "subject": "Họp giao ban công tác văn thư quý IV",
        "body": "Đề nghị chuẩn bị số liệu về hồ sơ đã lập và dự họp đúng thành phần",
        "fields": {
            "invited": "Sở Nội vụ tỉnh Trường Sơn\nTrưởng các phòng chuyên môn",
            "event": "họp giao ban công tác văn thư quý IV",
            "chair": "Ông Đỗ Ưỡng, Chủ tịch Ủy ban nhân dân xã",
            "time": "08 giờ 00, ngày 23 tháng 11 năm 2026",
            "venue": "Phòng họp số 2",
        },
        "urgency": Urgency.URGENT,
    },
    "giay-gioi-thieu": {
        "subject": "Giới thiệu ông Lê Văn Thử",
        "body": "",
        "fields": {
            "person": "Lê Văn Thử, Văn phòng",
            "post": "Chuyên viên",
            "sent_to": "Sở Nội vụ tỉnh Trường Sơn",
            "about": "nhận tài liệu tập huấn công tác văn thư",
            "valid_until": "2026-12-05",
        },
        "recipients": ("Như trên",),
        "kept_at": "VT",
    },
    "bien-ban": {
        "subject": "Họp giao ban công tác văn thư quý IV",
        "signers": (CHAIRMAN,),
        "fields": {
            "begins": "14 giờ 00, ngày 23 tháng 11 năm 2026",
            "venue": "Phòng họp số 2",
            "present": "Ông Đỗ Ưỡng, Chủ tịch\nBà Trần Thị Ngưỡng, Phó Chủ tịch\nVắng mặt: không",
            "chair": "Ông Đỗ Ưỡng, Chủ tịch Ủy ban nhân dân xã",
            "secretary": "Lê Văn Thử",
            "ends": "16 giờ 30, ngày 23 tháng 11 năm 2026",
        },
        "kept_at": "VT, Hồ sơ",
    },
    "giay-nghi-phep": {
        "subject": "Nghỉ phép của bà Trần Thị Ngưỡng",
        "body": "",
        "fields": {
            "applied_on": "2026-02-05",
            "person": "Trần Thị Ngưỡng",
            "post": "Chuyên viên Văn phòng",
            "period": "05 ngày làm việc",
            "leave_from": "2026-03-09",
            "leave_until": "2026-03-13",
            "leave_at": "xã Lam Sơn",
            "charged_to": "nghỉ hằng năm có hưởng lương",
        },
        "recipients": ("Bà Trần Thị Ngưỡng",),
    },
    "giay-uy-quyen": {
        "subject": "Ký hợp đồng mua sắm thiết bị",
        "body": "",
        "fields": {
            "delegate": "Trần Thị Ngưỡng",
            "delegate_post": "Chánh Văn phòng",
            "scope": "Ký hợp đồng mua máy quét\nNghiệm thu, bàn giao thiết bị",
            "delegated_from": "2026-11-23",
            "delegated_until": "2026-12-31",
        },
    },
    "phieu-gui": {
        "subject": "Tài liệu tập huấn",
        "body": "",
        "addressees": ("Sở Nội vụ tỉnh Trường Sơn",),
        "fields": {
            "enclosed": "Báo cáo số 05/BC-UBND: 02 bản\nDanh sách công chức: 01 bản",
            "purpose": "biết và phối hợp thực hiện",
        },
    },
    "phieu-chuyen": {
        "subject": "Đơn đề nghị sửa đường",
        "body": "",
        "addressees": ("Phòng Kinh tế",),
        "fields": {
            "matter": "đơn đề nghị sửa đường",
            "from_whom": "ông Lê Văn Thử, thôn 2",
            "received_on": "2026-11-20",
        },
    },
    "phieu-bao": {
        "subject": "Nhận kết quả",
        "body": "",
        "addressees": ("Ông Lê Văn Thử",),
        "fields": {
            "about": "hồ sơ đã giải quyết xong, mời đến nhận kết quả",
            "time": "giờ hành chính, từ ngày 25 tháng 11 năm 2026",
            "venue": "Bộ phận Một cửa",
            "bring": "Phiếu hẹn\nCăn cước",
        },
    },
    "thu-cong": {
        "subject": "Cảm ơn sự phối hợp trong đợt mưa lũ",
        "addressees": ("Nhân dân xã Minh Khai",),
        "notation": "UBND-VP",
    },
}
PARTIES = {
    "legal_basis": BASIS[:1],
    "signers": (Signer(("CHỦ TỊCH",), "Đỗ Ưỡng"),),
    "fields": {
        "party_a": "Đại diện: ông Đỗ Ưỡng, Chủ tịch\nĐịa chỉ: số 1 đường Thử Nghiệm",
        "party_b_name": "Công ty Máy quét Thử Nghiệm",
        "party_b": "Đại diện: bà Phạm Thị Mẫu, Giám đốc\nĐịa chỉ: số 2 đường Thử Nghiệm",
        "party_b_signs": "Giám đốc; Phạm Thị Mẫu",
        "made_copies": "04 bản, mỗi bên giữ 02 bản",
    },
    "body": ARTICLES.replace("Quyết định này", "Văn bản này"),
}
CHANGES |= dict.fromkeys(("hop-dong", "ban-ghi-nho", "ban-thoa-thuan"), PARTIES)


def codes():
    """The 29 types that are drafted."""
    drafted = law.DocumentGroup.ADMINISTRATIVE
    return [row.code for row in law.document_types() if row.group is drafted]


def specimen(code, **changes):
    """The document of one type."""
    row = law.document_type(code)
    kind = Kind(row.vi, row.abbreviation, row.template, row.code)
    plain = Content(
        kind=kind,
        agency=COMMUNE,
        notation=f"{row.abbreviation}-UBND",
        place="Minh Khai",
        year=2026,
        subject="Nâng cao chất lượng công tác văn thư năm 2026",
        body=BODY,
        signers=(CHAIRMAN,),
        recipients=("Ủy ban nhân dân tỉnh (để b/c)", "Các phòng chuyên môn"),
        kept_at="VT, VP",
        seal_diameter_mm=36,
    )
    return replace(plain, **(CHANGES.get(code, {}) | changes))


@cache
def composed(code):
    """Set once, looked at by many."""
    return compose_form(specimen(code))
