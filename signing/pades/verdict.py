"""The verdict on a signed PDF: four independent answers for each signature.

Do the signed bytes hold, what changed afterwards, was the certificate trusted at the proven time,
and is it the person or agency that was expected. One answer never hides another.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from asn1crypto import x509
from pyhanko.sign.validation.settings import KeyUsageConstraints

from signing.pades import integrity, trust
from signing.pades.answers import Answer, Expected, SignatureVerdict, State, Verdict, worst
from signing.pades.beliefs import Ask, Trust
from signing.pades.integrity import Reading, Seal, Token
from signing.pades.trust import Revocations

FILLED_LATER = frozenset({"so", "ngay", "thang"})
"""The only texts that may enter between the last personal signature and the seal."""


@dataclass(frozen=True)
class Question:
    """Everything that a verdict depends on besides the bytes."""

    at: datetime
    trust: Trust
    ask: Ask | None = None
    expected: Sequence[Expected] = ()
    known_revisions: frozenset[str] | None = None
    """Hashes of every revision that a signing step of ours made; None for files of others."""


def verdict(pdf: bytes, question: Question) -> Verdict:
    """Judge a file of our own making; a foreign one is read by a limited child first."""
    return judge(integrity.read(pdf), question)


def judge(reading: Reading, question: Question) -> Verdict:
    """The four answers for each signature, from what was read of the file."""
    head = Verdict(reading.sha256, reading.length, State.BAD, "unreadable")
    if not reading.readable:
        return head
    if not reading.seals:
        return replace(head, state=State.UNSIGNED, code="unsigned")
    court = _Court(reading, replace(question, ask=_once(question.ask)))
    found = tuple(court.judge(seal) for seal in reading.seals)
    return replace(head, state=worst(one.state for one in found), code="", signatures=found)


@dataclass(frozen=True)
class _Court:
    """The file-wide knowledge that the answers about one signature share."""

    reading: Reading
    question: Question

    def judge(self, seal: Seal) -> SignatureVerdict:
        proven = self.proven_at(seal)
        certificate = x509.Certificate.load(seal.certificate)
        return SignatureVerdict(
            field=seal.field,
            signer=_name(certificate.subject, "common_name"),
            organisation=_name(certificate.subject, "organization_name"),
            issuer=_name(certificate.issuer, "common_name"),
            serial=f"{certificate.serial_number:x}",
            certificate_sha256=hashlib.sha256(seal.certificate).hexdigest(),
            algorithm=seal.algorithm,
            level=self.level(seal),
            claimed_at=seal.claimed_at,
            proven_at=proven,
            revision_sha256=seal.sha256,
            revision_length=seal.end,
            integrity=self.integrity_of(seal),
            changes=self.changes_after(seal),
            trust=self.trust_in(seal, proven),
            person=self.person_of(seal),
        )

    def integrity_of(self, seal: Seal) -> Answer:
        """The signed bytes and the value over them."""
        if not seal.holds:
            return Answer(State.BAD, "broken")
        if not seal.covers:
            return Answer(State.BAD, "not_covered")
        return Answer(State.GOOD, "intact")

    def changes_after(self, seal: Seal) -> Answer:
        """What was added after this signature, and whether that was allowed."""
        if not self.reading.ends_cleanly:
            return Answer(State.BAD, "trailing_bytes")
        if not (seal.covers and seal.allowed):
            return Answer(State.BAD, "forbidden_change")
        if not self._is_known(seal):
            return Answer(State.BAD, "unknown_revision")
        if seal.end == self.reading.length:
            return Answer(State.GOOD, "nothing_after")
        if seal.archive_only:
            return Answer(State.GOOD, "archive_data")
        return self._filled(seal)

    def _is_known(self, seal: Seal) -> bool:
        known = self.question.known_revisions
        return known is None or {seal.sha256, self.reading.sha256} <= known

    def _filled(self, seal: Seal) -> Answer:
        texts = sorted(seal.changed - self.reading.places)
        facts = {"fields": ", ".join(texts)}
        if set(texts) - FILLED_LATER:
            own = self.question.known_revisions is not None
            return Answer(State.BAD if own else State.UNKNOWN, "other_fields", facts)
        return Answer(State.GOOD, "filled" if texts else "later_signatures", facts)

    def trust_in(self, seal: Seal, proven: datetime | None) -> Answer:
        """The certificate and its revocation at the proven time, else now."""
        moment = proven or self.question.at
        now = self._standing(seal, self.question.at)
        if now.code == "revoked" and moment.isoformat() < now.facts["revoked_at"]:
            return self._revoked_later(seal, moment, now)
        found = now if proven is None else self._standing(seal, moment)
        open_question = found.code in {"unknown_issuer", "revocation_unknown"}
        bad = State.UNKNOWN if open_question else State.BAD
        return Answer(State.GOOD if found.code == "trusted" else bad, found.code, found.facts)

    def _revoked_later(self, seal: Seal, moment: datetime, now: trust.Standing) -> Answer:
        then = self._standing(seal, moment, mode=trust.Revoked.MAY_BE_UNKNOWN)
        if then.code == "trusted":
            return Answer(State.GOOD, "revoked_later", now.facts)
        return Answer(State.BAD, then.code, then.facts)

    def _standing(
        self,
        one: Seal | Token,
        moment: datetime,
        *,
        usage: KeyUsageConstraints = trust.SIGNERS,
        mode: trust.Revoked = trust.Revoked.MUST_BE_KNOWN,
    ) -> trust.Standing:
        chain = trust.chain_of(one.certificate, self.question.trust, one.others)
        if not chain:
            return trust.Standing("unknown_issuer")
        known = self._revocations(chain)
        if mode is trust.Revoked.MAY_BE_UNKNOWN:
            known = Revocations(crls=known.crls)  # an OCSP answer tells the present only
        case = trust.Case(self.question.trust, chain, known, usage, mode)
        return trust.standing_at(moment, case)

    def _revocations(self, chain: list[x509.Certificate]) -> Revocations:
        asked = Revocations()
        if self.question.ask:
            asked = trust.ask_revocations(chain, self.question.trust, self.question.ask)
        stored = trust.stored_revocations(self.reading.ocsps, self.reading.crls)
        return stored + asked

    def proven_at(self, seal: Seal) -> datetime | None:
        """The earliest time that a trusted authority vouches for."""
        covering = [stamp.token for stamp in self.reading.timestamps if stamp.end > seal.end]
        tokens = [token for token in (seal.token, *covering) if token and self._vouches(token)]
        return min((token.at for token in tokens), default=None)

    def _vouches(self, token: Token) -> bool:
        found = self._standing(token, self.question.at, usage=trust.AUTHORITIES)
        return token.holds and found.code == "trusted"

    def level(self, seal: Seal) -> str:
        """The PAdES level that the file shows for this signature."""
        archived = any(stamp.end > seal.end for stamp in self.reading.timestamps)
        if not (self.reading.ocsps or self.reading.crls):
            return "B-T" if seal.token or archived else "B-B"
        if seal.token and archived:
            return "B-LTA"
        return "B-LT" if seal.token or archived else "B-B"

    def person_of(self, seal: Seal) -> Answer:
        """Whether the certificate is the one that was expected at this place."""
        asked = [one for one in self.question.expected if one.field in ("", seal.field)]
        if not asked:
            return Answer(State.NOT_ASKED, "nobody_expected")
        print_ = hashlib.sha256(seal.certificate).hexdigest()
        named = _name(x509.Certificate.load(seal.certificate).subject, "organization_name")
        matches = any(
            one.certificate_sha256 == print_
            or (one.organisation and one.organisation.casefold() == named.casefold())
            for one in asked
        )
        return Answer(State.GOOD, "expected") if matches else Answer(State.BAD, "somebody_else")


def _once(ask: Ask | None) -> Ask | None:
    """Within one verdict every address is asked one time."""
    if ask is None:
        return None

    @cache
    def asked(url: str, body: bytes | None) -> bytes:
        return ask(url, body)

    return asked


def _name(name: x509.Name, part: str) -> str:
    found = name.native.get(part, "")
    return " ".join(map(str, found)) if isinstance(found, list) else str(found)
