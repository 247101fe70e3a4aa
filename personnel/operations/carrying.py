"""Events on a stick for a commune without a line, and the answers on the way back (`*.psxz`)."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import import_key
from sqlalchemy import select

from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.step_up import require_step_up
from office.units import queries as units
from personnel.models import NationalConnection, NationalEvent, NationalPackage
from personnel.national.codes import MOST_EVENTS
from personnel.national.package import SUFFIX, BadPackage, Package, Route, write
from personnel.operations.national import claim_events, settle_events
from personnel.policy.national import CanTell
from personnel.queries.national import connection, envelopes, signer_of

LONGEST = 500


@operation
def pack_events(*, by: Actor) -> tuple[NationalPackage, bytes]:
    """Pack what waits of the actor's body; packed again, it is the same events once more.

    Raises `Refusal` when nothing waits.
    """
    require(by, CanTell.CARRY, None)
    require_step_up(by)
    line = _line()
    body = units.organ_id(by.agency_id or 0)
    events = claim_events(MOST_EVENTS, agency_id=by.agency_id, by=SYSTEM)
    if not events:
        raise Refusal(_("Nothing waits for the national database."))
    target = BytesIO()
    route = Route(sender=body, receiver=line.receiver, first=events[0].id, last=events[-1].id)
    manifest = write(
        target, envelopes(events, line), route=route, signer=signer_of(line), at=clock.now()
    )
    data = target.getvalue()
    made = _kept(body, f"{manifest.package_id}{SUFFIX}", data, by)
    made.package_id, made.count = manifest.package_id, manifest.count
    audit.record("national.pack", made, by=by, count=made.count)
    return made, data


@operation
def take_answers(name: str, data: bytes, *, by: Actor) -> NationalPackage:
    """Take the answers that came back; one that is broken or of somebody else is kept by name.

    Taken again it changes nothing: each event is settled once.
    """
    require(by, CanTell.CARRY, None)
    line = _line()
    body = units.organ_id(by.agency_id or 0)
    made = _kept(body, name, data, by)
    made.comes = True
    try:
        package = Package(BytesIO(data), keys=[line.register_key], receiver=body, kind="ack")
        outcomes = dict(package.outcomes())
    except (BadPackage, ValueError) as fault:
        made.problem = str(fault)[:LONGEST]
    else:
        made.package_id, made.count = package.manifest.package_id, len(outcomes)
        made.settled = _settle(outcomes)
    audit.record("national.answers", made, by=by, count=made.settled, problem=made.problem)
    return made


def _settle(outcomes: dict[str, Any]) -> int:
    wanted = select(NationalEvent).where(NationalEvent.uid.in_(_uids(outcomes)))
    events = list(db.session.scalars(wanted.order_by(NationalEvent.id)))
    return settle_events(events, [outcomes[str(one.uid)] for one in events], by=SYSTEM)


def _uids(names: Iterable[str]) -> list[UUID]:
    """What is no name of an event is none of ours."""
    found = []
    for name in names:
        with suppress(ValueError):
            found.append(UUID(name))
    return found


@operation
def trust_register(line: NationalConnection, text: str, *, by: Actor) -> None:
    """Keep the public key with which the national database signs the answers on a stick."""
    require(by, CanTell.CONNECT, None)
    try:
        said = json.loads(text)
        public = {**import_key(said).as_dict(private=False), "kid": str(said["kid"])}
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        message = _("This is not a public key with its name (JWK).")
        raise Invalid(message, fields={"key": message}) from fault
    if public.get("use") == "enc":
        message = _("This key is for encrypting; give the one that signs.")
        raise Invalid(message, fields={"key": message})
    line.register_key = public
    audit.record("national.trust", line, by=by, key=public["kid"])


def _line() -> NationalConnection:
    found = connection()
    if found is None:
        raise Refusal(_("The register is not connected with the national database."))
    return found


def _kept(body: str, name: str, data: bytes, by: Actor) -> NationalPackage:
    made = NationalPackage(
        uid=new_uid(),
        body=body,
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        by=by.name,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made
