"""Officials go from one managing body to another: kept by one of them at every instant."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, Role, require
from office.units import queries as units
from personnel.models import (
    OVER,
    Dossier,
    EventState,
    HandOver,
    HandOverState,
    LinkState,
    NationalEvent,
    NationalLink,
    Source,
)
from personnel.national.client.answers import Record, Transfer
from personnel.national.codes import AGENCY_CODE, CORRECTED, TransferState
from personnel.operations.dossiers import Opening, open_many, refuse_impossible
from personnel.operations.rows import Origin, hold
from personnel.operations.secrets import sealed
from personnel.operations.telling import exchange_soon, push_soon
from personnel.policy.national import CanTell
from personnel.queries.hearing import hand_over_of, leaving_day
from personnel.queries.national import connection, link_of
from personnel.queries.received import changes_in, record_of
from personnel.queries.secrets import citizen_mark

LONGEST = 1000


@dataclass(frozen=True)
class Proposal:
    """To whom an official goes, and why."""

    receiver: str
    reason: str


@operation
def propose_hand_over(dossier: Dossier, wanted: Proposal, *, by: Actor) -> HandOver:
    """Offer an official who leaves by a signed decision to the body where he goes.

    He stays ours until that body has accepted. Raises `Refusal` while no decision lets him go.
    """
    require(by, CanTell.SETTLE, dossier)
    hold(dossier)
    day = leaving_day(dossier)
    link = link_of(dossier)
    if day is None:
        raise Refusal(
            _("No signed decision lets this official go to another body."),
            fix=_("Record the decision of his move first."),
        )
    if connection() is None or link is None:
        raise Refusal(_("The national database does not know this dossier yet."))
    _refuse_second(dossier)
    _refuse_receiver(wanted)
    made = HandOver(
        uid=new_uid(),
        dossier_id=dossier.id,
        sender=units.organ_id(dossier.agency_id),
        receiver=wanted.receiver.strip(),
        state=HandOverState.TO_PROPOSE,
        name=dossier.full_name,
        effective_from=day,
        reason=wanted.reason.strip()[:LONGEST],
        by=by.name,
        begun_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("national.propose", dossier, by=by, receiver=made.receiver, on=day.isoformat())
    exchange_soon()
    return made


def _refuse_second(dossier: Dossier) -> None:
    last = hand_over_of(dossier)
    if last is not None and last.state is not HandOverState.REJECTED:
        raise Refusal(_("A hand-over of this official is under way or done."))


def _refuse_receiver(wanted: Proposal) -> None:
    code = wanted.receiver.strip()
    if re.fullmatch(AGENCY_CODE, code) is None:
        message = _("A body is named by its code, for example H99.2.")
        raise Invalid(message, fields={"receiver": message})
    if units.agency_by_code(code) is not None:
        message = _("This body keeps its dossiers here: a decision of transfer is enough.")
        raise Invalid(message, fields={"receiver": message})
    if not wanted.reason.strip():
        message = _("Say by which decision he goes.")
        raise Invalid(message, fields={"reason": message})


@operation
def note_proposed(hand: HandOver, remote_id: str = "", problem: str = "", *, by: Actor) -> None:
    """The national database has the offer, or does not take it."""
    require(by, CanTell.CARRY_OUT, None)
    hand.problem = problem[:LONGEST]
    if remote_id:
        hand.remote_id, hand.state = remote_id, HandOverState.PROPOSED


@operation
def note_hand_overs(said: Sequence[Transfer], *, by: Actor) -> None:
    """How hand-overs stand over there; whoever was accepted is not ours any more."""
    require(by, CanTell.CARRY_OUT, None)
    named = {one.transfer_id: one for one in said}
    known = select(HandOver).where(
        HandOver.remote_id.in_(named), HandOver.state == HandOverState.PROPOSED
    )
    for hand in db.session.scalars(known.with_for_update()):
        found = named[str(hand.remote_id)]
        if found.state is TransferState.ACCEPTED:
            _settle(hand, HandOverState.ACCEPTED)
        elif found.state is TransferState.REJECTED:
            hand.answer = found.reason[:LONGEST]
            _settle(hand, HandOverState.REJECTED)


def _settle(hand: HandOver, state: HandOverState) -> None:
    hand.state, hand.settled_at, hand.problem = state, clock.now(), ""
    if hand.comes or hand.dossier_id is None:
        return
    own = select(NationalLink).where(NationalLink.dossier_id == hand.dossier_id)
    link = db.session.scalars(own).one()
    link.held_until, link.changed_at = None, clock.now()
    if state is HandOverState.ACCEPTED:
        link.state = LinkState.HANDED_OVER
    push_soon()
    dossier = db.session.get_one(Dossier, hand.dossier_id)
    audit.record("national.hand_over", dossier, by=SYSTEM, receiver=hand.receiver, state=state)
    text = (
        _l("%(name)s was taken over by the other body.", name=hand.name)
        if state is HandOverState.ACCEPTED
        else _l("The other body did not take %(name)s over.", name=hand.name)
    )
    _tell(hand, dossier.agency_id, text)


def _tell(hand: HandOver, agency_id: int, text: object) -> None:
    for desk in units.desks_of_role(units.successor_of(agency_id), Role.HR):
        notices.tell(
            desk.id,
            kind="personnel.hand_over",
            text=text,
            url=f"/personnel/national/hand-overs/{hand.uid}",
            key=f"hand-over:{hand.uid}:{hand.state}",
        )


# -------------------------------------------------------------------------------- coming


@operation
def note_offered(offer: Transfer, record: Record, *, by: Actor) -> HandOver | None:
    """Another body offers somebody: his record as it stands is kept sealed until it is decided."""
    require(by, CanTell.CARRY_OUT, None)
    body = units.agency_by_code(offer.receiver)
    known = select(HandOver.id).where(HandOver.remote_id == offer.transfer_id)
    if body is None or db.session.scalar(known) is not None:
        return None
    made = HandOver(
        uid=new_uid(),
        remote_id=offer.transfer_id,
        sender=offer.sender,
        receiver=offer.receiver,
        state=HandOverState.PROPOSED,
        name=_name_in(record.groups.get("identity", ())),
        effective_from=date.fromisoformat(offer.effective_from),
        reason=offer.reason[:LONGEST],
        begun_at=clock.now(),
    )
    groups = {name: list(rows) for name, rows in record.groups.items()}
    kept = {"citizenId": offer.citizen_id, "groups": groups}
    made.sealed, made.key_id = sealed(kept, made.uid)
    db.session.add(made)
    db.session.flush()
    text = _l("Another body hands %(name)s over.", name=made.name)
    _tell(made, body.id, text)
    return made


def _name_in(rows: Collection[Any]) -> str:
    return next((str(row["values"].get("full_name", "")) for row in reversed(list(rows))), "")


@operation
def accept_hand_over(hand: HandOver, staff_no: str, *, by: Actor) -> None:
    """Take somebody over; his dossier is opened once the national database has given him to us.

    Raises `Refusal` where a dossier of the same person is kept here: nobody has two bodies.
    """
    require(by, CanTell.RECEIVE, hand)
    _refuse_settled(hand, HandOverState.TO_ACCEPT)
    if not staff_no.strip():
        message = _("This must be filled in.")
        raise Invalid(message, fields={"staff_no": message})
    record = record_of(hand)
    _refuse_kept(str(record.get("citizenId", "")))
    changes, wrong = changes_in(record)
    if wrong:
        raise Invalid(_("Some fields of the received record cannot be taken."), fields=wrong)
    refuse_impossible([], changes)
    hand.state, hand.staff_no = HandOverState.TO_ACCEPT, staff_no.strip()[:50]
    _decided(hand, "national.accept", by)


@operation
def reject_hand_over(hand: HandOver, reason: str, *, by: Actor) -> None:
    """Leave somebody with the body that offers him, and say why."""
    require(by, CanTell.RECEIVE, hand)
    _refuse_settled(hand, HandOverState.TO_REJECT)
    if not reason.strip():
        message = _("Say why; the other body reads it.")
        raise Invalid(message, fields={"answer": message})
    hand.state, hand.answer = HandOverState.TO_REJECT, reason.strip()[:LONGEST]
    _decided(hand, "national.reject", by)


def _decided(hand: HandOver, act: str, by: Actor) -> None:
    hand.by, hand.decided_at, hand.problem = by.name, clock.now(), ""
    audit.record(act, hand, by=by, sender=hand.sender, receiver=hand.receiver)
    exchange_soon()


def _refuse_settled(hand: HandOver, wanted: HandOverState) -> None:
    held = select(HandOver).where(HandOver.id == hand.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()
    if not hand.comes or hand.state is not HandOverState.PROPOSED:
        raise Refusal(_("This hand-over is decided already."))


def _refuse_kept(citizen: str) -> None:
    kept = select(Dossier.id).where(Dossier.citizen_mark == citizen_mark(citizen))
    if db.session.scalar(kept) is not None:
        raise Refusal(
            _("Two bodies claim this official: a dossier with his citizen number is kept here."),
            fix=_("Look at that dossier first; refuse the hand-over if he works here."),
        )


@operation
def note_answered(
    hand: HandOver, record: Record | None = None, problem: str = "", *, by: Actor
) -> None:
    """The answer is over there; of whoever was accepted the dossier is opened in the same act."""
    require(by, CanTell.CARRY_OUT, None)
    held = select(HandOver).where(HandOver.id == hand.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()
    if hand.state in OVER:
        return
    hand.problem = problem[:LONGEST]
    if problem:
        return
    if hand.state is HandOverState.TO_REJECT:
        _settle(hand, HandOverState.REJECTED)
    elif record is not None:
        _open(hand, record)


def _open(hand: HandOver, record: Record) -> None:
    body = units.agency_by_code(hand.receiver)
    if body is None:
        raise Refusal(_("There is no such body any more."))
    said = {name: list(rows) for name, rows in record.groups.items()}
    changes, _wrong = changes_in({"groups": said}, hand.effective_from, hand.staff_no)
    origin = Origin(Source.NATIONAL, hand.by)
    (made,) = open_many(body.id, [Opening(changes)], origin, by=SYSTEM)
    hand.dossier_id = made.id
    link = link_of(made)
    if link is not None:
        link.sequence, link.remote_version = record.sequence, record.version
        link.etag = record.etag
    first = select(NationalEvent).where(NationalEvent.dossier_id == made.id)
    for event in db.session.scalars(first.where(NationalEvent.state == EventState.NEW)):
        event.type = CORRECTED
    _settle(hand, HandOverState.ACCEPTED)
