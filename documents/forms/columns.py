"""The columns of a list that leaves the house, as its reader chooses them (AnVI III.6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from documents.models import Document
from office import clock
from office.i18n import _, _l

Value = str | int | date | datetime | None


@dataclass(frozen=True)
class ListColumn:
    """One field of a document with its heading; `width` in characters."""

    name: str
    heading: object
    value: Callable[[Document], Value]
    width: int = 16


COLUMNS = (
    ListColumn("arrival_no", _l("Arrival no."), lambda one: one.arrival_no, 10),
    ListColumn("symbol", _l("Number and symbol"), lambda one: one.symbol, 20),
    ListColumn("issued_on", _l("Dated"), lambda one: one.issued_on, 15),
    ListColumn("type_name", _l("Document type"), lambda one: one.type_name, 14),
    ListColumn("subject", _l("Subject"), lambda one: one.subject, 60),
    ListColumn("issuer", _l("Issued by"), lambda one: one.issuer_name, 30),
    ListColumn("signer", _l("Signed by"), lambda one: one.signer_name, 24),
    ListColumn("urgency", _l("Urgency"), lambda one: one.urgency.stamp, 14),
    ListColumn("state", _l("State"), lambda one: str(one.state.label), 18),
    ListColumn("due_at", _l("Deadline"), lambda one: one.due_at, 16),
    ListColumn("closed_at", _l("Closed"), lambda one: one.closed_at, 16),
    ListColumn("created_at", _l("Entered"), lambda one: one.created_at, 16),
    ListColumn("place", _l("Place"), lambda one: one.place, 16),
    ListColumn("identifier", _l("Identifier"), lambda one: one.identifier, 40),
    ListColumn("note", _l("Remark"), lambda one: one.note, 30),
)
USUAL = ("arrival_no", "symbol", "issued_on", "type_name", "subject", "issuer", "state", "due_at")


def chosen(names: Sequence[str]) -> list[ListColumn]:
    """The chosen columns in the order of the list; the usual ones when none is known."""
    wanted = set(names) or set(USUAL)
    return [one for one in COLUMNS if one.name in wanted] or chosen(USUAL)


def printed(value: Value) -> str:
    """A value as a paper shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{clock.to_local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def title() -> str:
    """What the list is called."""
    return _("List of documents")
