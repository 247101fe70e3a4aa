"""What a reorganisation does to the rows of this package.

A box lies at its desk and moves with it as a whole; what names an agency is asked by its lineage.
"""

from mail.models import (
    BoxState,
    Contact,
    Mailbox,
    MailDomain,
    MailHold,
    MailList,
    OutgoingMail,
)
from office.units.reorganisation import Rule, at_reorganisation

STAYS = (
    (OutgoingMail, "agency_id"),
    (MailDomain, "agency_id"),
    (Mailbox, "agency_id"),
    (MailList, "agency_id"),
    (MailList, "unit_id"),
    (MailHold, "agency_id"),
    (Contact, "agency_id"),
)


def register() -> None:
    """Say the rule of every column that names a unit or a desk."""
    for model, column in STAYS:
        at_reorganisation(model, column, Rule.STAYS)
    is_open = Mailbox.state.in_([BoxState.ACTIVE, BoxState.SUSPENDED])
    at_reorganisation(Mailbox, "desk_id", Rule.FOLLOWS_DESK, is_open=is_open)
