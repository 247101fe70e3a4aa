"""A second person decides on what one administrator asked for (phê duyệt hai người)."""

from mail.models import Mailbox, MailDomain, MailWish, WishKind, WishState
from mail.models.wishes import LASTS
from mail.operations.boxes import keeper_of
from mail.operations.domains import prove_domain
from mail.operations.handover import hand_over_confirmed, let_read_on
from mail.operations.wishing import settle_wish
from mail.policy import Can
from mail.queries.domains import is_without_dns
from office import clock
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Forbidden, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.step_up import require_step_up


@operation
def confirm_wish(row: MailWish, *, by: Actor) -> None:
    """Let what was asked for happen now; nobody confirms his own wish, nor one for himself."""
    _refuse_first(row, by)
    require_step_up(by)
    if row.asked_at + LASTS <= clock.now():
        raise Refusal(_("This was asked too long ago."), fix=_("Have it asked for again."))
    settle_wish(row, WishState.CONFIRMED, by=by)
    if row.kind is WishKind.DOMAIN:
        domain = db.session.get_one(MailDomain, row.domain_id)
        _refuse_other(domain, row)
        prove_domain(domain, how=f"{row.asked_name}, {by.name}", by=SYSTEM)
        return
    box = db.session.get_one(Mailbox, row.mailbox_id)
    if row.kind is WishKind.HANDOVER:
        hand_over_confirmed(box, reason=row.reason, decision=row.decision, by=by)
    else:
        let_read_on(box, db.session.get_one(Person, row.person_id), by=by)


def _refuse_other(domain: MailDomain, row: MailWish) -> None:
    """A domain that was closed, or opened anew, since then is not the one that was asked for."""
    is_same = domain.closed_at is None and domain.opened_at <= row.asked_at
    if not is_same or not is_without_dns(domain):
        raise Refusal(
            _("The domain does not stand as it did when this was asked."),
            fix=_("Look at it on the page “Domains and rules” and ask again where it is needed."),
        )


@operation
def refuse_wish(row: MailWish, *, by: Actor) -> None:
    """Leave everything as it was."""
    _refuse_first(row, by)
    settle_wish(row, WishState.REFUSED, by=by)


def _refuse_first(row: MailWish, by: Actor) -> None:
    require(by, Can.CONFIRM, keeper_of(row.agency_id))
    if by.person_id in (row.asked_by, row.person_id):
        raise Forbidden(
            _("What somebody asked for, or is to receive, is confirmed by another person."),
            fix=_("Another administrator or the security officer opens this page."),
        )
