"""Verdicts and certificates over the API; signing itself has no scope: a PIN is typed on a page."""

from datetime import datetime

from flask import Response, g
from pydantic import Field

from office import blobs
from office.api import ByUid, Closed, api_blueprint, shown
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import allowed
from signing import operations, queries
from signing.models import Certificate, SigningRequest
from signing.pades import words
from signing.pades.answers import SignatureVerdict
from signing.policy import Can

bp = api_blueprint("signing")


class ByHash(Closed):
    """A file by the SHA-256 of its bytes."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class AnswerOut(Closed):
    """One of the four answers, with its plain words."""

    state: str
    code: str
    words: str


class SignatureOut(Closed):
    """Who signed, when, and the four answers."""

    field: str
    signer: str
    organisation: str
    issuer: str
    level: str
    algorithm: str
    claimed_at: datetime | None
    proven_at: datetime | None
    integrity: AnswerOut
    changes: AnswerOut
    trust: AnswerOut
    person: AnswerOut


class VerdictOut(Closed):
    """The last verdict on a file."""

    sha256: str
    state: str
    checked_at: datetime
    signatures: list[SignatureOut]


class CertificateOut(Closed):
    """A certificate of who asks; never its key."""

    uid: str
    kind: str
    subject: str
    organisation: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    usable: bool


class CertificatesOut(Closed):
    """All of them."""

    items: list[CertificateOut]


class AskedOut(Closed):
    """The file whose signatures are being checked."""

    sha256: str


class RequestOut(Closed):
    """A request to sign, and how far it has come."""

    uid: str
    subject: str
    field: str
    state: str
    expires_at: datetime


class RequestsOut(Closed):
    """What waits for the PIN of who asks."""

    items: list[RequestOut]


@bp.get("/signatures/<string:sha256>", responses={200: VerdictOut})
def show_verdict(path: ByHash) -> Response:
    stored = queries.verdict_of(path.sha256)
    visible = allowed(g.actor, Can.READ_VERDICT, path.sha256) and blobs.exists(path.sha256)
    if stored is None or stored.judged_at is None or not visible:
        raise NotFound(_("There is no verdict on such a file."))
    report = queries.report_of(stored)
    return shown(
        VerdictOut(
            sha256=report.sha256,
            state=report.state.value,
            checked_at=stored.judged_at,
            signatures=[_signature(one) for one in report.signatures],
        )
    )


@bp.post("/signatures/<string:sha256>/verdicts", responses={202: AskedOut})
def ask_verdict(path: ByHash) -> Response:
    if not (allowed(g.actor, Can.READ_VERDICT, path.sha256) and blobs.exists(path.sha256)):
        raise NotFound(_("There is no such file."))
    operations.ask_verdict(path.sha256, by=g.actor)
    return shown(AskedOut(sha256=path.sha256), status=202)


@bp.get("/signing-requests", responses={200: RequestsOut})
def list_requests() -> Response:
    waiting = db.session.scalars(queries.open_requests_of(g.actor))
    return shown(RequestsOut(items=[_request(one) for one in waiting]))


@bp.post("/signing-requests/<uuid:uid>/withdrawal", responses={200: RequestOut})
def withdraw(path: ByUid) -> Response:
    found = queries.request_by_uid(path.uid)
    if found.person_id != g.actor.person_id:
        raise NotFound(_("There is no such request."))
    operations.withdraw(found, by=g.actor)
    return shown(_request(found))


@bp.get("/certificates", responses={200: CertificatesOut})
def list_certificates() -> Response:
    own = db.session.scalars(queries.certificates_of(g.actor))
    return shown(CertificatesOut(items=[_certificate(one) for one in own]))


def _signature(one: SignatureVerdict) -> SignatureOut:
    plain = {name: getattr(one, name) for name in _PLAIN}
    answers = {
        name: AnswerOut(
            state=getattr(one, name).state.value,
            code=getattr(one, name).code,
            words=words.plain(getattr(one, name)),
        )
        for name in ("integrity", "changes", "trust", "person")
    }
    return SignatureOut.model_validate(plain | answers)


_PLAIN = (
    "field",
    "signer",
    "organisation",
    "issuer",
    "level",
    "algorithm",
    "claimed_at",
    "proven_at",
)


def _request(one: SigningRequest) -> RequestOut:
    return RequestOut(
        uid=str(one.uid),
        subject=one.subject_label,
        field=one.field,
        state=one.state.value,
        expires_at=one.expires_at,
    )


def _certificate(one: Certificate) -> CertificateOut:
    return CertificateOut(
        uid=str(one.uid),
        kind=one.kind.value,
        subject=one.subject_name,
        organisation=one.organisation,
        issuer=one.issuer_name,
        serial=one.serial,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        usable=one.is_usable(),
    )
