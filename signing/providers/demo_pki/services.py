"""What an authority answers: certificate status, revocation lists, time-stamps."""

from datetime import datetime, timedelta
from functools import lru_cache

from asn1crypto import algos, core, crl, keys, ocsp, tsp, x509
from certomancer.services import (
    CRLBuilder,
    RevocationInfoInterface,
    SimpleOCSPResponder,
    TimeStamper,
    choose_signed_digest,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from signing.providers.demo_pki.authority import Authority, Holder, now

GOOD_FOR = timedelta(minutes=10)
LIST_GOOD_FOR = timedelta(hours=1)
SKEW = timedelta(seconds=30)


class StatusOf(RevocationInfoInterface):
    """The status of one serial number, as the folder of the authority says it."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    def get_issuer_cert(self) -> x509.Certificate:
        return _certificate(self.authority.issuing)

    def check_revocation_status(
        self, cid: ocsp.CertId, at_time: datetime
    ) -> tuple[ocsp.CertStatus, list[ocsp.SingleResponseExtension]]:
        serial = cid["serial_number"].native
        revoked_at = self.authority.revoked().get(serial)
        if revoked_at and revoked_at <= now():
            return ocsp.CertStatus("revoked", _revocation(revoked_at)), []
        known = "good" if self.authority.knows(serial) else "unknown"
        return ocsp.CertStatus(known, core.Null()), []


def status(authority: Authority, request: bytes) -> bytes:
    """Answer an OCSP request about certificates of the issuing authority."""
    holder = authority.ocsp
    responder = SimpleOCSPResponder(
        _certificate(holder),
        _key(holder),
        _algorithm(holder),
        at_time=(now() - SKEW).replace(microsecond=0),
        revinfo_interface=StatusOf(authority),
        validity=GOOD_FOR,
    )
    answer = responder.build_ocsp_response(ocsp.OCSPRequest.load(request))
    return bytes(answer.dump())


def revocation_list(authority: Authority, name: str) -> bytes:
    """The list that one authority of the chain publishes; made anew when it says something new."""
    listed = sorted((serial, at) for serial, at in authority.revoked().items() if at <= now())
    minute = now().replace(second=0, microsecond=0)
    return _list(authority.authorities[name], tuple(listed), minute)


@lru_cache(maxsize=16)
def _list(holder: Holder, listed: tuple[tuple[int, datetime], ...], minute: datetime) -> bytes:
    certificate = _certificate(holder)
    builder = CRLBuilder(
        certificate.subject,
        _key(holder),
        _algorithm(holder),
        core.OctetString(certificate.key_identifier),
    )
    rows = [
        CRLBuilder.format_revoked_cert(serial, crl.CRLReason("unspecified"), at)
        for serial, at in listed
    ]
    begin = minute - SKEW
    made = builder.build_crl(int(minute.timestamp()), begin, begin + LIST_GOOD_FOR, rows)
    return bytes(made.dump())


def timestamp(authority: Authority, request: bytes) -> bytes:
    """Say that a hash existed now (RFC 3161)."""
    holder = authority.tsa
    above = [x509.Certificate.load(der) for der in authority.chain]
    stamper = TimeStamper(_certificate(holder), _key(holder), certs_to_embed=above)
    answer = stamper.request_tsa_response(tsp.TimeStampReq.load(request))
    return bytes(answer.dump())


def _certificate(holder: Holder) -> x509.Certificate:
    return x509.Certificate.load(holder.der)


def _key(holder: Holder) -> keys.PrivateKeyInfo:
    der = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(der)


def _algorithm(holder: Holder) -> algos.SignedDigestAlgorithm:
    return choose_signed_digest("sha256", _certificate(holder).public_key)


def _revocation(at: datetime) -> ocsp.RevokedInfo:
    return ocsp.RevokedInfo({"revocation_time": at.replace(microsecond=0)})
