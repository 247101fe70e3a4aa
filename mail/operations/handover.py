"""What becomes of a box whose owner left or whose desk was merged into another (bàn giao)."""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select

from mail.models import (
    AddressKind,
    AppPassword,
    AwayNote,
    BoxState,
    DomainRules,
    MailAddress,
    Mailbox,
    MailDomain,
    MailGrant,
    MailWish,
    WishKind,
)
from mail.operations.boxes import change_state, give_address, keeper_of, put_state
from mail.operations.naming import free_local
from mail.operations.sharing import end_grant, end_password
from mail.operations.wishing import Wish, lay_wish, tell_of_reading
from mail.policy import Can
from mail.queries.addresses import role_address
from mail.queries.boxes import address_of, domains_of
from mail.queries.lending import ended_receivers, strangers_grants
from mail.queries.seats import (
    desks_of_person,
    handed_over,
    has_post,
    head_desk_of,
    last_desk_of,
    works_in,
)
from mail.queries.sifting import domain_rules_in
from mail.wire import names
from office import audit, clock, notices
from office.accounts.models import Account, Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

LEFT = "Không còn giữ vị trí công tác"  # a record of the office, Vietnamese for every reader
BACK = "Trở lại công tác"
NOTICE = "mail.receiver"
ANSWER = (
    "{name} không còn sử dụng hộp thư này. Thư đã được nhận vào hộp thư bàn giao; "
    "từ nay đề nghị gửi đến {address}."
)


@operation
def hand_over(box: Mailbox, *, reason: str, decision: str = "", by: Actor) -> MailWish | None:
    """Let the box of a leaver wait for its receiver: no device, no lent right, soon no mail.

    The box of who still has a post is handed over once a second person confirmed it: the answer
    is the wish that waits.
    """
    keeper_id = keeper_of(box.agency_id)
    require(by, Can.KEEP_BOXES, keeper_id)
    if by.is_machine or box.person_id is None or not has_post(box.person_id):
        _hand_over(box, reason, decision, by)
        return None
    wish = Wish(WishKind.HANDOVER, keeper_id, reason=reason, decision=decision, box=box)
    return lay_wish(wish, by=by)


def hand_over_confirmed(box: Mailbox, *, reason: str, decision: str, by: Actor) -> None:
    """Hand a box over in the open operation because two persons want it; its owner learns of it."""
    told = _l("The mailbox of %(name)s is handed over: %(reason)s.", name=box.name, reason=reason)
    tell_of_reading(box, told, by=by)
    _hand_over(box, reason, decision, SYSTEM)
    box.decided_at = clock.now()


def _hand_over(box: Mailbox, reason: str, decision: str, by: Actor) -> None:
    put_state(box, BoxState.HANDOVER, reason=reason, decision=decision, by=by)
    if box.person_id is not None:
        _shut_out(box, box.person_id, by)
        _answer_for(box)
        _ask_for_receiver(box)


def _answer_for(box: Mailbox) -> None:
    """For a time who writes to a leaver is told the address of the function (RFC 3834)."""
    rules, address = rules_at(box), role_address(box)
    if not (rules.names_successor and rules.leaver_answer_days and address):
        return
    mine = select(AwayNote).where(AwayNote.mailbox_id == box.id)
    note = db.session.scalars(mine).first() or AwayNote(mailbox_id=box.id)
    note.inside = note.outside = ANSWER.format(name=box.name, address=address)
    note.substitute_id, note.valid_from = None, clock.now()
    note.valid_to = box.answers_until = clock.now() + timedelta(days=rules.leaver_answer_days)
    db.session.add(note)


def rules_at(box: Mailbox) -> DomainRules:
    """The rules of the domain from which a box writes."""
    return domain_rules_in([box.id]).get(box.id, DomainRules())


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
def name_receiver(box: Mailbox, person: Person, *, reason: str = "", by: Actor) -> MailWish | None:
    """Say who reads the duty mail of a leaver (người tiếp nhận); he writes nothing from it.

    The head of the last unit names whom he wants. An administrator names that head, or who has
    the leaver's desk now; anybody else once a second person confirmed it.
    """
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
    if by.desk_id != given.head_desk_id and not _is_next(box, person, given.head_desk_id):
        wish = Wish(WishKind.RECEIVER, given.agency_id, reason=reason, box=box, person=person)
        return lay_wish(wish, by=by)
    let_read_on(box, person, by=by)
    return None


def _is_next(box: Mailbox, person: Person, head_desk_id: int | None) -> bool:
    """Whether somebody stands for a leaver by his post: his head, or his successor."""
    if box.person_id is None or has_post(box.person_id):
        return False
    last = last_desk_of(box.person_id)
    return bool({head_desk_id, last.desk_id if last else None} & set(desks_of_person(person.id)))


def let_read_on(box: Mailbox, person: Person, *, by: Actor) -> None:
    """Let somebody read a box for a time in the open operation, and tell whom it concerns."""
    if box.state is not BoxState.HANDOVER:
        raise Refusal(_("This mailbox is not being handed over."))
    until = clock.now() + timedelta(days=rules_at(box).receiver_days)
    box.receiver_id, box.receiver_until = person.id, until
    audit.record("mail.receiver_named", box, by=by, person=person.uid, until=until)
    facts = {"person": person.full_name, "name": box.name}
    tell_of_reading(box, _l("%(person)s now reads the mailbox of %(name)s.", **facts), by=by)


@operation
def end_strangers_rights(*, by: Actor) -> int:
    """End the rights of who left the agency of a box, and of receivers whose time is over."""
    require(by, Can.CARRY_OUT)
    grants = strangers_grants()
    for row in grants:
        end_grant(row, by=by)
    boxes = ended_receivers()
    for box in boxes:
        is_over = box.receiver_until is not None and box.receiver_until <= clock.now()
        box.receiver_id = box.receiver_until = None
        audit.record("mail.receiver_ended", box, by=by, is_over=is_over)
        if not is_over:
            _ask_for_receiver(box)
    return len(grants) + len(boxes)


@operation
def reopen(box: Mailbox, *, reason: str, by: Actor) -> None:
    """Give a box back to who came back; its receiver reads it no longer."""
    change_state(box, BoxState.ACTIVE, reason=reason, by=by)


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
    put_state(box, BoxState.HANDOVER, reason=reason, by=by)
    _end_grants(MailGrant.mailbox_id == box.id, by)
    audit.record(
        "mail.boxes_joined", box, by=by, into=into.uid, addresses=[row.shown for row in rows]
    )
