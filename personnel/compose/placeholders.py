"""What a template of an administrator may ask for: names, and their words for one record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from personnel.compose.body import day_words
from personnel.compose.facts import FormRecord
from personnel.compose.found import FACTS, Finder
from personnel.compose.layouts import Source
from personnel.compose.words import DOTS, clean, code_of, day, joined
from personnel.record.groups import GROUPS
from personnel.record.shapes import Group, Kind, Shape
from personnel.record.timeline import PRIMARY, Row

HIGHEST = Source(of=("education.degree", "education.field"), say="highest")
LEFT_OUT, PHOTO = "left_out", "photo"
SIMPLE = {
    "agency": "Cơ quan quản lý hồ sơ",
    "parent_agency": "Cơ quan chủ quản",
    "place": "Địa danh",
    "day": "Ngày in bằng chữ (ngày … tháng … năm …)",
    "on": "Ngày của số liệu",
    "head_role": "Chức vụ người đứng đầu",
    "head_name": "Họ và tên người đứng đầu",
    "highest_degree": "Trình độ chuyên môn cao nhất",
    LEFT_OUT: "Dòng nêu các mục không in do người in không có quyền xem",
    PHOTO: "Ảnh 4 x 6",
}
ROW_FACTS = {
    "since": "Từ ngày",
    "month": "Tháng, năm bắt đầu",
    "span": "Từ tháng, năm - đến tháng, năm",
    "decision": "Số, ngày, cơ quan ban hành quyết định",
}


@dataclass(frozen=True)
class Rows:
    """A name for rows of a group: those of the day or of all times, of one slot, of one code."""

    group: str
    label: str
    ever: bool = False
    is_one: bool = False
    slots: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Placeholder:
    """A name that a template may hold; of a row it stands within a loop over `rows`."""

    name: str
    label: str
    rows: str = ""

    @property
    def written(self) -> str:
        """As it is written into the template."""
        return f"{{{{ {'row.' if self.rows else ''}{self.name} }}}}"


def _named() -> Iterator[tuple[str, Rows]]:
    for group in GROUPS.values():
        if group.name != PHOTO:  # the name of the picture itself
            yield group.name, _whole(group)
    yield "post", Rows("assignment", "Chức vụ hiện tại", is_one=True, slots=frozenset({PRIMARY}))
    other = "Chức vụ kiêm nhiệm"
    yield "other_posts", Rows("assignment", other, without=frozenset({PRIMARY}))
    yield "pay_history", Rows("pay", "Quá trình lương", ever=True)
    yield "allowance_history", Rows("allowance", "Quá trình phụ cấp", ever=True)
    yield "family_self", Rows("family", "Gia đình: về bản thân", where={"side": "self"})
    yield "family_spouse", Rows("family", "Gia đình: bên vợ (chồng)", where={"side": "spouse"})


def _whole(group: Group) -> Rows:
    is_one = group.shape is Shape.ONE
    ever = group.name in ("assignment", "reward", "discipline")
    return Rows(group.name, group.form_label, ever=ever, is_one=is_one)


ROWS: Mapping[str, Rows] = dict(_named())


def placeholders() -> tuple[Placeholder, ...]:
    """Every name with the label of the form, for the list that administrators read."""
    simple = (Placeholder(name, label) for name, label in SIMPLE.items())
    return (*simple, *(one for name, rows in ROWS.items() for one in _of_rows(name, rows)))


def _of_rows(name: str, rows: Rows) -> Iterator[Placeholder]:
    fields = {one.name: one.form_label for one in GROUPS[rows.group].fields}
    codes = {f"{name}_code": f"{fields[name]} (mã)" for name in _coded(rows.group)}
    for key, label in (fields | codes | ROW_FACTS).items():
        said = f"{rows.label}: {label}"
        yield Placeholder(f"{name}.{key}", said) if rows.is_one else Placeholder(key, said, name)


def _coded(group: str) -> list[str]:
    return [one.name for one in GROUPS[group].fields if one.kind is Kind.CODE]


def context(record: FormRecord) -> dict[str, Any]:
    """The words of one record under every name."""
    finder = Finder(record)
    heading = record.heading
    simple = {
        "agency": clean(heading.agency),
        "parent_agency": clean(heading.parent_agency),
        "place": clean(heading.place) or DOTS,
        "day": day_words(record),
        "on": day(record.on),
        "head_role": clean(heading.head_role),
        "head_name": clean(heading.head_name),
        "highest_degree": finder.value(HIGHEST).shown,
    }
    return simple | {name: _said(finder, rows) for name, rows in ROWS.items()}


def sample() -> dict[str, Any]:
    """Every name with some words, to try a template on."""
    blank = dict.fromkeys(SIMPLE, DOTS)
    tried = {name: (_blank(rows), rows.is_one) for name, rows in ROWS.items()}
    return blank | {name: row if is_one else [row] for name, (row, is_one) in tried.items()}


def hidden_labels(record: FormRecord) -> dict[str, str]:
    """What the reader may not see, by the name under which a template would ask for it."""
    found = {name: _hidden(record, rows.group, rows.label) for name, rows in ROWS.items()}
    found["highest_degree"] = _hidden(record, "education", SIMPLE["highest_degree"])
    return {name: label for name, label in found.items() if label}


def _hidden(record: FormRecord, group: str, label: str) -> str:
    """The label of a group, with its fields where only some of them are kept from the reader."""
    fields = GROUPS[group].fields
    hidden = [one.form_label for one in fields if record.hides(group, one.name)]
    if not hidden or len(hidden) == len(fields):
        return label if hidden else ""
    return f"{label} ({joined(hidden)})"


def _blank(rows: Rows) -> dict[str, str]:
    fields = (one.name for one in GROUPS[rows.group].fields)
    codes = (f"{name}_code" for name in _coded(rows.group))
    return dict.fromkeys((*fields, *codes, *ROW_FACTS), DOTS)


def _said(finder: Finder, rows: Rows) -> dict[str, str] | list[dict[str, str]]:
    is_shown = rows.group not in finder.record.hidden
    found = finder.rows(rows.group, ever=rows.ever) if is_shown else ()
    said = [_row(finder, row) for row in found if _is_meant(row, rows)]
    if not rows.is_one:
        return said
    return {name: said[-1][name] or DOTS for name in said[-1]} if said else _blank(rows)


def _is_meant(row: Row, rows: Rows) -> bool:
    is_slot = (not rows.slots or row.slot in rows.slots) and row.slot not in rows.without
    return is_slot and all(
        code_of(row.values.get(name)) == code for name, code in rows.where.items()
    )


def _row(finder: Finder, row: Row) -> dict[str, str]:
    said = {one.name: finder.words(row, one.name) for one in GROUPS[row.group].fields}
    codes = {f"{name}_code": finder.code(row, name) for name in _coded(row.group)}
    return said | codes | {name: FACTS[f"@{name}"](finder, row) for name in ROW_FACTS}
