"""Which field a column is for: guessed from its heading, in Vietnamese or English."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from office.i18n import force_locale
from personnel.record.groups import GROUPS
from personnel.record.names import folded
from personnel.record.shapes import Access, Field, Group

SINCE = "since"
"""In place of a field: since when what the row says in this group holds."""

COMMON = (
    *("identity", "service", "contact", "insurance", "assignment", "pay", "schooling", "education"),
    *("organisations", "duty"),
)
OFFERED = (
    *("identity.full_name", "identity.birth_date", "identity.sex", "identity.citizen_id"),
    *("identity.ethnicity", "identity.religion", "service.category", "service.staff_no"),
    *("service.recruited_on", "assignment.unit", "assignment.title", "pay.grade", "pay.step"),
    *("pay.coefficient", "pay.step_since", "contact.phone", "insurance.social_insurance_no"),
)
"""The columns of the empty spreadsheet that the house gives out."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "identity.full_name": ("Họ và tên", "Họ tên", "Họ, tên", "Họ và tên khai sinh", "Name"),
    "identity.birth_date": ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh", "Birth date"),
    "identity.sex": ("Giới tính", "Nam/Nữ", "Phái", "Gender"),
    "identity.citizen_id": (
        *("Số CCCD", "CCCD", "Căn cước công dân", "Số căn cước", "Số định danh cá nhân"),
        *("Mã định danh", "Mã số định danh", "Số CCCD/CMND", "Số định danh", "Citizen id"),
    ),
    "identity.ethnicity": ("Dân tộc",),
    "identity.home_town": ("Quê quán", "Nguyên quán"),
    "service.category": ("Đối tượng", "Loại cán bộ", "Loại công chức", "Phân loại"),
    "service.staff_no": (
        "Số hiệu công chức",
        "Mã cán bộ",
        "Mã số cán bộ",
        "Mã nhân viên",
        "Mã CBCC",
    ),
    "service.recruited_on": ("Ngày tuyển dụng", "Ngày vào ngành", "Recruited on"),
    "service.joined_on": ("Ngày vào cơ quan", "Ngày về cơ quan"),
    "assignment.unit": ("Đơn vị", "Phòng ban", "Đơn vị công tác", "Phòng", "Bộ phận", "Unit"),
    "assignment.title": (
        "Chức vụ",
        "Chức danh",
        "Chức vụ, chức danh",
        "Chức vụ/chức danh",
        "Title",
    ),
    "assignment.appointed_on": ("Ngày bổ nhiệm",),
    "pay.grade": ("Mã ngạch", "Ngạch", "Ngạch lương", "Ngạch công chức", "Mã số ngạch", "Grade"),
    "pay.step": ("Bậc", "Bậc lương", "Step"),
    "pay.coefficient": ("Hệ số", "Hệ số lương", "Coefficient"),
    "pay.step_since": ("Ngày hưởng", "Ngày hưởng bậc", "Thời điểm hưởng", "Ngày hưởng lương"),
    "contact.phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐTDĐ", "Di động", "Phone"),
    "contact.personal_email": ("Email", "Thư điện tử", "E-mail"),
    "contact.permanent_address": ("Hộ khẩu thường trú", "Địa chỉ thường trú", "Thường trú"),
    "contact.current_address": ("Chỗ ở hiện nay", "Địa chỉ", "Nơi ở", "Address"),
    "insurance.social_insurance_no": ("Số BHXH", "Mã số BHXH", "Số sổ BHXH", "Sổ BHXH"),
    "insurance.health_insurance_no": ("Số BHYT", "Số thẻ BHYT"),
    "insurance.tax_code": ("MST", "Mã số thuế cá nhân"),
    "insurance.bank_account": ("Số tài khoản", "STK"),
    "education.degree": ("Trình độ chuyên môn", "Trình độ", "Trình độ đào tạo"),
    "education.field": ("Chuyên ngành", "Ngành đào tạo", "Chuyên môn"),
    "education.institution": ("Trường", "Cơ sở đào tạo", "Trường đào tạo"),
    "organisations.party_join_date": ("Ngày vào Đảng", "Vào Đảng ngày"),
}


@cache
def groups() -> tuple[Group, ...]:
    """What a spreadsheet may bring: never what only those named for it may read."""
    return tuple(one for one in GROUPS.values() if one.access is not Access.RESTRICTED)


@cache
def targets() -> frozenset[str]:
    """Everything that a column can be for: `group.field`, and since when a group holds."""
    fields = {f"{group.name}.{one.name}" for group in groups() for one in group.fields}
    return frozenset(fields | {f"{group.name}.{SINCE}" for group in groups()})


def parted(target: str) -> tuple[str, str]:
    """Group and field."""
    group, _dot, name = target.partition(".")
    return group, name


def field_of(target: str) -> Field | None:
    """The field of the catalogue; none for the day since which a group holds."""
    group, name = parted(target)
    return GROUPS[group].by_name.get(name)


@cache
def known() -> Mapping[str, str]:
    """Folded headings and what they mean; of two that read alike the more common one."""
    found: dict[str, str] = {}
    with force_locale("en"):
        for words, target in _said():
            found.setdefault(folded(str(words)), target)
    return found


def guess(headings: Sequence[str], learned: Mapping[str, str]) -> dict[str, str]:
    """The field of each column by its place, as text; what is `learned` goes before the catalogue.

    A column whose heading says nothing that is known is left out; of two alike the first counts.
    """
    found: dict[str, str] = {}
    for place, heading in enumerate(headings):
        target = next(filter(None, map(_meaning(learned).get, _words_of(heading))), None)
        if target and target not in found.values():
            found[str(place)] = target
    return found


def _meaning(learned: Mapping[str, str]) -> Mapping[str, str]:
    return {**known(), **{words: one for words, one in learned.items() if one in targets()}}


def _words_of(heading: str) -> Iterator[str]:
    """The whole heading, then its own words under the merged one above, then that one."""
    yield folded(heading)
    parts = heading.split(" / ")
    yield from (folded(part) for part in reversed(parts))


def _said() -> Iterator[tuple[str, str]]:
    for target, aliases in ALIASES.items():
        yield from ((one, target) for one in aliases)
    ordered = sorted(groups(), key=lambda one: one.name not in COMMON)
    for group in ordered:
        if group.name in COMMON:
            for one in group.fields:
                yield one.form_label, f"{group.name}.{one.name}"
                yield one.label, f"{group.name}.{one.name}"
    for group in groups():
        for one in group.fields:
            for words in (one.form_label, str(one.label)):
                yield f"{group.form_label} {words}", f"{group.name}.{one.name}"
