"""From the wish for a signature to the signed revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select

from office import blobs, clock, outbox
from office.db import after_commit, db, new_uid, operation
from office.errors import Refusal
from office.events import publish
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from signing import queries
from signing.events import LevelRaised, Prepared, Signed, SigningFailed
from signing.lifecycle import REQUEST
from signing.models import (
    OPEN_STATES,
    Certificate,
    OwnerKind,
    PreparedSignature,
    RequestState,
    Revision,
    SignatureRecord,
    SigningRequest,
)
from signing.pades.places import Stamp, StampKind
from signing.pades.values import Prepared as PreparedFile
from signing.policy import Can

LASTS = timedelta(minutes=20)
RAISE_AFTER = timedelta(minutes=10)
SEALS = {StampKind.SEAL, StampKind.CORNER}


@dataclass(frozen=True)
class Subject:
    """The record whose file is signed, as its own package names it."""

    kind: str
    uid: UUID
    label: str = ""


@operation
def request_signature(  # noqa: PLR0913  # the words of one request, each by name
    *,
    subject: Subject,
    file_sha256: str,
    field: str,
    stamp: Stamp | None = None,
    certificate: Certificate | None = None,
    fill: Mapping[str, str] | None = None,
    step: str = "sign",
    by: Actor,
) -> SigningRequest:
    """Have a signature prepared for the actor's own certificate, or the seal that he holds."""
    used = certificate or _own_certificate(stamp, by)
    request = SigningRequest(
        uid=new_uid(),
        subject_kind=subject.kind,
        subject_uid=subject.uid,
        subject_label=subject.label,
        step=step,
        field=field,
        kind=used.kind,
        certificate_id=used.id,
        person_id=used.person_id,
        agency_id=used.agency_id,
        signer_title=by.title,
        file_sha256=file_sha256,
        stamp=_kept(stamp),
        fill=dict(fill or {}),
        state=RequestState.PREPARING,
        created_at=clock.now(),
        expires_at=clock.now() + LASTS,
        open_key=f"{subject.uid}:{file_sha256}",
    )
    require(by, Can.SIGN, request)
    _refuse_unusable(used)
    return _same_as_open(request, by) or _begun(request)


@operation
def keep_prepared(request: SigningRequest, prepared: PreparedFile, *, by: Actor) -> None:
    """The file waits for its value: now the PIN may be asked."""
    REQUEST.advance(request, "prepare", by)
    stored = blobs.put(prepared.file)
    db.session.add(
        PreparedSignature(
            request_id=request.id,
            file_sha256=stored.sha256,
            base_length=prepared.base_length,
            document_digest=prepared.document_digest,
            reserved_start=prepared.reserved_start,
            reserved_end=prepared.reserved_end,
            attributes=prepared.attributes,
        )
    )
    publish(Prepared(request.uid, request.subject_kind, request.subject_uid, request.field))


@operation
def keep_signed(request: SigningRequest, stored: blobs.Stored, level: str, *, by: Actor) -> None:
    """Commit the signed revision, unless another one was made of the same file meanwhile."""
    if _has_child(request.subject_uid, request.file_sha256):
        fail(request, _("Another signature was put on this file in the meantime."), by=by)
        return
    certificate = db.session.get_one(Certificate, request.certificate_id)
    REQUEST.advance(request, "finish", by, sha256=stored.sha256, level=level, field=request.field)
    request.open_key, request.signed_sha256 = None, stored.sha256
    _add_revisions(request, stored)
    record = _record(request, certificate, stored, level)
    db.session.add(record)
    _drop_prepared(request)
    if level == "B-B":
        _raise_later(request.subject_uid, stored.sha256)
    publish(_told(request, record, certificate, stored))


@operation
def keep_raised(base_sha256: str, stored: blobs.Stored, level: str, *, by: Actor) -> None:
    """Take a revision with time-stamp and proofs, if nothing was signed since.

    Refused while somebody signs on the same file: his signature must not fall for a level.
    """
    base = queries.revision_of(base_sha256)
    if base is None or _has_child(base.subject_uid, base_sha256):
        return
    if db.session.scalar(select(_being_signed(base_sha256))):
        raise Refusal(_("A signature on this file is just being finished."))
    first = db.session.scalars(queries.signatures_of(base.subject_uid).limit(1)).one()
    require(by, Can.CARRY_OUT, first)
    db.session.add(_revision(base.subject_kind, base.subject_uid, base_sha256, stored, "archive"))
    for record in db.session.scalars(queries.signatures_of(base.subject_uid)):
        record.level = level
    publish(
        LevelRaised(
            base.subject_kind, base.subject_uid, base_sha256, stored.sha256, stored.size, level
        )
    )


@operation
def fail(request: SigningRequest, reason: str, *, by: Actor) -> None:
    """The signature cannot be made; the reason is shown to who asked."""
    REQUEST.advance(request, "fail", by, reason=reason)
    _close(request, reason)


@operation
def expire(request: SigningRequest, *, by: Actor) -> None:
    """Nobody signed in time; what was prepared is dropped."""
    REQUEST.advance(request, "expire", by)
    _close(request, _("Nobody signed within twenty minutes."))


@operation
def withdraw_waiting(subject_uid: UUID, *, by: Actor) -> None:
    """Take back whatever waits for a PIN on a subject that goes another way."""
    waiting = queries.waiting_requests(subject_uid)
    for request in db.session.scalars(waiting).all():
        withdraw(request, by=by)


@operation
def forget_label(subject_uid: UUID, *, by: Actor) -> None:
    """Blank what the requests call a subject that was destroyed."""
    require(by, Can.CARRY_OUT, None)
    named = select(SigningRequest).where(SigningRequest.subject_uid == subject_uid)
    for request in db.session.scalars(named):
        request.subject_label = ""


@operation
def withdraw(request: SigningRequest, *, by: Actor) -> None:
    """Take a request back before the PIN was given."""
    REQUEST.advance(request, "withdraw", by)
    _close(request, _("The request was withdrawn."))


def _own_certificate(stamp: Stamp | None, by: Actor) -> Certificate:
    kind = OwnerKind.AGENCY if stamp and stamp.kind in SEALS else OwnerKind.PERSON
    found = queries.usable_certificate(by, kind)
    if found:
        return found
    if kind is OwnerKind.AGENCY:
        raise Refusal(
            _("You do not hold the seal of your agency."),
            basis=_("Decree 30/2020/NĐ-CP art. 32: the clerk who holds the key device seals."),
            who=_("The clerk who holds the seal."),
        )
    raise Refusal(
        _("You have no valid certificate to sign with."),
        fix=_("Ask the administrator to enrol your certificate."),
    )


def _refuse_unusable(certificate: Certificate) -> None:
    if not certificate.is_usable():
        raise Refusal(
            _("This certificate does not hold any more."),
            fix=_("Ask the administrator to enrol the new one."),
        )


def _same_as_open(wanted: SigningRequest, by: Actor) -> SigningRequest | None:
    """The open request for the very same signature; a different one on this file is withdrawn."""
    found = db.session.scalars(
        select(SigningRequest).where(SigningRequest.open_key == wanted.open_key)
    ).first()
    if found is None:
        return None
    same = all(getattr(found, name) == getattr(wanted, name) for name in _SAME)
    if same and not found.has_run_out():
        return found
    if found.state is RequestState.FINISHING:
        raise Refusal(_("A signature on this file is just being finished."))
    if found.person_id != wanted.person_id and not found.has_run_out():
        raise Refusal(_("Somebody else is just signing this file."))
    withdraw(found, by=by) if found.person_id == wanted.person_id else _let_run_out(found)
    db.session.flush()
    return None


_SAME = ("certificate_id", "field", "step", "stamp", "fill")


def _let_run_out(request: SigningRequest) -> None:
    expire(request, by=SYSTEM)


def _begun(request: SigningRequest) -> SigningRequest:
    db.session.add(request)
    db.session.flush()
    outbox.enqueue(
        "signing.prepare",
        key=f"signing:{request.uid}:prepare",
        partition=f"signing:{request.subject_uid}",
        urgent=True,
        request_id=request.id,
    )
    return request


def _kept(stamp: Stamp | None) -> dict[str, object]:
    if stamp is None:
        return {}
    return {
        "kind": stamp.kind.value,
        "lines": list(stamp.lines),
        "diameter_mm": stamp.diameter_mm,
        "picture": stamp.picture,
    }


def _has_child(subject_uid: UUID, sha256: str) -> bool:
    child = exists().where(Revision.subject_uid == subject_uid, Revision.parent_sha256 == sha256)
    return bool(db.session.scalar(select(child)))


def _being_signed(sha256: str) -> ColumnElement[bool]:
    open_here = SigningRequest.file_sha256 == sha256, SigningRequest.state.in_(OPEN_STATES)
    return exists().where(*open_here)


def _add_revisions(request: SigningRequest, stored: blobs.Stored) -> None:
    db.session.add(
        _revision(
            request.subject_kind, request.subject_uid, request.file_sha256, stored, request.step
        )
    )


def _revision(kind: str, uid: UUID, parent: str, stored: blobs.Stored, step: str) -> Revision:
    return Revision(
        subject_kind=kind,
        subject_uid=uid,
        parent_sha256=parent,
        sha256=stored.sha256,
        size=stored.size,
        step=step,
        made_at=clock.now(),
    )


def _record(
    request: SigningRequest, certificate: Certificate, stored: blobs.Stored, level: str
) -> SignatureRecord:
    return SignatureRecord(
        uid=new_uid(),
        request_id=request.id,
        subject_kind=request.subject_kind,
        subject_uid=request.subject_uid,
        step=request.step,
        field=request.field,
        kind=request.kind,
        certificate_id=certificate.id,
        person_id=request.person_id,
        agency_id=request.agency_id,
        signer_name=certificate.subject_name,
        signer_title=request.signer_title,
        sha256=stored.sha256,
        level=level,
        signed_at=clock.now(),
    )


def _told(
    request: SigningRequest,
    record: SignatureRecord,
    certificate: Certificate,
    stored: blobs.Stored,
) -> Signed:
    return Signed(
        request_uid=request.uid,
        subject_kind=request.subject_kind,
        subject_uid=request.subject_uid,
        field=request.field,
        step=request.step,
        base_sha256=request.file_sha256,
        sha256=stored.sha256,
        size=stored.size,
        kind=record.kind.value,
        person_id=record.person_id,
        agency_id=record.agency_id,
        certificate_uid=certificate.uid,
        signer_name=record.signer_name,
        signer_title=record.signer_title,
        level=record.level,
        signed_at=record.signed_at,
    )


def _close(request: SigningRequest, reason: str) -> None:
    request.reason, request.open_key = reason, None
    _drop_prepared(request)
    publish(
        SigningFailed(
            request.uid,
            request.subject_kind,
            request.subject_uid,
            request.field,
            request.step,
            reason,
        )
    )


def _drop_prepared(request: SigningRequest) -> None:
    """A prepared file is no record: it goes as soon as it cannot be signed any more."""
    own = PreparedSignature.request_id == request.id
    sha256 = db.session.scalar(select(PreparedSignature.file_sha256).where(own))
    if sha256:
        db.session.execute(delete(PreparedSignature).where(own))
        after_commit(lambda: blobs.remove(sha256))


def _raise_later(subject_uid: UUID, sha256: str) -> None:
    outbox.enqueue(
        "signing.raise_level",
        key=f"signing:{subject_uid}:{sha256}:raise",
        lane=outbox.Lane.BULK,
        not_before=clock.now() + RAISE_AFTER,
        sha256=sha256,
    )


__all__ = ["OPEN_STATES", "Subject"]
