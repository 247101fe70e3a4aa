"""Kinds of decisions on personnel: what each may change and in which words it is drafted."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from office.errors import NotFound
from office.i18n import _
from office.law import Names

DATA = Path(__file__).parent / "data" / "decisions.toml"


@dataclass(frozen=True, kw_only=True)
class DecisionKind(Names):
    """A kind of decision (loại quyết định).

    `groups` are those that it may change; `subject` and `articles` are its words in Vietnamese,
    with the names of facts in braces; `bases` the legal basis that it cites; `event` the type of
    the event that tells the national database; `fixed` the values that are fixed by the kind;
    `document_type` what its paper is in the register of documents.
    """

    code: str
    position: int
    groups: tuple[str, ...]
    subject: str
    articles: tuple[str, ...]
    bases: tuple[str, ...]
    event: str
    document_type: str = "quyet-dinh"
    for_many: bool = False
    fixed: Mapping[str, str] | None = None


@cache
def kinds() -> Mapping[str, DecisionKind]:
    """All kinds in the order of the list."""
    rows = tomllib.loads(DATA.read_text())["row"]
    made = [_kind(position, row) for position, row in enumerate(rows, 1)]
    return {one.code: one for one in made}


def kind(code: str) -> DecisionKind:
    """A kind by its code."""
    found = kinds().get(code)
    if found is None:
        raise NotFound(_("There is no such kind of decision."))
    return found


def _kind(position: int, row: dict[str, object]) -> DecisionKind:
    lists = {
        name: tuple(str(one) for one in row.pop(name, ()))  # type: ignore[attr-defined]
        for name in ("groups", "articles", "bases")
    }
    return DecisionKind(position=position, **lists, **row)  # type: ignore[arg-type]
