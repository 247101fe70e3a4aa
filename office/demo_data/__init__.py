"""A province that does not exist (tỉnh Lam Giang, H99): agencies, people and texts for the demo.

Data only: passwords, PINs and keys are made at the first run. Days are counted from the day of the
demo (`from_day=-3` began three days ago); texts carry `{named}` gaps that `filled` closes.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from office.law import Names

HERE = Path(__file__).parent
COMMUNES = "communes"


@dataclass(frozen=True, kw_only=True)
class DemoExternal(Names):
    """An agency on the far side of the axis; `heading` is the printed name, parent line first."""

    key: str
    short: str
    symbol: str
    organ_id: str
    old_organ_id: str
    place: str
    heading: tuple[str, ...]
    parent: str


@dataclass(frozen=True, kw_only=True)
class DemoAgency(Names):
    """An agency of the installation; `symbol` stands in its numbers, `abbreviation` is unique."""

    key: str
    kind: str
    short: str
    abbreviation: str
    symbol: str
    organ_id: str
    old_organ_id: str
    parent: str | None
    place: str
    heading: tuple[str, ...]
    email: str
    phone: str
    address: str


@dataclass(frozen=True, kw_only=True)
class DemoUnit(Names):
    """A room inside an agency; `parent` is the agency's key or another room's."""

    key: str
    agency: str
    parent: str
    kind: str
    position: int
    symbol: str


@dataclass(frozen=True, kw_only=True)
class DemoPost:
    """A post in a room or, for leaders, in the agency itself; the first post is the main one."""

    unit: str
    title_vi: str
    title_en: str
    title_ar: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """A fictional official, name in Vietnamese order; `roles` are values of `Role`."""

    login: str
    name: str
    posts: tuple[DemoPost, ...]


@dataclass(frozen=True, kw_only=True)
class DemoSigning:
    """Who signs what: no type listed means all; no code means in the signer's own authority."""

    login: str
    unit: str
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    types: tuple[str, ...]
    field: str
    basis: str
    from_day: int | None
    to_day: int | None


@dataclass(frozen=True, kw_only=True)
class DemoDelegation:
    """A dated delegation of one role of one agency."""

    by: str
    to: str
    unit: str
    role: str
    from_day: int
    to_day: int
    basis: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DemoAbsence:
    """Days on which an official is away."""

    login: str
    from_day: int
    to_day: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DemoSubject:
    """An incoming document that may come from any of `issuers` (keys of agencies)."""

    type: str
    issuers: tuple[str, ...]
    urgency: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DemoDraft:
    """A document that the room `unit` drafts on its own."""

    type: str
    unit: str
    urgency: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DemoPhrases:
    """What officials write on the way; gaps: `{lead}` a room, `{official}` a name, `{due}`."""

    directives: tuple[str, ...]
    unit_directives: tuple[str, ...]
    proposals: tuple[str, ...]
    opinions: tuple[str, ...]
    returns: tuple[str, ...]
    refusals: tuple[str, ...]
    extensions: tuple[str, ...]
    recalls: tuple[str, ...]
    cancellations: tuple[str, ...]
    closings: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A piece of a text: paragraph, heading, point, or a table's table-head and row."""

    kind: str
    text: str

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(self.text.split(";"))


@dataclass(frozen=True, kw_only=True)
class DemoBody:
    """A text to draft with; gaps: type, number, date, sender, subject, agency."""

    key: str
    types: tuple[str, ...]
    purpose: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class DemoAnnex:
    """An annex to be made as a .docx or as a picture of paper (`scan`, a PDF without text)."""

    form: str
    file_name: str
    label: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class DemoSigner:
    """The signer of the ministry's letter with the lines printed over the name."""

    name: str
    position: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DemoPlay:
    """Who does and writes what when the first matter is played; people by login, rooms by key."""

    clerk: str
    office_head: str
    leader: str
    deputy: str
    unit_head: str
    official: str
    adviser: str
    lead: str
    cooperating: tuple[str, ...]
    informed: tuple[str, ...]
    due_in_working_days: int
    cooperate_in_working_days: int
    proposal: str
    direction: str
    unit_direction: str
    question: str
    opinion: str
    submission: str
    reply_type: str
    reply_subject: str
    reply_recipients: tuple[str, ...]
    reply: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class DemoMatter:
    """The ministry's letter that waits at the first run; gaps of the body: `{year}`, `{due}`."""

    sender: str
    receiver: str
    type: str
    number: int
    symbol: str
    urgency: str
    subject: str
    place: str
    dated_days_ago: int
    reply_in_working_days: int
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    drafter: str
    signer: DemoSigner
    body: tuple[Block, ...]
    annexes: tuple[DemoAnnex, ...]
    play: DemoPlay


def printed_heading(row: "DemoAgency | DemoExternal") -> tuple[str, ...]:
    """The parent's line and the own line; the two lines of a people's committee are one name."""
    is_committee = row.heading[0] == "ỦY BAN NHÂN DÂN"
    return (" ".join(row.heading),) if is_committee else row.heading


@cache
def agencies() -> tuple[DemoAgency, ...]:
    """The province's committee first, then 12 departments and 20 communes and wards."""
    return tuple(DemoAgency(**row) for row in _read("agencies"))


def agency(key: str) -> DemoAgency:
    return next(row for row in agencies() if row.key == key)


@cache
def units() -> tuple[DemoUnit, ...]:
    """Parents before children."""
    return tuple(DemoUnit(**row) for row in _read("units"))


@cache
def external_agencies() -> tuple[DemoExternal, ...]:
    return tuple(DemoExternal(**row) for row in _read("external"))


def external_agency(key: str) -> DemoExternal:
    return next(row for row in external_agencies() if row.key == key)


@cache
def people() -> tuple[DemoPerson, ...]:
    return tuple(_person(row) for row in _read("people"))


def person(login: str) -> DemoPerson:
    return next(row for row in people() if row.login == login)


def in_force_from() -> date:
    """The first day of the two-tier model, from which units, posts and signing rights hold."""
    return date.fromisoformat(_read("duties")["in_force_from"])


@cache
def signing_authorities() -> tuple[DemoSigning, ...]:
    return tuple(DemoSigning(**row) for row in _read("duties")["signing"])


@cache
def delegations() -> tuple[DemoDelegation, ...]:
    return tuple(DemoDelegation(**row) for row in _read("duties")["delegations"])


@cache
def absences() -> tuple[DemoAbsence, ...]:
    return tuple(DemoAbsence(**row) for row in _read("duties")["absences"])


def incoming_subjects(on: date) -> tuple[DemoSubject, ...]:
    """Subjects with the years of `on`; those of communes may come from each of the twenty."""
    return tuple(
        DemoSubject(**_dated(row, on) | {"issuers": _issuers(row["issuers"])})
        for row in _read("subjects")["incoming"]
    )


def outgoing_subjects(on: date) -> tuple[DemoDraft, ...]:
    return tuple(DemoDraft(**_dated(row, on)) for row in _read("subjects")["outgoing"])


@cache
def phrases() -> DemoPhrases:
    return DemoPhrases(**_read("phrases")["phrases"])


def urgency_weights() -> dict[str, int]:
    """How many of a hundred documents bear each urgency."""
    return dict(_read("phrases")["urgency_weights"])


@cache
def bodies() -> tuple[DemoBody, ...]:
    return tuple(DemoBody(**row | {"blocks": _blocks(row["blocks"])}) for row in _read("bodies"))


def bodies_for(document_type: str) -> tuple[DemoBody, ...]:
    """The texts that suit a type of document; every drafted type of the subjects has one."""
    return tuple(body for body in bodies() if document_type in body.types)


@cache
def first_matter() -> DemoMatter:
    row = _read("first_matter")
    play = row["play"]
    parts = {
        "body": _blocks(row["body"]),
        "signer": DemoSigner(**row["signer"]),
        "annexes": tuple(DemoAnnex(**a | {"blocks": _blocks(a["blocks"])}) for a in row["annexes"]),
        "play": DemoPlay(**play | {"reply": _blocks(play["reply"])}),
    }
    return DemoMatter(**row | parts)


def filled(blocks: tuple[Block, ...], **facts: object) -> tuple[Block, ...]:
    """The text with its gaps closed; a gap without a fact is a defect and raises KeyError."""
    return tuple(Block(block.kind, block.text.format_map(facts)) for block in blocks)


@cache
def _read(name: str) -> Any:
    return _frozen(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value


def _person(row: dict[str, Any]) -> DemoPerson:
    return DemoPerson(**row | {"posts": tuple(DemoPost(**post) for post in row["posts"])})


def _blocks(rows: tuple[dict[str, str], ...]) -> tuple[Block, ...]:
    return tuple(Block(**row) for row in rows)


def _dated(row: dict[str, Any], on: date) -> dict[str, Any]:
    years = {"year": on.year, "next_year": on.year + 1, "later_year": on.year + 4}
    return row | {"text": row["text"].format_map(years)}


def _issuers(keys: str) -> tuple[str, ...]:
    if keys != COMMUNES:
        return (keys,)
    return tuple(
        row.key for row in agencies() if row.kind in ("commune-committee", "ward-committee")
    )
