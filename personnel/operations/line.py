"""The line to the national database itself: connecting it, changing it, examining it, ending it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from office import audit, clock, outbox, vault
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from personnel.models import NationalConnection
from personnel.national.codes import AGENCY_CODE
from personnel.national.jws import Signer
from personnel.national.mapping import profiles
from personnel.operations.telling import ask_load, load_next, push_at_once
from personnel.policy.national import CanTell
from personnel.queries.national import CONTRACT, connection

CHECK = "national.check"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the national database answers, and who we are there."""

    base_url: str
    client_id: str
    secret: str
    receiver: str
    client_agency: str
    profile: str = "psx"

    def tidied(self) -> "Address":
        """Without the blanks that come with copying."""
        said = {name: value.strip() for name, value in vars(self).items()}
        return Address(**said | {"base_url": said["base_url"].rstrip("/")})


@operation
def connect_national(address: Address, *, by: Actor) -> NationalConnection:
    """Connect the register; what it holds is told from now on (kết nối CSDL quốc gia)."""
    require(by, CanTell.CONNECT, None)
    wanted = address.tidied()
    _refuse_unusable(wanted)
    if connection() is not None:
        raise Refusal(
            _("The register is connected already."), fix=_("End the present connection first.")
        )
    name = f"{wanted.client_id}-{clock.now():%Y%m%d%H%M%S}"
    line = NationalConnection(
        uid=new_uid(),
        key_name=name,
        key=_sealed(Signer.generated(name).pem.decode()),
        secret=_sealed(wanted.secret),
        codelists={},
        checks={},
        connected_at=clock.now(),
        **_open_words(wanted),
    )
    db.session.add(line)
    db.session.flush()
    audit.record("national.connect", line, by=by, base_url=line.base_url)
    ask_load()
    push_at_once()
    return line


@operation
def change_national(line: NationalConnection, address: Address, *, by: Actor) -> None:
    """Another address, name or secret for the same line; an empty secret keeps the present one."""
    require(by, CanTell.CONNECT, None)
    _refuse_ended(line)
    wanted = address.tidied()
    known = vault.unlock(line.secret, purpose=NationalConnection.SEALED_FOR)
    _refuse_unusable(replace(wanted, secret=wanted.secret or known))
    before = {name: getattr(line, name) for name in _open_words(wanted)}
    for name, value in _open_words(wanted).items():
        setattr(line, name, value)
    if wanted.secret:
        line.secret = _sealed(wanted.secret)
    line.problem, line.is_refused, line.silent_since, line.listed_at = "", False, None, None
    changed = sorted(name for name, value in before.items() if getattr(line, name) != value)
    audit.record(
        "national.change", line, by=by, changed=changed, has_new_secret=bool(wanted.secret)
    )
    push_at_once()


@operation
def end_national(line: NationalConnection, *, by: Actor) -> None:
    """Send nothing more; what waits stays and goes when the register is connected again."""
    require(by, CanTell.CONNECT, None)
    line.ended_at = line.ended_at or clock.now()
    audit.record("national.end", line, by=by)


@operation
def ask_check(line: NationalConnection, *, by: Actor) -> None:
    """Have the line examined; the worker asks the other end and keeps what it finds."""
    require(by, CanTell.EXAMINE, None)
    _refuse_ended(line)
    line.check_asked_at = clock.now()
    audit.record("national.check", line, by=by)
    outbox.repeat(CHECK, key=CHECK, lane=outbox.Lane.OUT)


@operation
def send_now(line: NationalConnection, *, by: Actor) -> None:
    """Try at once what waits, without the patience of the repeated tries."""
    require(by, CanTell.EXAMINE, None)
    _refuse_ended(line)
    line.is_refused = False
    audit.record("national.send_now", line, by=by)
    push_at_once()


@operation
def keep_check(line: NationalConnection, found: Mapping[str, Any], *, by: Actor) -> None:
    """Keep what an examination found; what waited goes on where the other end takes it again."""
    require(by, CanTell.CARRY_OUT, None)
    line.checks, line.checked_at = dict(found), clock.now()
    if all(one["result"] != "bad" for one in line.checks.values()):
        line.problem, line.is_refused, line.silent_since = "", False, None
        push_at_once()


@operation
def load_dossiers(after: int, *, by: Actor) -> int:
    """Tell the next piece of what the national database has not heard of; says where it came to."""
    require(by, CanTell.CARRY_OUT, None)
    return after if connection() is None else load_next(after)


def _open_words(address: Address) -> dict[str, str]:
    return {name: value for name, value in vars(address).items() if name != "secret"}


def _refuse_ended(line: NationalConnection) -> None:
    if line.ended_at is not None:
        raise Refusal(
            _("This connection has been ended."), fix=_("Connect the register once more.")
        )


def _refuse_unusable(address: Address) -> None:
    """Each field with its own reason."""
    wrong = {name: _wrong(name, value) for name, value in vars(address).items()}
    fields = {name: message for name, message in wrong.items() if message}
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields)


def _wrong(name: str, value: str) -> str:
    if not value:
        return _("This must be filled in.")
    if len(value) > LONGEST:
        return _("This is too long.")
    if name == "base_url":
        return _wrong_address(value)
    if name in ("receiver", "client_agency") and not re.match(AGENCY_CODE, value):
        return _("An agency code has a letter, two digits and parts after points: H99.1.")
    if name == "profile" and value not in (CONTRACT, *profiles()):
        return _("Choose one of the profiles.")
    return ""


def _wrong_address(value: str) -> str:
    """A secret goes to nobody without encryption; to this machine itself it may."""
    try:
        part = urlsplit(value)
        host, _port = part.hostname, part.port
    except ValueError:
        return _("This is not an address.")
    is_local = part.scheme == "http" and host in LOOPBACK
    if part.scheme != "https" and not is_local:
        return _("The address begins with https://.")
    if not host or part.username or part.query or part.fragment:
        return _("The address has a host and perhaps a path, nothing else.")
    return ""


def _sealed(text: str) -> str:
    return vault.lock(text, purpose=NationalConnection.SEALED_FOR)
