"""What an administrator may not do alone waits here for a second person (phê duyệt hai người)."""

from dataclasses import dataclass

from sqlalchemy import select

from mail.models import Mailbox, MailDomain, MailWish, WishKind, WishState
from mail.models.wishes import LASTS
from mail.policy import Can
from mail.queries.seats import desks_of_person, head_desk_of
from office import audit, clock, notices
from office.accounts.models import Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.step_up import require_step_up
from office.units import queries as units

TO_CONFIRM, READ_ON = "mail.wish", "mail.read_on"
CONFIRMERS = (Role.ADMIN, Role.SECURITY)


@dataclass(frozen=True)
class Wish:
    """What is asked for: about a box, somebody who is to read it, or a domain."""

    kind: WishKind
    agency_id: int
    reason: str
    decision: str = ""
    box: Mailbox | None = None
    person: Person | None = None
    domain: MailDomain | None = None


def lay_wish(wish: Wish, *, by: Actor) -> MailWish:
    """Ask a second person in the open operation; part of the acts that need one."""
    require_step_up(by)
    if by.person_id is None:
        raise Refusal(_("Only an official asks for this."))
    if not wish.reason.strip():
        told = _("Say why; it stands in the audit log.")
        raise Invalid(told, fields={"reason": told})
    row = MailWish(
        kind=wish.kind,
        agency_id=wish.agency_id,
        mailbox_id=wish.box.id if wish.box else None,
        person_id=wish.person.id if wish.person else None,
        domain_id=wish.domain.id if wish.domain else None,
        reason=wish.reason.strip(),
        decision=wish.decision.strip(),
        asked_by=by.person_id,
        asked_name=by.name,
        asked_at=clock.now(),
    )
    _refuse_doubled(row)
    _tell_confirmers(wish, by)
    db.session.add(row)
    db.session.flush()
    audit.record("mail.wish_asked", wish.box or wish.domain, by=by, **facts_of(row))
    return row


def facts_of(row: MailWish) -> dict[str, object]:
    """What stands of a wish in the audit log."""
    person = db.session.get(Person, row.person_id) if row.person_id else None
    named = {"person": person.uid} if person else {}
    facts = {"wish": row.uid, "kind": row.kind, "reason": row.reason, "decision": row.decision}
    return facts | {"asked_by": row.asked_name} | named


def _refuse_doubled(row: MailWish) -> None:
    same = select(MailWish.id).where(
        MailWish.kind == row.kind,
        MailWish.mailbox_id.is_not_distinct_from(row.mailbox_id),
        MailWish.domain_id.is_not_distinct_from(row.domain_id),
        MailWish.state == WishState.ASKED,
        MailWish.asked_at > clock.now() - LASTS,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal(
            _("This waits for a second person already."),
            fix=_("Have it confirmed or refused on the page “Confirmations”."),
        )


def _tell_confirmers(wish: Wish, by: Actor) -> None:
    """A wish that nobody may confirm is refused at once, with the way out."""
    found = {
        desk.id: desk
        for role in CONFIRMERS
        for desk in units.desks_of_role(wish.agency_id, role)
        if any(one.person_id != by.person_id for one in units.holders(desk.id))
    }
    if not found:
        raise Refusal(
            _("This needs a second person, and the agency has none who may confirm it."),
            fix=_("Have another administrator or a security officer appointed."),
        )
    for desk_id in sorted(found):
        notices.tell(
            desk_id,
            kind=TO_CONFIRM,
            text=_l("%(name)s asks for a second person's confirmation.", name=by.name),
            url="/mail-keep/wishes",
            key=f"{TO_CONFIRM}:{wish.kind}:{clock.now().isoformat()}",
        )


def tell_of_reading(box: Mailbox, text: object, *, by: Actor) -> None:
    """Tell the owner of a box, where he still sits, and who heads his unit."""
    if box.person_id is None:
        return
    head = head_desk_of(box.person_id)
    desks = {*desks_of_person(box.person_id), *([head] if head else [])} - {by.desk_id}
    for desk_id in sorted(desks):
        notices.tell(
            desk_id,
            kind=READ_ON,
            text=text,
            url="/notices",
            key=f"{READ_ON}:{box.uid}:{clock.now().isoformat()}",
        )


@operation
def withdraw_wish(row: MailWish, *, by: Actor) -> None:
    """Take a wish back before it is decided."""
    require(by, Can.CONFIRM, units.successor_of(row.agency_id))
    if row.asked_by != by.person_id:
        raise Refusal(_("Only who asked takes it back."))
    settle_wish(row, WishState.WITHDRAWN, by=by)


def settle_wish(row: MailWish, state: WishState, *, by: Actor) -> None:
    """Note in the open operation what became of a wish, once."""
    db.session.refresh(row, with_for_update=True)
    if row.state is not WishState.ASKED:
        raise Refusal(_("This was decided already."))
    row.state, row.settled_name, row.settled_at = state, by.name, clock.now()
    box = db.session.get(Mailbox, row.mailbox_id) if row.mailbox_id else None
    about = box or db.session.get_one(MailDomain, row.domain_id)
    audit.record(f"mail.wish_{state}", about, by=by, **facts_of(row))
