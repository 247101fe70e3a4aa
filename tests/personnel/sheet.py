"""Spreadsheets of invented officials, as the staff offices of agencies keep them."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

HEADINGS = (
    *("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Đối tượng", "Mã cán bộ"),
    *("Ngày tuyển dụng", "Đơn vị", "Chức vụ", "Mã ngạch", "Bậc", "Hệ số", "Ngày hưởng"),
    *("Số điện thoại", "Dân tộc"),
)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
MIDDLE = ("Thị", "Văn", "Minh", "Thanh", "Ngọc", "Đức")
GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc")
STEPS = ("2.34", "2.67", "3.00", "3.33")


def citizen(number, year=1980, sex="2"):
    """A number of a woman or man born in that year."""
    return f"001{'1' if sex == '2' else '0'}{year % 100:02d}{number:06d}"


def row(number, unit="Phòng Công chức", **more):
    """One official whose every cell can be read."""
    year = 1970 + number % 30
    sex = "2" if number % 2 else "1"
    step = number % len(STEPS)
    names = (FAMILY[number % 8], MIDDLE[number // 8 % 6], GIVEN[number // 48 % 12])
    said = {
        "STT": number,
        "Họ và tên": " ".join(names),
        "Ngày sinh": f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{year}",
        "Giới tính": "Nữ" if sex == "2" else "Nam",
        "Số CCCD": citizen(number, year, sex),
        "Đối tượng": "Công chức",
        "Mã cán bộ": f"CB{number:05d}",
        "Ngày tuyển dụng": "01/07/2015",
        "Đơn vị": unit,
        "Chức vụ": "Chuyên viên",
        "Mã ngạch": "01.003",
        "Bậc": step + 1,
        "Hệ số": STEPS[step],
        "Ngày hưởng": "01/07/2024",
        "Số điện thoại": f"09{number:08d}",
        "Dân tộc": "Kinh",
    }
    return said | more


def xlsx(rows, headings=HEADINGS):
    """A workbook of officials."""
    return grid([headings, *(cells_of(one, headings) for one in rows)])


def grid(rows, merged=()):
    """A workbook of rows as they stand; `merged` are areas (row, column, row, column, words)."""
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, place, cell)
        for *area, words in merged:
            sheet.merge_range(*area, words)
    return made.getvalue()


def cells_of(one, headings=HEADINGS):
    """The cells of a row in the order of the headings."""
    return [one.get(words, "") for words in headings]


def csv_text(rows, headings=HEADINGS):
    """The same as text with semicolons."""
    made = StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerows([headings, *(cells_of(one, headings) for one in rows)])
    return made.getvalue()
