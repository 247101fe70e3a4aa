"""The spreadsheet of units and people: its columns, its template, and what a row says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from office import sheets
from office.foreign.tables import Table, day_of, folded, text_of
from office.i18n import _l
from office.permissions import Role

AGENCY, UNIT, SYMBOL, PARENT = "agency", "unit", "symbol", "parent"
NAME, TITLE, ROLE, LOGIN = "name", "title", "role", "login"
EMAIL, SINCE = "email", "since"
# The headings are those of the office, whatever language the page is read in.
HEADINGS = {
    AGENCY: "Cơ quan",
    UNIT: "Đơn vị",
    SYMBOL: "Ký hiệu đơn vị",
    PARENT: "Thuộc đơn vị",
    NAME: "Họ và tên",
    TITLE: "Chức vụ",
    ROLE: "Vai trò",
    LOGIN: "Tài khoản",
    EMAIL: "Thư điện tử",
    SINCE: "Từ ngày",
}
WIDTHS = {AGENCY: 28, UNIT: 32, PARENT: 28, NAME: 26, TITLE: 22, EMAIL: 32}
ROLE_NAMES = {
    Role.CLERK: "Văn thư",
    Role.LEADER: "Lãnh đạo",
    Role.OFFICE_HEAD: "Chánh Văn phòng",
    Role.UNIT_HEAD: "Trưởng đơn vị",
    Role.OFFICIAL: "Chuyên viên",
    Role.HR: "Tổ chức nhân sự",
    Role.ADMIN: "Quản trị",
    Role.SECURITY: "An toàn thông tin",
}
ROLE_WORDS = {
    Role.CLERK: _l("Records clerk"),
    Role.LEADER: _l("Leader"),
    Role.OFFICE_HEAD: _l("Head of the office"),
    Role.UNIT_HEAD: _l("Head of the unit"),
    Role.OFFICIAL: _l("Official"),
    Role.HR: _l("Personnel staff"),
    Role.ADMIN: _l("Administrator"),
    Role.SECURITY: _l("Security officer"),
}
ALSO = {"trưởng phòng": Role.UNIT_HEAD, "công chức": Role.OFFICIAL, "thủ trưởng": Role.LEADER}
ROLES = {name.casefold(): role for role, name in ROLE_NAMES.items()} | ALSO
EXAMPLE = (
    ("", "Văn phòng", "VP", "", "", "", "", "", "", None),
    ("", "Phòng Tổ chức", "TC", "", "", "", "", "", "", None),
    ("", "", "", "", "Lê Văn Mẫu", "Giám đốc", "Lãnh đạo", "mau.lv", "mau.lv@coquan.vn", None),
    ("", "", "", "", "Trần Thị Ví Dụ", "Phó Giám đốc", "Lãnh đạo", "vidu.tt", "", None),
    ("", "", "", "", "Phạm Thị Thử", "Văn thư", "Văn thư", "thu.pt", "", None),
    (
        "",
        "Phòng Tổ chức",
        "",
        "",
        "Ngô Văn Tạm",
        "Trưởng phòng",
        "Trưởng đơn vị",
        "tam.nv",
        "",
        None,
    ),
)


@dataclass(frozen=True)
class Wanted:
    """One row as it was written: a unit, somebody in it, or both; `number` is its own in Excel."""

    number: int
    agency: str = ""
    unit: str = ""
    symbol: str = ""
    parent: str = ""
    name: str = ""
    title: str = ""
    role: str = ""
    login: str = ""
    email: str = ""
    since: str = ""

    @property
    def function(self) -> Role | None:
        """What the post makes its holder, when the word is known."""
        return ROLES.get(self.role.casefold())

    @property
    def day(self) -> date | None:
        """The day on which the post begins, when one can be read."""
        return day_of(self.since)

    @property
    def account(self) -> str:
        """The login: the one written, or else the mail address."""
        return (self.login or self.email).casefold()


def template(title: str) -> bytes:
    """An empty sheet with its headings and the lines of an invented agency to write over."""
    columns = [sheets.Column(words, WIDTHS.get(key, 16)) for key, words in HEADINGS.items()]
    return sheets.workbook(title, columns, EXAMPLE)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """What is kept of a table: the number of each row that says something, and its texts."""
    keys = {folded(words): key for key, words in HEADINGS.items()}
    places = [(keys.get(folded(words)), at) for at, words in enumerate(table.header)]
    found = []
    for number, cells in enumerate(table.rows, table.first_row):
        said = {key: _one_line(text_of(cells[at])) for key, at in places if key}
        if any(said.values()):
            found.append({"number": number} | {key: text for key, text in said.items() if text})
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def wanted(rows: Sequence[Mapping[str, Any]]) -> list[Wanted]:
    """The kept rows as they are planned with."""
    return [Wanted(**row) for row in rows]
