"""Whose a box is, who may do what in it, and which boxes somebody has open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    MailAddress,
    Mailbox,
    MailDomain,
    MailGrant,
    Right,
)
from mail.queries.seats import works_in
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Tenure
from office.units.queries import held_at

OWN = frozenset(Right)
AT_DESK = OWN - {Right.SEND_ON_BEHALF}
RECEIVED = frozenset({Right.READ, Right.ORGANISE})
READABLE = (BoxState.ACTIVE, BoxState.SUSPENDED, BoxState.HANDOVER)


@dataclass(frozen=True)
class OpenBox:
    """A box with what one actor may do in it; `is_shared` when others read it too.

    `is_lent` to somebody who neither owns it nor holds its desk.
    """

    box: Mailbox
    rights: frozenset[Right] = field(default_factory=frozenset)
    is_lent: bool = False

    @property
    def state(self) -> BoxState:
        """How the box stands."""
        return self.box.state

    @property
    def is_shared(self) -> bool:
        """Whether the box is a desk's."""
        return self.box.kind is not BoxKind.PERSON


def granted_at(at: Any) -> ColumnElement[bool]:
    """The condition that a right given by hand holds at an instant."""
    return and_(MailGrant.revoked_at.is_(None), MailGrant.valid_from <= at, MailGrant.valid_to > at)


def rights_in(box: Mailbox, actor: Actor) -> frozenset[Right]:
    """What the actor may do in a box, read from tenures and grants at this instant.

    Whoever acts for another has the desk's box, never the other's personal one.
    """
    return _rights_in(box, actor, _desks_for(box, actor))


def _desks_for(box: Mailbox, actor: Actor) -> frozenset[int]:
    """The actor's desks, where the kind of the box makes them matter."""
    return _desks_of(actor) if box.kind is BoxKind.DESK else frozenset()


def _rights_in(box: Mailbox, actor: Actor, desks: frozenset[int]) -> frozenset[Right]:
    if actor.person_id is None or actor.tenure_id is None:
        return frozenset()
    if box.kind is BoxKind.DESK and box.desk_id in desks:
        return AT_DESK
    if actor.delegation_id is not None:
        return frozenset()
    if box.kind is BoxKind.PERSON and box.person_id == actor.person_id:
        return OWN
    found = RECEIVED if receives(box, actor.person_id) else _granted(box, actor)
    return found if found and works_at(box, actor.person_id) else frozenset()


def receives(box: Mailbox, person_id: int) -> bool:
    """Whether somebody reads on in a leaver's box at this instant."""
    is_his = box.state is BoxState.HANDOVER and box.receiver_id == person_id
    return is_his and (box.receiver_until is None or box.receiver_until > clock.now())


def works_at(box: Mailbox, person_id: int) -> bool:
    """Whether somebody has a post in the agency of a box: without one no right in it holds."""
    return works_in(person_id, units.lineage(units.successor_of(box.agency_id)))


def _granted(box: Mailbox, actor: Actor) -> frozenset[Right]:
    rows = db.session.scalars(
        select(MailGrant.rights).where(
            MailGrant.mailbox_id == box.id,
            MailGrant.person_id == actor.person_id,
            granted_at(clock.now()),
        )
    )
    return frozenset(Right(one) for rights in rows for one in rights)


NOW = bindparam("now", type_=Tenure.valid_from.type)
_held = select(Tenure.desk_id).where(
    Tenure.person_id == bindparam("person_id"),
    Tenure.unit_id == bindparam("unit_id"),
    held_at(Tenure, NOW),
)


def opened_by(box: Mailbox, actor: Actor) -> OpenBox:
    """A box as the actor has it, whatever that is."""
    return _opened_by(box, actor, _desks_for(box, actor))


def _opened_by(box: Mailbox, actor: Actor, desks: frozenset[int]) -> OpenBox:
    is_own = box.kind is BoxKind.PERSON and box.person_id == actor.person_id
    is_held = box.kind is BoxKind.DESK and box.desk_id in desks
    return OpenBox(box, _rights_in(box, actor, desks), is_lent=not (is_own or is_held))


def _desks_of(actor: Actor) -> frozenset[int]:
    """The desk of the acting post; in his own post also those inherited with the same duty."""
    if actor.delegation_id is not None:
        return frozenset({actor.desk_id} if actor.desk_id else ())
    given = {"person_id": actor.person_id, "unit_id": actor.unit_id, "now": clock.now()}
    return frozenset(db.session.scalars(_held, given)) | (
        {actor.desk_id} if actor.desk_id else set()
    )


def open_boxes(actor: Actor) -> list[OpenBox]:
    """The boxes that the actor reads: his own first, then those of his desk, then lent ones."""
    if actor.person_id is None or actor.tenure_id is None:
        return []
    desks = _desks_of(actor)
    given = {"person_id": actor.person_id, "now": clock.now(), "desks": sorted(desks)}
    rows = db.session.scalars(_reached if actor.delegation_id is None else _at_desk, given).all()
    found = [_opened_by(box, actor, desks) for box in rows]
    ranks = {BoxKind.PERSON: 0, BoxKind.DESK: 1, BoxKind.SYSTEM: 2}
    readable = [one for one in found if Right.READ in one.rights]
    return sorted(readable, key=lambda one: (*_closeness(one, actor), ranks[one.box.kind]))


def _closeness(opened: OpenBox, actor: Actor) -> tuple[bool, bool, str]:
    box = opened.box
    is_own = box.person_id == actor.person_id and box.kind is BoxKind.PERSON
    return not is_own, opened.state is not BoxState.ACTIVE, box.name


_of_desks = Mailbox.desk_id.in_(bindparam("desks", expanding=True))
_at_desk = select(Mailbox).where(_of_desks, Mailbox.state.in_(READABLE))
_lent = select(MailGrant.mailbox_id).where(
    MailGrant.person_id == bindparam("person_id"), granted_at(NOW)
)
_reached = select(Mailbox).where(
    or_(
        _of_desks,
        Mailbox.person_id == bindparam("person_id"),
        Mailbox.receiver_id == bindparam("person_id"),
        Mailbox.id.in_(_lent),
    ),
    Mailbox.state.in_(READABLE),
)
_by_uid = select(Mailbox).where(Mailbox.uid == bindparam("uid"))


def open_box(uid: UUID, actor: Actor) -> OpenBox:
    """One box as the actor has it; whoever may not read it does not learn that it is there."""
    box = db.session.scalars(_by_uid, {"uid": uid}).first()
    opened = opened_by(box, actor) if box is not None else None
    if opened is None or Right.READ not in opened.rights or opened.state not in READABLE:
        raise NotFound(_("There is no such mailbox."))
    return opened


def own_box(person_id: int) -> Mailbox | None:
    """The personal box of somebody, open or not."""
    mine = select(Mailbox).where(Mailbox.person_id == person_id, Mailbox.kind == BoxKind.PERSON)
    return db.session.scalars(mine.order_by(Mailbox.id.desc())).first()


def box_of_desk(desk_id: int) -> Mailbox | None:
    """The box that takes mail for a desk."""
    mine = select(Mailbox).where(
        Mailbox.desk_id == desk_id,
        Mailbox.kind == BoxKind.DESK,
        Mailbox.state == BoxState.ACTIVE,
    )
    return db.session.scalars(mine.order_by(Mailbox.id)).first()


def primary_addresses(box_ids: Sequence[int]) -> dict[int, str]:
    """The address that each box writes from."""
    rows = db.session.execute(
        select(MailAddress.mailbox_id, MailAddress.shown).where(
            MailAddress.mailbox_id.in_(box_ids), MailAddress.kind == AddressKind.PRIMARY
        )
    )
    return {box_id: shown for box_id, shown in rows if box_id is not None}


def address_of(box: Mailbox) -> str:
    """The address that a box writes from; empty when it has none any more."""
    return primary_addresses([box.id]).get(box.id, "")


def of_agency(agency_id: int | None) -> ColumnElement[bool]:
    """The boxes of an agency and of those whose place it took."""
    return Mailbox.agency_id.in_(units.lineage(agency_id) if agency_id else ())


def kept_box(uid: UUID, actor: Actor) -> Mailbox:
    """A box of the administrator's agency, without a look at what lies in it."""
    wanted = select(Mailbox).where(Mailbox.uid == uid, of_agency(actor.agency_id))
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such mailbox."))
    return found


def domains_of(agency_id: int | None) -> list[MailDomain]:
    """The domains of an agency that are ours, the first first: new addresses are given in it."""
    return [one for one in kept_domains(agency_id) if one.proved_at is not None]


def kept_domains(agency_id: int | None) -> list[MailDomain]:
    """The open domains of an agency, also those that are not proved yet."""
    mine = MailDomain.agency_id.in_(units.lineage(agency_id) if agency_id else ())
    rows = select(MailDomain).where(mine, MailDomain.closed_at.is_(None))
    own_first = (MailDomain.agency_id != agency_id, MailDomain.id)
    return list(db.session.scalars(rows.order_by(*own_first)))


def kept_domain(uid: UUID, actor: Actor) -> MailDomain:
    """A domain of the administrator's agency."""
    found = next((one for one in kept_domains(actor.agency_id) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such mail domain."))
    return found
