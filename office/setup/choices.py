"""The choices of an agency in words, and who decided each."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from office.audit import AuditEvent
from office.db import db
from office.errors import Invalid
from office.i18n import _, _l
from office.units.models import Unit

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Choice:
    """A setting of an agency with what each answer means."""

    name: str
    question: object
    yes: object
    no: object
    basis: object


CHOICES = (
    Choice(
        "only_viewed_batch",
        _l("Signing several documents with one PIN"),
        _l("Only documents that the signer has opened"),
        _l("Any documents that wait for the signer"),
        _l("Who signs answers for the content (Decree 30/2020/NĐ-CP art. 13)."),
    ),
    Choice(
        "directive_through_office_head",
        _l("Incoming documents on their way to the leader"),
        _l("The head of the office proposes first"),
        _l("The records clerk presents them at once"),
        _l("The working regulation of the agency decides (Decree 30/2020/NĐ-CP art. 23)."),
    ),
)


@dataclass(frozen=True)
class Amount:
    """A setting of an agency that is a whole number."""

    name: str
    question: object
    least: int
    most: int
    basis: object


AMOUNTS = (
    Amount(
        "meeting_notice_days",
        _l("Working days between the call and a meeting"),
        3,
        30,
        _l("At least three; a call at shorter notice says why (Decision 45/2018/QĐ-TTg)."),
    ),
)
CONTACT = ("phone", "email", "website")
OPEN = frozenset({*CONTACT, *(one.name for one in (*CHOICES, *AMOUNTS))})
"""What may be set by name; seal and mail have acts of their own."""


def checked(name: str, value: object) -> object:
    """What is to be set by name; an amount out of its bounds is refused."""
    amount = next((one for one in AMOUNTS if one.name == name), None)
    if amount is None:
        return value
    if not isinstance(value, int) or not amount.least <= value <= amount.most:
        words = _("Between %(least)s and %(most)s.", least=amount.least, most=amount.most)
        raise Invalid(words, fields={name: words})
    return value


def chosen_by(agency: Unit) -> Mapping[str, AuditEvent]:
    """The last line of the audit trail about each choice."""
    lines = select(AuditEvent).where(
        AuditEvent.subject_uid == str(agency.uid), AuditEvent.act == "agency.choose"
    )
    rows = db.session.scalars(lines.order_by(AuditEvent.id))
    return {str(line.facts.get("name")): line for line in rows}
