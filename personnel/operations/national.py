"""The line to the national database: sending in order, taking answers, never losing an event."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office import audit, clock, notices
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from personnel.models import (
    UNSETTLED,
    Dossier,
    EventState,
    LinkState,
    NationalCall,
    NationalConnection,
    NationalEvent,
    NationalLink,
)
from personnel.national.client import (
    Accepted,
    Conflict,
    Deferred,
    Duplicate,
    Later,
    Outcome,
    Refused,
    Rejected,
)
from personnel.operations.telling import (
    PIECE,
    QUALITY,
    exchange_soon,
    push_soon,
    tell_whole,
)
from personnel.policy.national import CanTell
from personnel.queries.exchange import needs_person
from personnel.queries.national import connection, read_anew, to_send
from personnel.queries.quality import blocked_from_national

GENESIS = "0" * 64
HELD = timedelta(minutes=10)
CODE = "transfer-pending"


# ------------------------------------------------------------------------------ sending


@operation
def claim_events(
    most: int = PIECE, *, by: Actor, agency_id: int | None = None
) -> list[NationalEvent]:
    """The next events with their places; one whose answer never came keeps the place it had.

    A dossier with faults that keep it from the national database waits until they are mended.
    """
    require(by, CanTell.CARRY_OUT, None)
    while events := to_send(most, agency_id):
        links = _held({event.dossier_id for event in events})
        free = _without_faulty(events, links)
        if free:
            return _placed(free, links)
    return []


def _without_faulty(
    events: Sequence[NationalEvent], links: Mapping[int, NationalLink]
) -> list[NationalEvent]:
    """What was sent before is asked for again all the same: its answer is owed."""
    fresh = {event.dossier_id for event in events if event.state is EventState.NEW}
    faulty = blocked_from_national(fresh)
    sent = {event.dossier_id for event in events if event.state is EventState.SENT}
    for dossier_id in faulty - sent:
        link = links[dossier_id]
        link.state, link.problem, link.errors = LinkState.NOT_SENT, QUALITY, {}
        link.changed_at = clock.now()
    db.session.flush()
    return [
        event
        for event in events
        if event.state is EventState.SENT or event.dossier_id not in faulty
    ]


def _placed(events: list[NationalEvent], links: Mapping[int, NationalLink]) -> list[NationalEvent]:
    ahead: dict[int, int] = {}
    for event in events:
        ahead[event.dossier_id] = step = ahead.get(event.dossier_id, 0) + 1
        link = links[event.dossier_id]
        if event.state is EventState.NEW:
            event.sequence = link.sequence + step
            event.base_version = link.remote_version + step - 1
            event.state, event.sent_at = EventState.SENT, clock.now()
        event.tries += 1
    return events


@operation
def resume_telling(*, by: Actor) -> None:
    """Have the worker send if anything may be sent: nothing waits for the next change.

    What was refused for good waits for a person.
    """
    require(by, CanTell.CARRY_OUT, None)
    line = connection()
    if line is not None and not line.is_refused and to_send(1):
        push_soon()


@operation
def settle_events(
    events: Sequence[NationalEvent], outcomes: Sequence[Outcome], *, by: Actor
) -> int:
    """Take the answers; says how many events have come to an end."""
    require(by, CanTell.CARRY_OUT, None)
    read_anew(events)
    links = _held({event.dossier_id for event in events})
    done = 0
    for event, outcome in zip(events, outcomes, strict=True):
        if event.state is EventState.SENT:
            done += _settle(event, links[event.dossier_id], outcome)
    db.session.flush()
    _conclude(links.values())
    return done


def _settle(event: NationalEvent, link: NationalLink, outcome: Outcome) -> int:
    match outcome:
        case Accepted(version=version, etag=etag):
            _accepted(event, link, version, etag)
        case Duplicate(version=version):
            _accepted(event, link, version, "")
        case Deferred(code=code, expected=expected):
            _deferred(event, link, code, expected)
            return 0
        case Rejected(code=code, errors=errors):
            told = {one.pointer: f"{one.rule} {one.message}".strip() for one in errors}
            event.errors = told
            _stop(event, link, (EventState.REJECTED, LinkState.REJECTED), code, told)
        case Conflict(version=version):
            _stop(event, link, (EventState.CONFLICT, LinkState.CONFLICT), "version-conflict", {})
            link.problem, link.is_doubtful = f"version-conflict {version}", True
            exchange_soon()
        case _:
            event.problem = getattr(outcome, "why", "")
            return 0
    event.settled_at = clock.now()
    return 1


def _accepted(event: NationalEvent, link: NationalLink, version: int, etag: str) -> None:
    event.state, event.problem = EventState.ACCEPTED, ""
    link.sequence = max(link.sequence, event.sequence or 0)
    link.remote_version = max(link.remote_version, version)
    link.etag = etag or link.etag
    link.held_until, link.problem, link.errors = None, "", {}


def _deferred(event: NationalEvent, link: NationalLink, code: str, expected: int) -> None:
    """Out of turn: it goes again behind what must come first; nothing of it was applied."""
    event.state, event.problem = EventState.NEW, code
    if code == CODE:
        link.held_until, link.problem = clock.now() + HELD, code
    elif expected and expected <= link.sequence:
        link.sequence = expected - 1


def _stop(
    event: NationalEvent,
    link: NationalLink,
    states: tuple[EventState, LinkState],
    code: str,
    errors: dict[str, Any],
) -> None:
    event.state, link.state = states
    event.problem, link.problem, link.errors = code, code, errors
    link.changed_at = clock.now()
    _notify(db.session.get_one(Dossier, link.dossier_id), event)


def _notify(dossier: Dossier, event: NationalEvent) -> None:
    for desk in units.desks_of_role(units.successor_of(dossier.agency_id), Role.HR):
        notices.tell(
            desk.id,
            kind="personnel.national",
            text=_l(
                "The national database did not take a change of the dossier of %(name)s.",
                name=dossier.full_name,
            ),
            url=f"/personnel/{dossier.uid}",
            key=f"national:{event.uid}",
        )


def _held(dossier_ids: Collection[int]) -> dict[int, NationalLink]:
    held = select(NationalLink).where(NationalLink.dossier_id.in_(dossier_ids))
    return {link.dossier_id: link for link in db.session.scalars(held.with_for_update())}


def _conclude(links: Iterable[NationalLink]) -> None:
    """A dossier of which nothing waits has been accepted."""
    waiting = [link for link in links if link.state is LinkState.WAITING]
    open_ = select(NationalEvent.dossier_id).where(
        NationalEvent.dossier_id.in_([link.dossier_id for link in waiting]),
        NationalEvent.state.in_(UNSETTLED),
    )
    still = set(db.session.scalars(open_.distinct()))
    for link in waiting:
        if link.dossier_id not in still:
            link.state, link.changed_at = LinkState.ACCEPTED, clock.now()


# ------------------------------------------------------------------------------- people


@operation
def tell_again(dossier: Dossier, *, by: Actor) -> None:
    """Send everything of a dossier once more, when what was sent back is mended."""
    require(by, CanTell.SETTLE, dossier)
    _line_anew()
    if blocked_from_national({dossier.id}):
        raise Refusal(
            _("Faults in the dossier keep it from the national database."),
            fix=_("Mend the errors that stand under its data quality; then it goes by itself."),
        )
    _tell_again(dossier, by)


@operation
def tell_many_again(dossiers: Sequence[Dossier], *, by: Actor) -> int:
    """Send several dossiers once more; those whose faults are not mended stay. Says how many go."""
    for dossier in dossiers:
        require(by, CanTell.SETTLE, dossier)
    _line_anew()
    faulty = blocked_from_national({dossier.id for dossier in dossiers})
    free = [dossier for dossier in dossiers if dossier.id not in faulty]
    for dossier in free:
        _tell_again(dossier, by)
    return len(free)


def _line_anew() -> None:
    """What is sent again goes by the code lists as they are now over there."""
    line = connection()
    if line is None:
        raise Refusal(_("The register is not connected with the national database."))
    line.listed_at = None


def _tell_again(dossier: Dossier, by: Actor) -> None:
    own = select(NationalEvent).where(
        NationalEvent.dossier_id == dossier.id,
        NationalEvent.state.in_([EventState.NEW, EventState.REJECTED, EventState.CONFLICT]),
    )
    for event in db.session.scalars(own):
        event.state, event.settled_at = EventState.SUPERSEDED, clock.now()
    link = db.session.scalars(
        select(NationalLink).where(NationalLink.dossier_id == dossier.id)
    ).first()
    if link is not None:
        link.state, link.problem, link.errors = LinkState.WAITING, "", {}
        link.changed_at = clock.now()
    db.session.flush()
    tell_whole(dossier)
    audit.record("national.tell_again", dossier, by=by)


@operation
def note_line(line: NationalConnection, *, by: Actor) -> None:
    """Note that the other end answered."""
    require(by, CanTell.CARRY_OUT, None)
    line.asked_at, line.problem = clock.now(), ""
    line.silent_since, line.is_refused = None, False


@operation
def note_trouble(line: NationalConnection, trouble: Later | Refused, *, by: Actor) -> None:
    """Note what keeps us from the other end; where tries are of no use a person is asked."""
    require(by, CanTell.CARRY_OUT, None)
    line.asked_at, line.problem = clock.now(), trouble.why
    line.is_refused = isinstance(trouble, Refused)
    if line.is_refused:
        text = _l("The national database refuses our calls: somebody has to look at the line.")
        _ask_people(line, text, f"refused:{clock.today()}", [Role.ADMIN])
        return
    line.silent_since = line.silent_since or clock.now()
    if needs_person(line):
        text = _l("The national database has been silent for a week: somebody has to call there.")
        _ask_people(line, text, f"silent:{line.silent_since}", [Role.ADMIN, Role.HR])


def _ask_people(line: NationalConnection, text: object, mark: str, roles: Sequence[Role]) -> None:
    """Once for each trouble, in all bodies whose dossiers wait."""
    waiting = (
        select(Dossier.agency_id)
        .join(NationalLink, NationalLink.dossier_id == Dossier.id)
        .where(NationalLink.state == LinkState.WAITING)
    )
    for agency_id in {units.successor_of(one) for one in db.session.scalars(waiting.distinct())}:
        for role in roles:
            for desk in units.desks_of_role(agency_id, role):
                notices.tell(
                    desk.id,
                    kind="personnel.national",
                    text=text,
                    url="/personnel/national",
                    key=f"national:{line.uid}:{mark}",
                )


@operation
def note_lists(line: NationalConnection, codelists: Mapping[str, str], *, by: Actor) -> None:
    """Note which versions of code lists the other end keeps; its lists are the ones that count."""
    require(by, CanTell.CARRY_OUT, None)
    line.codelists, line.listed_at = dict(codelists), clock.now()


@operation
def note_keys(line: NationalConnection, keys: Sequence[Mapping[str, Any]], *, by: Actor) -> None:
    """Note the public keys of the other end: under one of them sensitive groups travel."""
    require(by, CanTell.CARRY_OUT, None)
    line.register_keys = {"keys": [dict(key) for key in keys]}


@operation
def note_call(  # noqa: PLR0913 - what a call was, said by name
    name: str,
    body: Any,
    outcome: str,
    *,
    count: int = 0,
    correlation: UUID | None = None,
    by: Actor,
) -> None:
    """Keep the proof of a call: what was said by its hash, chained to the call before."""
    require(by, CanTell.CARRY_OUT, None)
    last = db.session.scalars(select(NationalCall).order_by(NationalCall.id.desc())).first()
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    call = NationalCall(
        at=clock.now(),
        name=name,
        correlation=correlation or new_uid(),
        count=count,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        outcome=outcome,
        previous=last.hash if last else GENESIS,
    )
    said = f"{call.previous}{call.at.isoformat()}{name}{count}{call.sha256}{outcome}"
    call.hash = hashlib.sha256(said.encode()).hexdigest()
    db.session.add(call)
