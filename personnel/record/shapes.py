"""What groups and fields are; those of the record stand in `personnel.record.groups`."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """How a value is typed, stored and shown; `personnel.record.values` knows each of them."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    NUMBER = "number"
    DECIMAL = "decimal"
    CODE = "code"
    PLACE = "place"
    UNIT = "unit"
    FLAG = "flag"
    EMAIL = "email"
    PHONE = "phone"
    CITIZEN_ID = "citizen_id"
    LIST = "list"


class Shape(StrEnum):
    """Whether one line of a group is in force at a time, or many beside each other."""

    ONE = "one"
    MANY = "many"


class Authority(StrEnum):
    """What brings a row into the record: a signed decision, or also what the official declared."""

    DECIDED = "decided"
    DECLARED = "declared"


class Access(StrEnum):
    """The protection of a group: who may read it is written in the rules of the register."""

    NORMAL = "normal"
    FAMILY = "family"
    HEALTH = "health"
    DISCIPLINE = "discipline"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Field:
    """One fact of a row.

    `form_label` is what the forms of Thông tư 06/2023/TT-BNV print and `item` its number there.
    `is_required`: a record without it is incomplete; `is_essential`: a row without it says nothing;
    `categories`: whom it is asked of (empty: of everybody).
    """

    name: str
    kind: Kind
    label: str
    form_label: str
    _: KW_ONLY
    item: str = ""
    codes: str = ""
    is_required: bool = False
    is_essential: bool = False
    is_sensitive: bool = False
    categories: frozenset[str] = frozenset()
    hint: str = ""
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Group:
    """Facts that a decision or a declaration changes together; `is_national` ones are shared."""

    name: str
    label: str
    form_label: str
    fields: tuple[Field, ...]
    _: KW_ONLY
    shape: Shape = Shape.MANY
    authority: Authority = Authority.DECLARED
    access: Access = Access.NORMAL
    is_national: bool = True

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}
