"""What becomes of a box whose owner left or whose desk was merged into another (bàn giao)."""

from sqlalchemy import ColumnElement, or_, select

from mail.models import (
    AddressKind,
    AppPassword,
    BoxState,
    MailAddress,
    Mailbox,
    MailDomain,
    MailGrant,
)
from mail.operations.boxes import change_state, give_address
from mail.operations.naming import free_local
from mail.operations.sharing import end_grant, end_password
from mail.policy import Can
from mail.queries.boxes import address_of, domains_of
from mail.queries.seats import handed_over, head_desk_of, works_in
from mail.wire import names
from office import audit, clock, notices
from office.accounts.models import Account, Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units

LEFT = "Không còn giữ vị trí công tác"  # a record of the office, Vietnamese for every reader
BACK = "Trở lại công tác"
NOTICE = "mail.receiver"


@operation
def hand_over(box: Mailbox, *, reason: str, decision: str = "", by: Actor) -> None:
    """Let the box of a leaver wait for its receiver: no mail, no device, no lent right."""
    change_state(box, BoxState.HANDOVER, reason=reason, decision=decision, by=by)
    box.receiver_id = None
    if box.person_id is not None:
        _shut_out(box, box.person_id, by)
        _ask_for_receiver(box)


def _shut_out(box: Mailbox, person_id: int, by: Actor) -> None:
    mine = select(Account.id).where(Account.person_id == person_id)
    devices = select(AppPassword).where(AppPassword.account_id.in_(mine))
    for row in db.session.scalars(devices.order_by(AppPassword.id)).all():
        end_password(row, by=by)
    _end_grants(or_(MailGrant.person_id == person_id, MailGrant.mailbox_id == box.id), by)


def _end_grants(which: ColumnElement[bool], by: Actor) -> None:
    lent = select(MailGrant).where(which, MailGrant.revoked_at.is_(None))
    for row in db.session.scalars(lent.order_by(MailGrant.id)).all():
        end_grant(row, by=by)


def _ask_for_receiver(box: Mailbox) -> None:
    desk_id = head_desk_of(box.person_id) if box.person_id is not None else None
    if desk_id is not None:
        notices.tell(
            desk_id,
            kind=NOTICE,
            text=_l("Name who receives the mailbox of %(name)s.", name=box.name),
            url=f"/mail/handovers/{box.uid}",
            key=f"{NOTICE}:{box.uid}:{clock.today().isoformat()}",
        )


@operation
def name_receiver(box: Mailbox, person: Person, *, by: Actor) -> None:
    """Say who reads the duty mail of a leaver (người tiếp nhận); he writes nothing from it."""
    given = handed_over(box)
    require(by, Can.NAME_RECEIVER, given)
    if box.state is not BoxState.HANDOVER:
        raise Refusal(_("This mailbox is not being handed over."))
    if not works_in(person.id, units.lineage(by.agency_id or 0)):
        told = _("Only somebody who works in the agency receives a mailbox.")
        raise Invalid(told, fields={"person": told})
    if by.desk_id != given.head_desk_id and person.id == by.person_id:
        told = _("An administrator never receives a mailbox by his own hand.")
        raise Invalid(told, fields={"person": told})
    box.receiver_id = person.id
    audit.record("mail.receiver_named", box, by=by, person=person.uid)


@operation
def reopen(box: Mailbox, *, reason: str, by: Actor) -> None:
    """Give a box back to who came back; its receiver reads it no longer."""
    change_state(box, BoxState.ACTIVE, reason=reason, by=by)
    box.receiver_id = None


@operation
def move_box(box: Mailbox, agency_id: int, *, reason: str, by: Actor) -> None:
    """Let a box follow to another agency: a new address there, the old ones go on leading to it.

    The word before the @ stays where it is free.
    """
    require(by, Can.KEEP_BOXES, agency_id)
    before, box.agency_id = box.agency_id, agency_id
    domain = next(iter(domains_of(agency_id)), None)
    former = address_of(box)
    if domain is not None and names.domain_of(former) != domain.name:
        _readdress(box, domain, former, reason, by)
    audit.record("mail.box_moved", box, by=by, before=before, after=agency_id, reason=reason)


def _readdress(box: Mailbox, domain: MailDomain, former: str, reason: str, by: Actor) -> None:
    mine = MailAddress.mailbox_id == box.id, MailAddress.domain_id == domain.id
    again = db.session.scalars(select(MailAddress).where(*mine).order_by(MailAddress.id)).first()
    local = names.split(again.folded if again else former)[0]
    if again is None:
        local = free_local(domain, local)
    for row in db.session.scalars(
        select(MailAddress).where(
            MailAddress.mailbox_id == box.id, MailAddress.kind == AddressKind.PRIMARY
        )
    ):
        row.reason = reason
    give_address(box, domain, local, kind=AddressKind.PRIMARY, by=by)


@operation
def join_boxes(box: Mailbox, into: Mailbox, *, reason: str, by: Actor) -> None:
    """Let every address of a merged desk lead to its successor's box from now on (kế thừa).

    The old box stays as it is, to be read by whoever holds the successor's desk and by nobody
    to whom it was lent before.
    """
    require(by, Can.KEEP_BOXES, into.agency_id)
    now = clock.now()
    rows = db.session.scalars(select(MailAddress).where(MailAddress.mailbox_id == box.id)).all()
    for row in rows:
        row.mailbox_id = into.id
        if row.kind is not AddressKind.TOMBSTONE:
            row.kind, row.reason, row.valid_from = AddressKind.ALIAS, reason, now
    change_state(box, BoxState.HANDOVER, reason=reason, by=by)
    _end_grants(MailGrant.mailbox_id == box.id, by)
    audit.record(
        "mail.boxes_joined", box, by=by, into=into.uid, addresses=[row.shown for row in rows]
    )
