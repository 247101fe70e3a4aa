"""The layouts of forms as data: `layouts/*.toml`, read once, closed to unknown keys."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tomllib import loads
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parent / "layouts"
TT06, BNV_2C, HS02 = "tt06-2023", "2c-bnv-2008", "hs02-vc-bnv"
WORK, PAY, PEOPLE = "work", "pay", "people"


class Closed(BaseModel):
    """A mistyped key in a layout is found when it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Closed):
    """Where words come from: fields of one group (`group.field`), of some of its rows.

    A name with an at sign is a fact of the row itself (`@since`, `@span`, `@decision`). `where`
    keeps the rows whose field has one of the codes, `without` those that have none of them.
    """

    of: tuple[str, ...]
    say: str = ""
    where: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    ever: bool = False


class Part(Source):
    """A label with its value; an item may have several."""

    label: str = ""
    hint: str = ""


class Column(Closed):
    """A column of a table; `of` names fields of the row."""

    label: str
    of: tuple[str, ...]
    say: str = ""
    width: int = 10
    center: bool = False


class Table(Closed):
    """The rows of groups, one each; `ever` prints the whole history and not only one day."""

    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    caption: str = ""
    where: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    ever: bool = False


class PersonColumn(Source):
    """A column of a list of persons."""

    label: str
    width: int = 10
    center: bool = False


class Item(Closed):
    """A numbered item of a form.

    `beside` puts it on the line of the one before, `apart` its parts on lines of their own; `room`
    is the number of empty lines to write on.
    """

    number: str = ""
    label: str = ""
    parts: tuple[Part, ...] = ()
    tables: tuple[Table, ...] = ()
    beside: bool = False
    apart: bool = False
    room: int = 0
    note: str = ""


class Form(Closed):
    """One form: its legal basis, what stands over it, its items, and who signs."""

    code: str
    name: str
    short: str
    title: str
    of_whom: str = ""
    basis: str = ""
    basis_line: str = ""
    head: tuple[Part, ...] = ()
    items: tuple[Item, ...] = ()
    columns: tuple[PersonColumn, ...] = ()
    next_to_photo: int = 0
    remarks: str = ""
    pledge: str = ""
    left_role: str = ""
    right_role: str = ""
    is_wide: bool = False
    note: str = ""

    @property
    def has_photo(self) -> bool:
        """Forms frame the photo (ảnh 4 x 6) beside their first items; extracts have none."""
        return self.next_to_photo > 0


@cache
def forms() -> Mapping[str, Form]:
    """All forms by their code, in the order in which a menu offers them."""
    found = {form.code: form for form in map(_read, sorted(FOLDER.glob("*.toml")))}
    order = (TT06, BNV_2C, HS02, WORK, PAY, PEOPLE)
    return MappingProxyType({code: found[code] for code in order})


def _read(path: Path) -> Form:
    return Form.model_validate(loads(path.read_text(encoding="utf-8")))
