"""The line to the national database: sending in order, taking answers, never losing an event."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from office import audit, clock, notices, outbox, vault
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
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
    Outcome,
    Rejected,
)
from personnel.national.jws import Signer
from personnel.operations.telling import LOAD, PIECE, load_next, push_soon, tell_whole
from personnel.policy.national import CanTell
from personnel.queries.national import connection, read_anew, to_send

GENESIS = "0" * 64
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
HELD = timedelta(minutes=10)
CODE = "transfer-pending"


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the national database answers, and who we are there."""

    base_url: str
    client_id: str
    secret: str
    receiver: str
    client_agency: str
    profile: str = "psx"


# --------------------------------------------------------------------------------- line


@operation
def connect_national(address: Address, *, by: Actor) -> NationalConnection:
    """Connect the register; what it holds is told from now on (kết nối CSDL quốc gia)."""
    require(by, CanTell.CONNECT, None)
    _refuse_incomplete(address)
    if connection() is not None:
        raise Refusal(
            _("The register is connected already."), fix=_("End the present connection first.")
        )
    name = f"{address.client_id}-{clock.now():%Y%m%d%H%M%S}"
    line = NationalConnection(
        uid=new_uid(),
        profile=address.profile,
        base_url=address.base_url.rstrip("/"),
        client_id=address.client_id,
        secret=_sealed(address.secret),
        key_name=name,
        key=_sealed(Signer.generated(name).pem.decode()),
        receiver=address.receiver,
        client_agency=address.client_agency,
        codelists={},
        connected_at=clock.now(),
    )
    db.session.add(line)
    db.session.flush()
    audit.record("national.connect", line, by=by, base_url=line.base_url)
    outbox.enqueue(LOAD, key=f"{LOAD}:{line.uid}:0", lane=outbox.Lane.BULK, after=0)
    return line


def _refuse_incomplete(address: Address) -> None:
    empty = [name for name, value in vars(address).items() if not value]
    message = _("This must be filled in.")
    if empty:
        raise Invalid(message, fields=dict.fromkeys(empty, message))
    part = urlsplit(address.base_url)
    if part.scheme != "https" and not (part.scheme == "http" and part.hostname in LOOPBACK):
        message = _("The address begins with https://.")
        raise Invalid(message, fields={"base_url": message})


@operation
def end_national(line: NationalConnection, *, by: Actor) -> None:
    """Send nothing more; what waits stays and goes when the register is connected again."""
    require(by, CanTell.CONNECT, None)
    line.ended_at = line.ended_at or clock.now()
    audit.record("national.end", line, by=by)


@operation
def load_dossiers(after: int, *, by: Actor) -> None:
    """Tell the next piece of what the national database has not heard of."""
    require(by, CanTell.CARRY_OUT, None)
    line = connection()
    came_to = load_next(after)
    if line is not None and came_to != after:
        key = f"{LOAD}:{line.uid}:{came_to}"
        outbox.enqueue(LOAD, key=key, lane=outbox.Lane.BULK, after=came_to)


def _sealed(text: str) -> str:
    return vault.lock(text, purpose=NationalConnection.SEALED_FOR)


# ------------------------------------------------------------------------------ sending


@operation
def claim_events(most: int = PIECE, *, by: Actor) -> list[NationalEvent]:
    """The next events with their places; one whose answer never came keeps the place it had."""
    require(by, CanTell.CARRY_OUT, None)
    events = to_send(most)
    links = _held({event.dossier_id for event in events})
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
    """Have the worker send if anything may be sent: nothing waits for the next change."""
    require(by, CanTell.CARRY_OUT, None)
    if connection() is not None and to_send(1):
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
            _stop(event, link, (EventState.REJECTED, LinkState.REJECTED), code, told)
        case Conflict(version=version):
            _stop(event, link, (EventState.CONFLICT, LinkState.CONFLICT), "version-conflict", {})
            link.problem = f"version-conflict {version}"
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
    if connection() is None:
        raise Refusal(_("The register is not connected with the national database."))
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
def note_line(line: NationalConnection, *, problem: str = "", by: Actor) -> None:
    """Note when the line was last used and what kept us from it."""
    require(by, CanTell.CARRY_OUT, None)
    line.asked_at, line.problem = clock.now(), problem


@operation
def note_lists(line: NationalConnection, codelists: Mapping[str, str], *, by: Actor) -> None:
    """Note which versions of code lists the other end keeps; its lists are the ones that count."""
    require(by, CanTell.CARRY_OUT, None)
    line.codelists, line.listed_at = dict(codelists), clock.now()


@operation
def note_call(name: str, body: Any, outcome: str, *, count: int = 0, by: Actor) -> None:
    """Keep the proof of a call: what was said by its hash, chained to the call before."""
    require(by, CanTell.CARRY_OUT, None)
    last = db.session.scalars(select(NationalCall).order_by(NationalCall.id.desc())).first()
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    call = NationalCall(
        at=clock.now(),
        name=name,
        count=count,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        outcome=outcome,
        previous=last.hash if last else GENESIS,
    )
    said = f"{call.previous}{call.at.isoformat()}{name}{count}{call.sha256}{outcome}"
    call.hash = hashlib.sha256(said.encode()).hexdigest()
    db.session.add(call)
