"""The house's own layout as a template: to begin the official one with.

Every item stands with its label, and a placeholder where a paper has words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from personnel.compose.body import Signer, found_body
from personnel.compose.docx import paper_docx
from personnel.compose.facts import FormRecord, Heading
from personnel.compose.found import FLAGS, Finder, Found
from personnel.compose.layouts import Form, PersonColumn, Source, Table
from personnel.compose.placeholders import HIGHEST, ROW_FACTS, ROWS
from personnel.record.groups import GROUPS
from personnel.record.timeline import PRIMARY

SLOT, YEAR = "@slot", "@year"
UNITS = {"percent": "%", "cm": " cm", "kg": " kg", "money": " đồng"}
BETWEEN = "{{ '; ' if not loop.last }}"
PERCENT = "{{ '%' if row.unit_code == 'percent' }}"
YES = "Có"
NOTHING: Mapping[str, Sequence[str]] = {}
HISTORIES = {"pay": "pay_history", "allowance": "allowance_history"}


def blank_docx(form: Form) -> bytes:
    """A .docx that can be loaded as it is: of a record it makes nearly what the house prints."""
    day = date(2000, 1, 1)
    heading = Heading(_name("agency"), _name("parent_agency"))
    record = FormRecord(heading, (), on=day, printed_on=day)
    made = found_body(form, _Placing(record))
    dated = f"{_name('place')}, {_name('day')}"
    signers = tuple(
        Signer(one.role, one.how, _name("head_name"), dated) if one.dated else one
        for one in made.signers
    )
    said = replace(made, mark="", legend=f"Số liệu đến ngày {_name('on')}", signers=signers)
    return paper_docx(said, record)


def _name(name: str) -> str:
    return f"{{{{ {name} }}}}"


class _Placing(Finder):
    """Finds placeholders instead of words."""

    def value(self, source: Source | PersonColumn) -> Found:
        """The placeholders of a label; of rows that one has many of they stand in a loop."""
        if source.of == HIGHEST.of and source.say == "highest":
            return Found(_name("highest_degree"))
        group = source.of[0].partition(".")[0]
        names = [path.partition(".")[2] for path in source.of]
        rows = _rows_named(group, source.where, source.without, ever=source.ever)
        if ROWS[rows].is_one:
            return Found(_said(rows, names, source.say))
        only = _condition(source.where, source.without, [name for name in names if "@" not in name])
        said = _said("row", names, source.say)
        return Found(f"{{% for row in {rows}{only} %}}{said}{BETWEEN}{{% endfor %}}")

    def table(self, table: Table) -> Iterator[list[str]]:
        """Three rows for each group: the loop, its cells, its end."""
        for group in table.groups:
            rows = _rows_named(group, table.where, {}, ever=table.ever)
            only = _condition(table.where if ROWS[rows].group == rows else {})
            rest = [""] * (len(table.columns) - 1)
            yield [f"{{%tr for row in {rows}{only} %}}", *rest]
            yield [_cell(group, column.of, column.say) for column in table.columns]
            yield ["{%tr endfor %}", *rest]


def _rows_named(
    group: str,
    where: Mapping[str, Sequence[str]],
    without: Mapping[str, Sequence[str]],
    *,
    ever: bool,
) -> str:
    if where.get(SLOT) == (PRIMARY,):
        return "post"
    if without.get(SLOT) == (PRIMARY,):
        return "other_posts"
    if side := where.get("side"):
        return f"{group}_{side[0]}"
    return HISTORIES.get(group, group) if ever else group


def _condition(
    where: Mapping[str, Sequence[str]],
    without: Mapping[str, Sequence[str]] = NOTHING,
    names: Sequence[str] = (),
) -> str:
    """Which rows are meant: those of some codes, and those that say something."""
    asked = [(name, "in", codes) for name, codes in where.items() if name != SLOT]
    asked += [(name, "not in", codes) for name, codes in without.items() if name != SLOT]
    said = [f"row.{name}_code {how} {list(codes)}" for name, how, codes in asked]
    told = " or ".join(f"row.{name}" for name in names)
    words = [*said, f"({told})"] if told else said
    return f" if {' and '.join(words)}" if words else ""


def _cell(group: str, names: Sequence[str], say: str) -> str:
    known = {*GROUPS[group].by_name}
    kept = [name for name in names if name in known or name.startswith("@")]
    return _said("row", kept, say)


def _key(name: str) -> str:
    """A fact of the row itself by its name in a template."""
    if name == YEAR:
        return "month"
    bare = name.removeprefix("@")
    return bare if bare in ROW_FACTS or bare == name else "since"


def _said(rows: str, names: Sequence[str], say: str) -> str:
    """One placeholder for all fields, so that no comma stands where a field is empty."""
    words = [_word(f"{rows}.{_key(name)}", say) for name in names]
    if say == "allowance":
        return f"{{{{ [{', '.join(words)}]|select|join(' ') }}}}{PERCENT}"
    one = words[0] if len(words) == 1 else f"[{', '.join(words)}]|select|join(', ')"
    return f"{{{{ {one} }}}}{UNITS.get(say, '')}"


def _word(name: str, say: str) -> str:
    said = FLAGS.get(name.partition(".")[2], "") if say == "kin" else ""
    if said:
        return f"('{said}' if {name} == '{YES}' else '')"
    return f"{name}_code" if say == "code" else f"{name}|upper" if say == "upper" else name
