"""Work outside of requests: preparing, finishing, judging, raising levels, letting run out."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from office import blobs, clock, outbox
from office.config import current_settings
from office.db import db
from office.errors import Refusal
from office.i18n import _
from office.outbox import delivers, every
from office.permissions import SYSTEM
from signing import operations, queries
from signing.models import (
    Certificate,
    PreparedSignature,
    RequestState,
    SigningRequest,
    StoredVerdict,
)
from signing.pades import steps, trust
from signing.pades.answers import Expected
from signing.pades.integrity import Reading
from signing.pades.jailed import read_foreign
from signing.pades.places import Stamp, StampKind
from signing.pades.upgrade import upgrade_to_lt
from signing.pades.values import Prepared
from signing.pades.verdict import Question, judge
from signing.providers import outside

DEMO_MARK = "BẢN THỬ"


@delivers("signing.prepare")
def prepare(body: dict[str, Any]) -> None:
    """Write the revision that waits for its signature value."""
    request = db.session.get_one(SigningRequest, body["request_id"])
    if request.state is not RequestState.PREPARING:
        return
    certificate = db.session.get_one(Certificate, request.certificate_id)
    try:
        _refuse_revoked(certificate)
        prepared = steps.prepare(blobs.read(request.file_sha256), _order(request, certificate))
    except Refusal as refusal:
        operations.fail(request, str(refusal.message), by=SYSTEM)
    else:
        operations.keep_prepared(request, prepared, by=SYSTEM)


@delivers("signing.finish")
def finish(body: dict[str, Any]) -> None:
    """Embed the value, time-stamp it, check the whole file and commit the revision."""
    request = db.session.get_one(SigningRequest, body["request_id"])
    if request.state is not RequestState.FINISHING:
        return
    row = db.session.scalars(
        select(PreparedSignature).where(PreparedSignature.request_id == request.id)
    ).one()
    url = queries.timestamp_url()
    prepared = _prepared(row, db.session.get_one(Certificate, request.certificate_id))
    try:
        made = steps.finish(
            prepared, row.value or b"", timestamps=outside.sender(url) if url else None
        )
        operations.keep_signed(request, blobs.put(made.file), made.level, by=SYSTEM)
    except Refusal as refusal:  # also of those above us: the paper has moved on meanwhile
        operations.fail(request, str(refusal.message), by=SYSTEM)


@delivers("signing.verify")
def verify(body: dict[str, Any]) -> None:
    """Judge a file; a limited child reads it for us."""
    sha256 = body["sha256"]
    reading = read_foreign(blobs.path_of(sha256))
    if reading is None:
        reading = Reading(sha256, blobs.size_of(sha256), readable=False)
    operations.keep_verdict(sha256, judge(reading, _question(sha256)), by=SYSTEM)


@delivers("signing.raise_level")
def raise_level(body: dict[str, Any]) -> None:
    """Add what a silent authority could not give; skipped when the file was signed on since."""
    base = queries.revision_of(body["sha256"])
    if base is None or queries.newest_revision(base.subject_uid) != base.sha256:
        return
    url = queries.timestamp_url()
    if not url:
        raise OSError("no time-stamp authority is configured or running")
    raised = upgrade_to_lt(
        blobs.read(base.sha256),
        known=queries.trust(),
        ask=outside.ASK,
        timestamps=outside.sender(url),
    )
    operations.keep_raised(base.sha256, blobs.put(raised), "B-LT", by=SYSTEM)


@every(name="signing.expire", seconds=60)
def let_run_out(_body: dict[str, Any]) -> None:
    """Close the requests that nobody signed in time, and those whose finishing was given up."""
    for request in db.session.scalars(queries.overdue_requests()).all():
        operations.expire(request, by=SYSTEM)
    for request in db.session.scalars(queries.finishing_requests()).all():
        if outbox.is_dead(request.finish_key):
            operations.fail(request, _("The signature could not be finished."), by=SYSTEM)


def _refuse_revoked(certificate: Certificate) -> None:
    """Circular 15/2025/TT-BKHCN: the certificate is checked before it signs.

    A service that does not answer stops nobody; a certificate that is known to be revoked does.
    """
    believed = queries.trust()
    chain = trust.chain_of(certificate.der, believed, certificate.chain_ders)
    if not chain:
        return
    known = trust.ask_revocations(chain[:2], believed, outside.ASK)
    case = trust.Case(believed, chain, known, mode=trust.Revoked.MAY_BE_UNKNOWN)
    found = trust.standing_at(clock.now(), case)
    if found.code == "revoked":
        raise Refusal(_("Your certificate has been revoked; it cannot sign any more."))


def _order(request: SigningRequest, certificate: Certificate) -> steps.Order:
    return steps.Order(
        field=request.field,
        certificate=certificate.der,
        at=clock.now(),
        scheme=certificate.scheme,
        chain=certificate.chain_ders,
        stamp=_stamp(request.stamp),
        fill={name: str(text) for name, text in request.fill.items()},
    )


def _stamp(kept: dict[str, Any]) -> Stamp | None:
    if not kept:
        return None
    picture = kept.get("picture", "")
    image = blobs.read(picture) if picture else b""
    kind, lines = StampKind(kept["kind"]), tuple(kept["lines"])
    stamp = Stamp(kind, lines, kept["diameter_mm"], picture=picture, image=image)
    return replace(stamp, mark=DEMO_MARK) if current_settings().is_demo else stamp


def _prepared(row: PreparedSignature, certificate: Certificate) -> Prepared:
    return Prepared(
        file=blobs.read(row.file_sha256),
        document_digest=row.document_digest,
        reserved_start=row.reserved_start,
        reserved_end=row.reserved_end,
        attributes=row.attributes,
        certificate=certificate.der,
        chain=certificate.chain_ders,
        scheme=certificate.scheme,
        base_length=row.base_length,
    )


def _question(sha256: str) -> Question:
    asked = db.session.scalar(select(StoredVerdict).where(StoredVerdict.sha256 == sha256))
    named = [Expected(organisation=name) for name in (asked.expected if asked else [])]
    return Question(
        at=clock.now(),
        trust=queries.trust(),
        ask=outside.ASK,
        expected=queries.expected_signers(sha256) or named,
        known_revisions=queries.known_revisions(sha256),
    )
