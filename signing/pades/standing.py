"""Where a certificate stands that signed something else than a PDF: the same rules, one answer."""

from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509

from office import clock
from signing.pades import trust
from signing.pades.beliefs import Ask, Trust


def standing(
    certificate: bytes,
    others: Sequence[bytes],
    *,
    at: datetime,
    known: Trust,
    ask: Ask | None,
) -> trust.Standing:
    """Trusted, revoked, expired … at a moment; where nobody may be asked that may stay unknown."""
    chain = trust.chain_of(certificate, known, others)
    if not chain:
        return trust.Standing("unknown_issuer")
    if ask is None:
        mode = trust.Revoked.MAY_BE_UNKNOWN
        return trust.standing_at(at, trust.Case(known, chain, trust.Revocations(), mode=mode))
    asked = trust.ask_revocations(chain, known, ask)
    now = trust.standing_at(clock.now(), trust.Case(known, chain, asked))
    if now.code == "revoked" and at.isoformat() < now.facts["revoked_at"]:
        return _before_it_was_revoked(chain, asked, now, at, known)
    return trust.standing_at(at, trust.Case(known, chain, asked))


def _before_it_was_revoked(
    chain: list[x509.Certificate],
    asked: trust.Revocations,
    now: trust.Standing,
    at: datetime,
    known: Trust,
) -> trust.Standing:
    lists = trust.Revocations(crls=asked.crls)  # an OCSP answer tells the present only
    mode = trust.Revoked.MAY_BE_UNKNOWN
    then = trust.standing_at(at, trust.Case(known, chain, lists, mode=mode))
    return trust.Standing("revoked_later", now.facts) if then.code == "trusted" else then
