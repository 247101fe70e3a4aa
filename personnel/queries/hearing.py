"""What of the national line waits: answers to send, records to read, people handed over."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from personnel.models import (
    UNSETTLED,
    Comparison,
    Difference,
    Dossier,
    EventState,
    HandOver,
    HandOverState,
    LinkState,
    NationalConflict,
    NationalEvent,
    NationalInbox,
    NationalLink,
    NationalPackage,
    Scope,
)
from personnel.national.client.answers import Transfer
from personnel.policy import granted
from personnel.queries.dossiers import visible_to
from personnel.queries.national import digest_of
from personnel.queries.received import record_of
from personnel.queries.timeline import timeline
from personnel.record.timeline import PRIMARY, Row, known
from personnel.record.values import plain

LEAVES, MOVES = frozenset({"exit", "assignment"}), "move"


# ----------------------------------------------------------------------------- for jobs


def unacked(most: int) -> list[NationalInbox]:
    """Changes that are safe here, of which the other end was not told."""
    waiting = select(NationalInbox).where(NationalInbox.acked_at.is_(None))
    return list(db.session.scalars(waiting.order_by(NationalInbox.id).limit(most)))


def answered_conflicts() -> list[NationalConflict]:
    """Questions that were decided and whose answer the other end does not have yet."""
    waiting = select(NationalConflict).where(
        NationalConflict.choice != "", NationalConflict.settled_at.is_(None)
    )
    return list(db.session.scalars(waiting.order_by(NationalConflict.id)))


def doubtful_links(after: int) -> list[NationalLink]:
    """Dossiers whose record over there is to be read, but for those of which something is sent."""
    sent = select(NationalEvent.dossier_id).where(NationalEvent.state == EventState.SENT)
    waiting = select(NationalLink).where(
        NationalLink.is_doubtful,
        NationalLink.state != LinkState.HANDED_OVER,
        NationalLink.id > after,
        NationalLink.dossier_id.not_in(sent),
    )
    return list(db.session.scalars(waiting.order_by(NationalLink.id).limit(50)))


def waiting_hand_overs() -> list[HandOver]:
    """Hand-overs of which something is to be said to the other end."""
    states = (HandOverState.TO_PROPOSE, HandOverState.TO_ACCEPT, HandOverState.TO_REJECT)
    waiting = select(HandOver).where(HandOver.state.in_(states))
    return list(db.session.scalars(waiting.order_by(HandOver.id)))


def unsettled_in(dossiers: Collection[int]) -> set[int]:
    """Those of which something has no business answer yet."""
    busy = select(NationalEvent.dossier_id).where(
        NationalEvent.dossier_id.in_(dossiers), NationalEvent.state.in_(UNSETTLED)
    )
    return set(db.session.scalars(busy.distinct()))


def told_units() -> list[str]:
    """The codes of the bodies whose dossiers were told, but for those below another of them."""
    codes = sorted(filter(None, {units.organ_id(one) for one in _bodies()}))
    return [one for one in codes if not any(_is_below(one, top) for top in codes if top != one)]


def links_below(unit: str, after: int, most: int) -> list[NationalLink]:
    """The next dossiers of a body and those below it, as they stand with the national database."""
    bodies = [one for one in _bodies() if _is_below(units.organ_id(one), unit)]
    found = (
        select(NationalLink)
        .join(Dossier, Dossier.id == NationalLink.dossier_id)
        .where(
            Dossier.agency_id.in_(bodies),
            NationalLink.id > after,
            NationalLink.state != LinkState.HANDED_OVER,
        )
    )
    return list(db.session.scalars(found.order_by(NationalLink.id).limit(most)))


def _bodies() -> list[int]:
    told = select(Dossier.agency_id).join(NationalLink, NationalLink.dossier_id == Dossier.id)
    return list(db.session.scalars(told.distinct()))


def _is_below(code: str, top: str) -> bool:
    return f"{code}.".startswith(f"{top}.")


def link_by_dossier(dossier_id: int) -> NationalLink:
    """How a dossier of which something was told stands."""
    own = select(NationalLink).where(NationalLink.dossier_id == dossier_id)
    return db.session.scalars(own).one()


# --------------------------------------------------------------------------- comparisons


def comparisons() -> Select[Comparison]:
    """The comparisons that were made, newest first."""
    return select(Comparison).order_by(Comparison.id.desc())


def comparison_by(uid: UUID) -> Comparison:
    """One comparison, or 404."""
    found = db.session.scalars(select(Comparison).where(Comparison.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such comparison."))
    return found


def differences_of(comparison: Comparison, actor: Actor) -> Select[Difference]:
    """In which of the dossiers that the actor sees both ends did not say the same."""
    return (
        select(Difference)
        .join(Dossier, Dossier.id == Difference.dossier_id)
        .where(Difference.comparison_id == comparison.id, visible_to(actor))
        .order_by(Difference.id)
    )


def question_of(dossier: Dossier) -> UUID | None:
    """The eldest question about a dossier that nobody has decided yet."""
    own = select(NationalConflict.uid).where(
        NationalConflict.dossier_id == dossier.id,
        NationalConflict.settled_at.is_(None),
        NationalConflict.choice == "",
    )
    return db.session.scalar(own.order_by(NationalConflict.id).limit(1))


# ----------------------------------------------------------------------------- hand-overs


def hand_overs(actor: Actor) -> Select[HandOver]:
    """Who comes and goes, as far as the actor keeps the dossiers of the body, newest first."""
    kept = {below for unit in _branches(actor) for below in units.subtree_ids(unit)}
    own = {actor.agency_id or 0} if actor.holds(Role.HR) else set()
    codes = {code for one in kept | own for code in units.organ_ids(one)}
    mine = or_(HandOver.sender.in_(codes), HandOver.receiver.in_(codes))
    return select(HandOver).where(mine).order_by(HandOver.id.desc())


def _branches(actor: Actor) -> list[int]:
    """The branches that somebody in his own post keeps."""
    if actor.desk_id is None or actor.delegation_id is not None:
        return []
    return list(db.session.scalars(granted(actor, Scope.BRANCH)))


def hand_over_by(uid: UUID, actor: Actor) -> HandOver:
    """One hand-over, or 404."""
    found = db.session.scalars(hand_overs(actor).where(HandOver.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such hand-over."))
    return found


def hand_over_of(dossier: Dossier) -> HandOver | None:
    """The last hand-over of an official to another body."""
    own = select(HandOver).where(HandOver.dossier_id == dossier.id)
    return db.session.scalars(own.order_by(HandOver.id.desc())).first()


def leaving_day(dossier: Dossier) -> date | None:
    """Since when a signed decision has an official serve another body: an exit or a transfer."""
    rows = known(timeline(dossier, LEAVES))
    days = [row.valid_from for row in rows if row.decision_uid and not row.ends and _goes(row)]
    return max(days, default=None)


def _goes(row: Row) -> bool:
    if row.group == "exit":
        return bool(plain(row.values.get("kind")) == MOVES)
    unit = row.values.get("unit")
    return row.slot == PRIMARY and isinstance(unit, dict) and not unit.get("unit")


def citizen_of(hand: HandOver) -> str:
    """The number under which the national database knows whoever is handed over."""
    if hand.comes:
        return str(record_of(hand).get("citizenId", ""))
    link = link_by_dossier(hand.dossier_id or 0)
    return digest_of(link).citizen_id


def is_new_here(offer: Transfer) -> bool:
    """Whether another body offers somebody to one of ours, and it was not noted yet."""
    known_already = select(HandOver.id).where(HandOver.remote_id == offer.transfer_id)
    is_ours = is_kept_here(offer.receiver) and not is_kept_here(offer.sender)
    return is_ours and db.session.scalar(known_already) is None


def is_kept_here(code: str) -> bool:
    """Whether a body is one of this house."""
    return units.agency_by_code(code) is not None


def dossier_of_hand(hand: HandOver, actor: Actor) -> Dossier | None:
    """The dossier of whoever goes or came, where the actor may read it."""
    mine = select(Dossier).where(Dossier.id == hand.dossier_id, visible_to(actor))
    return db.session.scalars(mine).first()


def packages(actor: Actor) -> Select[NationalPackage]:
    """What left on a stick and came back for the actor's body, newest first."""
    own = NationalPackage.body == units.organ_id(actor.agency_id or 0)
    return select(NationalPackage).where(own).order_by(NationalPackage.id.desc())
