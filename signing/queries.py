"""Finding certificates, requests, revisions, signatures, verdicts, and whom we believe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, func, or_, select

from office import clock, missing
from office.db import db
from office.errors import NotFound
from office.fetch import allows
from office.i18n import _, _l
from office.permissions import Actor
from office.recipients import can_receive, is_for
from office.ui.parts import Trust as Shown
from office.ui.parts import Verdict as Panel
from signing import policy
from signing.models import (
    OPEN_STATES,
    Backend,
    Certificate,
    OwnerKind,
    RequestState,
    Revision,
    SignatureRecord,
    SigningRequest,
    StoredVerdict,
    TrustAnchor,
)
from signing.pades import words
from signing.pades.answers import Expected, SignatureVerdict, State, Verdict
from signing.pades.beliefs import Ask, Trust, host_of
from signing.providers import outside

REPORTS: TypeAdapter[Verdict] = TypeAdapter(Verdict)
SHOWN = {State.GOOD: Shown.VALID, State.BAD: Shown.INVALID}
SENTENCES = {
    State.GOOD: _l("Signed by %(names)s; every signature holds."),
    State.BAD: _l("Signed by %(names)s; do not rely on it."),
    State.UNKNOWN: _l("Signed by %(names)s; something could not be confirmed."),
}


def shows_file(function: policy.ShowsFile) -> policy.ShowsFile:
    """Register who answers "may this actor see this file?"; a verdict is shown to the same."""
    if function not in policy.shows:
        policy.shows.append(function)
    return function


# ------------------------------------------------------------------------- certificates


def certificate_by_uid(uid: UUID) -> Certificate:
    """A certificate by its public name."""
    found = db.session.scalar(select(Certificate).where(Certificate.uid == uid))
    if found is None:
        raise NotFound(_("There is no such certificate."))
    return found


def certificates_of(actor: Actor) -> Select[Certificate]:
    """The certificates this actor signs with: his own, and the seals he holds; newest first."""
    own = select(Certificate).where(Certificate.person_id == actor.person_id)
    return own.order_by(Certificate.closed_at.is_not(None), Certificate.id.desc())


def usable_certificate(actor: Actor, kind: OwnerKind) -> Certificate | None:
    """The certificate with which this actor signs now, as himself or for his agency."""
    now = clock.now()
    own = certificates_of(actor).where(
        Certificate.kind == kind,
        Certificate.closed_at.is_(None),
        Certificate.valid_from <= now,
        Certificate.valid_to > now,
    )
    if kind is OwnerKind.AGENCY:
        own = own.where(Certificate.agency_id == actor.agency_id)
    return db.session.scalars(own.limit(1)).first()


def personal_certificate(actor: Actor) -> Certificate | None:
    """The certificate with which this actor signs as himself."""
    return usable_certificate(actor, OwnerKind.PERSON)


def can_sign(actor: Actor) -> bool:
    """Whether this actor has a personal certificate that holds now."""
    return usable_certificate(actor, OwnerKind.PERSON) is not None


def receiving_certificates(people: Collection[int]) -> dict[int, Certificate]:
    """By person the newest certificate that letters can be sealed for; who has none is left out."""
    now = clock.now()
    own = select(Certificate).where(
        Certificate.person_id.in_(people),
        Certificate.kind == OwnerKind.PERSON,
        Certificate.closed_at.is_(None),
        Certificate.valid_from <= now,
        Certificate.valid_to > now,
    )
    found = db.session.scalars(own.order_by(Certificate.id))
    return {one.person_id: one for one in found if can_receive(one.der)}


def opening_certificate(
    actor: Actor, recipients: Sequence[bytes]
) -> tuple[Certificate, bytes] | None:
    """Which of the actor's certificates opens a sealed letter, and by which RecipientInfo (DER)."""
    for certificate in db.session.scalars(certificates_of(actor)):
        for recipient in recipients:
            if is_for(recipient, certificate.der):
                return certificate, recipient
    return None


@missing.asks(
    "certificates",
    order=90,
    label=_l("Certificates"),
    why=_l("Leaders sign and a clerk seals with them (Decree 30/2020/NĐ-CP art. 5, 32)."),
    otherwise=missing.State.ADVISED,
)
def certificates_held(agency_id: int) -> missing.Answer:
    """Whether the agency has a seal to sign with, and how many of its people have their own."""
    now = clock.now()
    holding = (
        select(Certificate.kind, func.count(Certificate.id).label("held"))
        .where(
            Certificate.agency_id == agency_id,
            Certificate.closed_at.is_(None),
            Certificate.valid_from <= now,
            Certificate.valid_to > now,
        )
        .group_by(Certificate.kind)
    )
    found = {row.kind: row.held for row in db.session.execute(holding)}
    own, seals = found.get(OwnerKind.PERSON, 0), found.get(OwnerKind.AGENCY, 0)
    detail = _("%(own)s of people, %(seals)s of the agency", own=own, seals=seals)
    return missing.Answer(bool(own and seals), detail)


# ----------------------------------------------------------------------------- requests


def request_by_uid(uid: UUID) -> SigningRequest:
    """A request by its public name."""
    found = db.session.scalar(select(SigningRequest).where(SigningRequest.uid == uid))
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def open_requests_of(actor: Actor) -> Select[SigningRequest]:
    """What waits for this actor's PIN, oldest first."""
    return (
        select(SigningRequest)
        .where(SigningRequest.person_id == actor.person_id, SigningRequest.state.in_(OPEN_STATES))
        .order_by(SigningRequest.id)
    )


def overdue_requests() -> Select[SigningRequest]:
    """Open requests past their time; one whose value is made is still finished."""
    waiting = OPEN_STATES[:2]
    return select(SigningRequest).where(
        SigningRequest.state.in_(waiting), SigningRequest.expires_at <= clock.now()
    )


def waiting_requests(subject_uid: UUID) -> Select[SigningRequest]:
    """Requests on one subject whose PIN was not given yet."""
    return select(SigningRequest).where(
        SigningRequest.subject_uid == subject_uid, SigningRequest.state.in_(OPEN_STATES[:2])
    )


def finishing_requests() -> Select[SigningRequest]:
    """Requests past their time whose value is made and whose file is not."""
    return select(SigningRequest).where(
        SigningRequest.state == RequestState.FINISHING, SigningRequest.expires_at <= clock.now()
    )


# --------------------------------------------------------------- revisions and signatures


def signatures_of(subject_uid: UUID) -> Select[SignatureRecord]:
    """The signatures of one file in the order in which they were made."""
    own = select(SignatureRecord).where(SignatureRecord.subject_uid == subject_uid)
    return own.order_by(SignatureRecord.id)


def personal_signatures(subject_uid: UUID) -> list[SignatureRecord]:
    """The signatures of people on one file, without the seals of agencies."""
    own = signatures_of(subject_uid).where(SignatureRecord.kind == OwnerKind.PERSON)
    return list(db.session.scalars(own))


def newest_revision(subject_uid: UUID) -> str | None:
    """The hash of the last revision that a step of ours made."""
    own = select(Revision.sha256).where(Revision.subject_uid == subject_uid)
    return db.session.scalar(own.order_by(Revision.id.desc()).limit(1))


def revision_of(sha256: str) -> Revision | None:
    """The step that made a file with this hash."""
    return db.session.scalars(select(Revision).where(Revision.sha256 == sha256)).first()


def known_revisions(sha256: str) -> frozenset[str] | None:
    """The hashes of all steps of our own file; None for a file that others signed."""
    own = revision_of(sha256)
    if own is None:
        return None
    steps = select(Revision.sha256).where(Revision.subject_uid == own.subject_uid)
    return frozenset(db.session.scalars(steps))


def expected_signers(sha256: str) -> list[Expected]:
    """Which enrolled certificate belongs to which place of our own file."""
    own = revision_of(sha256)
    if own is None:
        return []
    rows = db.session.execute(
        select(SignatureRecord.field, Certificate.sha256)
        .join(Certificate, Certificate.id == SignatureRecord.certificate_id)
        .where(SignatureRecord.subject_uid == own.subject_uid)
    )
    return [Expected(field, print_) for field, print_ in rows]


# ------------------------------------------------------------------------------- verdicts


_verdict = select(StoredVerdict).where(
    StoredVerdict.sha256 == bindparam("sha256"), StoredVerdict.judged_at.is_not(None)
)


def verdict_of(sha256: str) -> StoredVerdict | None:
    """The last verdict on a file; None while none was made."""
    return db.session.scalar(_verdict, {"sha256": sha256})


def report_of(stored: StoredVerdict) -> Verdict:
    """The whole verdict with its four answers for each signature."""
    return REPORTS.validate_python(stored.report)


def panel(stored: StoredVerdict) -> Panel:
    """The verdict as the shell shows it: one sentence and the worst of each answer."""
    report = report_of(stored)
    intact, since, trusted, right = (_worst_words(report.signatures, one) for one in range(4))
    return Panel(
        trust=SHOWN.get(report.state, Shown.DOUBTFUL),
        sentence=sentence_of(report),
        intact=intact,
        since_signing=since,
        trusted=trusted,
        right_signer=right,
        checked_at=stored.judged_at,
    )


def sentence_of(report: Verdict) -> str:
    """The whole verdict in one sentence."""
    if not report.signatures:
        return str(words.WORDS[report.code])
    names = ", ".join(one.signer for one in report.signatures)
    return str(SENTENCES[report.state]) % {"names": names}


def _worst_words(signatures: tuple[SignatureVerdict, ...], number: int) -> str:
    answers = [one.answers[number] for one in signatures]
    ranks = [State.BAD, State.UNKNOWN, State.NOT_ASKED, State.GOOD, State.UNSIGNED]
    worst = min(answers, key=lambda answer: ranks.index(answer.state), default=None)
    return words.plain(worst) if worst else ""


# ---------------------------------------------------------------------------------- trust


def anchors() -> list[TrustAnchor]:
    """The roots believed now."""
    until = or_(TrustAnchor.trusted_until.is_(None), TrustAnchor.trusted_until > clock.now())
    return list(db.session.scalars(select(TrustAnchor).where(until).order_by(TrustAnchor.id)))


def trust() -> Trust:
    """Roots, issuers and the hosts of their services, for a verdict."""
    believed = anchors()
    return Trust(
        roots=tuple(anchor.der for anchor in believed),
        intermediates=tuple(bytes.fromhex(der) for one in believed for der in one.issuers),
        hosts=frozenset(host_of(url) for one in believed for url in one.service_urls),
    )


@dataclass(frozen=True)
class Standing:
    """What was found about a certificate: a code of `signing.pades.words`, and its facts."""

    code: str
    facts: dict[str, str]


def standing_of(certificate: bytes, others: Sequence[bytes], *, at: datetime) -> Standing:
    """Where a certificate (DER) stood at a moment; for workers, as its authority is asked."""
    return _standing(certificate, others, at, outside.ASK)


def standing_unasked(certificate: bytes, others: Sequence[bytes], *, at: datetime) -> Standing:
    """The same within a request, where nobody is asked: whether it is revoked stays unknown."""
    return _standing(certificate, others, at, None)


def _standing(
    certificate: bytes, others: Sequence[bytes], at: datetime, ask: Ask | None
) -> Standing:
    from signing.pades.standing import standing  # loads the PDF library

    found = standing(certificate, others, at=at, known=trust(), ask=ask)
    return Standing(found.code, found.facts)


def timestamp_url() -> str:
    """The time-stamp authority to ask; nothing where none is configured."""
    for anchor in anchors():
        if anchor.backend == Backend.DEMO:
            base = outside.demo_services()
            return f"{base}/tsa" if base else ""
        if anchor.timestamp_url:
            return anchor.timestamp_url
    return ""


@allows(outside.PURPOSE)
def _destinations() -> list[tuple[str, int]]:
    urls = [url for one in anchors() for url in (*one.service_urls, one.timestamp_url)]
    demo = any(one.backend == Backend.DEMO for one in anchors())
    return outside.destinations([*urls, outside.demo_services() if demo else ""])
