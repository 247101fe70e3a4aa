"""Legal holds (lưu giữ theo yêu cầu): what they cover is neither purged nor blanked."""

from mail.models import Mailbox, MailHold, MailItem
from mail.policy import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@operation
def place_hold(box: Mailbox, *, reason: str, decision: str, by: Actor) -> MailHold:
    """Hold everything that lies in a box or will come into it."""
    return _place(box, None, reason, decision, by)


@operation
def hold_thread(item: MailItem, *, reason: str, decision: str, by: Actor) -> MailHold:
    """Hold one conversation wherever it lies in the house."""
    return _place(db.session.get_one(Mailbox, item.mailbox_id), item, reason, decision, by)


def _place(box: Mailbox, item: MailItem | None, reason: str, decision: str, by: Actor) -> MailHold:
    agency_id = units.successor_of(box.agency_id)
    require(by, Can.HOLD, agency_id)
    given = {"reason": reason.strip(), "decision": decision.strip()}
    faults = {name: _("Enter the reason and the number of the decision.") for name in given}
    missing = {name: words for name, words in faults.items() if not given[name]}
    if missing:
        raise Invalid(next(iter(missing.values())), fields=missing)
    hold = MailHold(
        agency_id=agency_id,
        mailbox_id=None if item else box.id,
        thread_id=item.thread_id if item else None,
        placed_by=by.name,
        placed_at=clock.now(),
        **given,
    )
    db.session.add(hold)
    db.session.flush()
    audit.record("mail.hold_placed", hold, by=by, box=box.uid, **given)
    return hold


@operation
def release_hold(hold: MailHold, *, reason: str, by: Actor) -> None:
    """Let go what a hold covered; from the next purge on it goes by the rules."""
    require(by, Can.HOLD, units.successor_of(hold.agency_id))
    if hold.released_at is not None:
        raise Refusal(_("This hold was released already."))
    if not reason.strip():
        told = _("Say why; it stands in the audit log.")
        raise Invalid(told, fields={"reason": told})
    hold.released_at = clock.now()
    audit.record("mail.hold_released", hold, by=by, reason=reason.strip())
