"""What is looked for: words and the fields of a document, as they stand in an address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy import and_

from documents.models import Direction, Document, Urgency
from documents.queries import figures
from office import clock, law, search
from office.i18n import _

LONGEST = 200
OPEN, CLOSED, LATE = "open", "closed", "late"


@dataclass(frozen=True)
class Question:
    """One search; an empty field does not narrow. Words and names are found without diacritics."""

    q: str = ""
    direction: str = ""
    type: str = ""
    issuer: str = ""
    symbol: str = ""
    signer: str = ""
    standing: str = ""
    handling: str = ""
    unit: str = ""
    desk: str = ""
    urgency: str = ""
    first: str = ""
    last: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Read a question; what is no day, type or standing is left out."""
        known = {one.name: str(given.get(one.name) or "").strip()[:LONGEST] for one in fields(cls)}
        return cls(**{name: value for name, value in known.items() if _is_known(name, value)})

    def values(self) -> dict[str, Any]:
        """What was asked, without the empty fields."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words is asked for."""
        return set(self.values()) > {"q"} or (bool(self.values()) and not self.q)

    def conditions(self) -> list[Any]:
        """The fields as conditions on documents."""
        found = [CONDITIONS[name](value) for name, value in self.values().items() if name != "q"]
        return [one for one in found if one is not None]


def _is_known(name: str, value: str) -> bool:
    if not value:
        return False
    if name in DAYS:
        return clock.read_day(value) is not None
    if name in NAMES:
        return value == figures.NOBODY or _is_uid(value)
    choices: dict[str, set[str]] = {
        "direction": set(Direction),
        "handling": {figures.REGISTERED, figures.IN_HAND, *figures.HANDLED},
        "type": {row.code for row in law.document_types()},
        "standing": {OPEN, CLOSED, LATE},
        "urgency": set(Urgency),
    }
    return value in choices.get(name, {value})


def _is_uid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


DAYS = {"first", "last", "since", "until"}
NAMES = {"unit", "desk"}


def _standing(value: str) -> Any:
    if value == CLOSED:
        return Document.closed_at.is_not(None)
    is_open = Document.closed_at.is_(None)
    return and_(is_open, Document.due_at < clock.now()) if value == LATE else is_open


CONDITIONS: Mapping[str, Any] = {
    "direction": lambda value: Document.direction == Direction(value),
    "type": lambda value: Document.type_code == value,
    "issuer": lambda value: search.title_has(value, "document", Document.__table__.c.id),
    "symbol": lambda value: Document.symbol.icontains(value, autoescape=True),
    "signer": lambda value: Document.signer_name.icontains(value, autoescape=True),
    "standing": _standing,
    "handling": figures.standing_as,
    "unit": figures.of_unit,
    "desk": figures.of_desk,
    "urgency": lambda value: Document.urgency == Urgency(value),
    "first": lambda value: Document.issued_on >= date.fromisoformat(value),
    "last": lambda value: Document.issued_on <= date.fromisoformat(value),
    "since": lambda value: Document.created_at >= clock.local_midnight(date.fromisoformat(value)),
    "until": lambda value: Document.created_at < clock.midnight_after(date.fromisoformat(value)),
}


def standing_options() -> list[tuple[str, str]]:
    """Where a document may stand, as the form offers it."""
    return [("", _("Any")), (OPEN, _("Open")), (LATE, _("Overdue")), (CLOSED, _("Closed"))]


def handling_options() -> list[tuple[str, str]]:
    """How a document of the registers was handled, as the form offers it."""
    return [
        ("", _("Any")),
        (figures.REGISTERED, _("In the register")),
        (figures.IN_HAND, _("Assigned, not yet done")),
        (figures.ON_TIME, _("Handled on time")),
        (figures.LATE, _("Handled late")),
        (figures.OPEN, _("Open, in time")),
        (figures.OVERDUE, _("Open, overdue")),
    ]
