"""The only step that meets a key: it is opened by its PIN in the memory of one request."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import select

from office import outbox
from office.accounts import throttle
from office.db import db, in_operation, operation, savepoint
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor
from office.step_up import require_step_up
from signing.lifecycle import REQUEST
from signing.models import Certificate, PreparedSignature, SigningRequest
from signing.pades.values import PrivateKey, digest_of, make_value
from signing.providers.keys import WrongPin, unlock

ActT = TypeVar("ActT", bound=Callable[..., Any])
TRIES = throttle.Limit(free=5, first=timedelta(minutes=1), longest=timedelta(minutes=15))
SHORTEST = 6


@dataclass(frozen=True)
class BatchRow:
    """What came of one request of a batch."""

    request: SigningRequest
    refusal: str = ""


def tried(act: ActT) -> ActT:
    """Count each try at a PIN in a transaction of its own, so that a refusal cannot undo it."""

    @functools.wraps(act)
    def within(subject: Any, *, by: Actor, **given: Any) -> Any:
        if in_operation():
            raise RuntimeError("a PIN is asked for outside any other operation")
        require_step_up(by)
        key = _bucket(by)
        throttle.take(key, limit=TRIES)
        return act(subject, by=by, **given)

    return cast("ActT", within)


def _bucket(by: Actor) -> str:
    return throttle.key_of("pin", str(by.person_id))


@tried
@operation
def sign_value(request: SigningRequest, *, pin: str, by: Actor) -> None:
    """Sign what was prepared, with the key that the PIN opens (ký số)."""
    _sign(request, _Keyring(pin, by), by=by)


@tried
@operation
def sign_batch(requests: Sequence[SigningRequest], *, pin: str, by: Actor) -> list[BatchRow]:
    """One PIN for many files; what cannot be signed is told in its own row and stops no other."""
    keys = _Keyring(pin, by)
    return [_row(request, keys, by=by) for request in requests]


class _Keyring:
    """The keys that one PIN opens, each opened once, gone with the request."""

    def __init__(self, pin: str, by: Actor) -> None:
        self._pin = pin
        self._by = by
        self._open: dict[int, PrivateKey] = {}

    def key_of(self, certificate: Certificate) -> PrivateKey:
        if certificate.id not in self._open:
            self._open[certificate.id] = opened(certificate, self._pin, by=self._by)
        return self._open[certificate.id]


def opened(certificate: Certificate, pin: str, *, by: Actor) -> PrivateKey:
    """Open a software key for the moment; only a right PIN lets wrong ones be forgotten."""
    if certificate.locked_key is None:
        raise Refusal(_("The key of this certificate is not kept here."))
    try:
        key = unlock(certificate.locked_key, pin, owner=certificate.sha256.encode())
    except WrongPin:
        message = _("This PIN is not right.")
        raise Invalid(message, fields={"pin": message}) from None
    throttle.forget(_bucket(by))
    return key


def _row(request: SigningRequest, keys: _Keyring, *, by: Actor) -> BatchRow:
    try:
        with savepoint():
            _sign(request, keys, by=by)
    except Invalid:
        raise
    except Refusal as refusal:
        return BatchRow(request, str(refusal.message))
    return BatchRow(request)


def _sign(request: SigningRequest, keys: _Keyring, *, by: Actor) -> None:
    REQUEST.advance(request, "sign", by, field=request.field, file=request.file_sha256)
    certificate = db.session.get_one(Certificate, request.certificate_id)
    if request.has_run_out() or not certificate.is_usable():
        raise Refusal(
            _("The time to sign has run out."), fix=_("Have the signature prepared again.")
        )
    prepared = db.session.scalars(
        select(PreparedSignature).where(PreparedSignature.request_id == request.id)
    ).one()
    prepared.value = make_value(
        keys.key_of(certificate),
        prepared.attributes,
        scheme=certificate.scheme,
        digest=digest_of(certificate.der),
    )
    outbox.enqueue(
        "signing.finish",
        key=request.finish_key,
        partition=f"signing:{request.subject_uid}",
        urgent=True,
        request_id=request.id,
    )


__all__ = ["BatchRow", "opened", "sign_batch", "sign_value", "tried"]
