"""Whether a certificate was trusted and not revoked at a moment, asking only addresses we know."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

from asn1crypto import crl, ocsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as pyca_ocsp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from signing.pades.beliefs import Ask, Trust, host_of

SIGNERS = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
AUTHORITIES = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"},
    match_all_key_usages=False,
    extd_key_usage={"time_stamping"},
)


@dataclass
class Revocations:
    """Answers about revocation: those in the file, and those that were asked now."""

    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)

    def __add__(self, more: "Revocations") -> "Revocations":
        return Revocations(self.ocsps + more.ocsps, self.crls + more.crls)


def stored_revocations(ocsps: Iterable[bytes], crls: Iterable[bytes]) -> Revocations:
    """The answers that a file carries; what cannot be read is left out."""
    found = Revocations()
    for der in ocsps:
        with suppress(ValueError, TypeError):
            found.ocsps.append(ocsp.OCSPResponse.load(der, strict=True))
    for der in crls:
        with suppress(ValueError, TypeError):
            found.crls.append(crl.CertificateList.load(der, strict=True))
    return found


@dataclass(frozen=True)
class Standing:
    """What was found about one certificate at one moment."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


class Revoked(StrEnum):
    """How much must be known about revocation."""

    MUST_BE_KNOWN = "require"
    MAY_BE_UNKNOWN = "soft-fail"


@dataclass(frozen=True)
class Case:
    """One certificate up to a root of ours, and what is known about it."""

    trust: Trust
    chain: list[x509.Certificate]
    known: Revocations
    usage: KeyUsageConstraints = SIGNERS
    mode: Revoked = Revoked.MUST_BE_KNOWN


def chain_of(
    certificate: bytes, trust: Trust, others: Iterable[bytes] = ()
) -> list[x509.Certificate]:
    """From the certificate to a configured root; empty where none of our roots is reached."""
    roots = {der: x509.Certificate.load(der) for der in trust.roots}
    pool = [x509.Certificate.load(der) for der in (*trust.intermediates, *others)]
    chain = [x509.Certificate.load(certificate)]
    while chain[-1].dump() not in roots:
        issuer = _issuer(chain[-1], [*roots.values(), *pool])
        if issuer is None or issuer in chain:
            return []
        chain.append(issuer)
    return chain


def ask_revocations(chain: list[x509.Certificate], trust: Trust, ask: Ask) -> Revocations:
    """Ask about every link below the root: first its OCSP service, then its list."""
    found = Revocations()
    for certificate, issuer in pairwise(chain):
        if not _ask_status(certificate, issuer, trust, ask, found):
            _ask_list(certificate, trust, ask, found)
    return found


def standing_at(moment: datetime, case: Case) -> Standing:
    """Trusted, expired, revoked … as it stood at the moment; what came later does not count."""
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in case.trust.roots],
        other_certs=case.chain[1:],
        moment=moment,
        allow_fetching=False,
        ocsps=case.known.ocsps,
        crls=case.known.crls,
        revocation_mode=case.mode.value,
        retroactive_revinfo=True,
    )
    validator = CertificateValidator(case.chain[0], case.chain[1:], context)
    try:
        case.usage.validate(case.chain[0])
        asyncio.run(validator.async_validate_path())
    except (ValidationError, PathBuildingError, ValueError) as error:
        return _standing(error, case.chain)
    return Standing("trusted", _issued_by(case.chain))


def _standing(error: Exception, chain: list[x509.Certificate]) -> Standing:
    if isinstance(error, RevokedError):
        return Standing("revoked", {"revoked_at": error.revocation_dt.isoformat()})
    kinds: dict[type[Exception], str] = {
        ExpiredError: "expired",
        NotYetValidError: "not_yet_valid",
        InsufficientRevinfoError: "revocation_unknown",
        PathBuildingError: "unknown_issuer",
    }
    code = next((code for kind, code in kinds.items() if isinstance(error, kind)), "unsuitable")
    return Standing(code, _issued_by(chain))


def _issued_by(chain: list[x509.Certificate]) -> dict[str, str]:
    return {"root": str(chain[-1].subject.native.get("common_name", ""))} if chain else {}


def _issuer(
    certificate: x509.Certificate, pool: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    wanted = certificate.authority_key_identifier
    for candidate in pool:
        same_key = wanted is None or candidate.key_identifier in (None, wanted)
        if candidate.subject == certificate.issuer and same_key:
            return candidate
    return None


def _listed(urls: Iterable[str], trust: Trust) -> list[str]:
    plain = [url for url in urls if urlsplit(url).scheme in {"http", "https"}]
    return [url for url in plain if host_of(url) in trust.hosts]


def _ask_status(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    trust: Trust,
    ask: Ask,
    found: Revocations,
) -> bool:
    for url in _listed(certificate.ocsp_urls, trust):
        try:
            answer = ocsp.OCSPResponse.load(ask(url, _status_request(certificate, issuer)))
            if answer["response_status"].native == "successful":
                found.ocsps.append(answer)
                return True
        except (OSError, ValueError):
            continue
    return False


def _ask_list(certificate: x509.Certificate, trust: Trust, ask: Ask, found: Revocations) -> None:
    points = [name for point in certificate.crl_distribution_points for name in _urls(point)]
    for url in _listed(points, trust):
        try:
            found.crls.append(crl.CertificateList.load(ask(url, None)))
        except (OSError, ValueError):
            continue
        return


def _urls(point: x509.DistributionPoint) -> list[str]:
    name = point["distribution_point"]
    if name.name != "full_name":
        return []
    return [
        str(general.native)
        for general in name.chosen
        if general.name == "uniform_resource_identifier"
    ]


def _status_request(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    builder = pyca_ocsp.OCSPRequestBuilder().add_certificate(
        pyca.load_der_x509_certificate(certificate.dump()),
        pyca.load_der_x509_certificate(issuer.dump()),
        hashes.SHA1(),  # noqa: S303  # names the issuer in RFC 6960, protects nothing
    )
    return builder.build().public_bytes(Encoding.DER)
