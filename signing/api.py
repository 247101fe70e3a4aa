"""Verdicts and certificates over the API; signing itself has no scope: a PIN is typed on a page."""

from datetime import datetime

from flask import Response, g
from pydantic import Field

from office import blobs
from office.api import Closed, api_blueprint, shown
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import allowed
from signing import queries
from signing.models import Certificate
from signing.pades import words
from signing.pades.verdict import SignatureVerdict
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
