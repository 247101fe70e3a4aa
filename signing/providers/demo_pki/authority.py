"""The certificates of the demonstration authority: roots, issuers, services, people, agencies."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

SINCE = timedelta(days=400)  # the demonstration tells a history that began before today
FOR = timedelta(days=3 * 365)
COUNTRY = "VN"
MAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION


class Shape(StrEnum):
    """Two hierarchies of different depth and algorithm, so that neither is taken for granted."""

    RSA_ONE_ISSUER = "rsa-one-issuer"
    ECDSA_TWO_ISSUERS = "ecdsa-two-issuers"


ISSUERS = {Shape.RSA_ONE_ISSUER: ("issuing",), Shape.ECDSA_TWO_ISSUERS: ("policy", "issuing")}
TITLES = {
    "root": "Công Vụ Demo Root CA",
    "policy": "Công Vụ Demo Policy CA",
    "issuing": "Công Vụ Demo Issuing CA",
    "ocsp": "Công Vụ Demo OCSP",
    "tsa": "Công Vụ Demo TSA",
}


@dataclass(frozen=True)
class Subject:
    """The name in a certificate: a person in an agency, or the agency itself."""

    common_name: str
    organisation: str
    unit: str = ""
    title: str = ""
    identifier: str = ""
    email: str = ""

    def as_name(self) -> x509.Name:
        parts = [
            (NameOID.COUNTRY_NAME, COUNTRY),
            (NameOID.ORGANIZATION_NAME, self.organisation),
            (NameOID.ORGANIZATION_IDENTIFIER, self.identifier),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
            (NameOID.TITLE, self.title),
            (NameOID.COMMON_NAME, self.common_name),
        ]
        return x509.Name([x509.NameAttribute(oid, text[:64]) for oid, text in parts if text])


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


_Maker = Callable[[], Holder]


def now() -> datetime:
    """The authority keeps its own clock, as a real one would."""
    return datetime.fromtimestamp(time.time(), UTC)


class Authority:
    """One hierarchy in a folder; keys and certificates are made at first use."""

    def __init__(self, folder: Path, *, base: str, shape: Shape = Shape.RSA_ONE_ISSUER) -> None:
        self.folder = folder
        self.base = base.rstrip("/")
        self.shape = shape
        for name in ("issued", "revoked"):
            (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root = self._kept("root", self._make_root)
        self._issuers = list(self._chain_below(self.root))
        self.issuing = self._issuers[-1]
        self.ocsp = self._kept("ocsp", self._make_ocsp)
        self.tsa = self._kept("tsa", self._make_tsa)

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The issuers between a signer and the root."""
        return tuple(holder.der for holder in reversed(self._issuers))

    @property
    def authorities(self) -> dict[str, Holder]:
        """Everyone who publishes a revocation list, by name."""
        return {"root": self.root, **dict(zip(ISSUERS[self.shape], self._issuers, strict=True))}

    def issue(
        self, subject: Subject, key: PublicKey, *, since: datetime | None = None, days: int = 1095
    ) -> bytes:
        """A certificate for signing, and for mail; the authority never sees the private key.

        One key signs and opens letters here; a real authority gives two, so that the one for
        opening can be kept for the archive and the one for signing cannot.
        """
        begin = since or now() - SINCE
        builder = self._builder(subject.as_name(), key, self.issuing, "issuing")
        builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
        builder = builder.add_extension(_usage(signs=True, receives=key), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([MAIL]), critical=False)
        builder = builder.add_extension(_points(ocsp=f"{self.base}/ocsp"), critical=False)
        builder = _addressed(builder, subject.email)
        certificate = builder.sign(self.issuing.key, hashes.SHA256())
        self._register(certificate)
        return certificate.public_bytes(Encoding.DER)

    def revoke(self, serial: int, *, at: datetime | None = None) -> None:
        """From now on (or from a given instant) the certificate is not to be believed."""
        moment = (at or now()).astimezone(UTC)
        (self.folder / "revoked" / f"{serial:x}").write_text(moment.isoformat(), encoding="ascii")

    def revoked(self) -> dict[int, datetime]:
        """Serial numbers and instants of all revocations."""
        found = (self.folder / "revoked").iterdir()
        return {int(one.name, 16): datetime.fromisoformat(one.read_text("ascii")) for one in found}

    def knows(self, serial: int) -> bool:
        """Whether this authority ever issued the number."""
        return (self.folder / "issued" / f"{serial:x}.der").exists()

    def _make_root(self) -> Holder:
        key = self._new_authority_key()
        name = _authority_name("root")
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(key.public_key()).serial_number(_serial())
        return Holder(_authority(builder, key.public_key()).sign(key, hashes.SHA256()), key)

    def _chain_below(self, above: Holder) -> Iterator[Holder]:
        name_above = "root"
        for name in ISSUERS[self.shape]:
            above = self._kept(name, self._issuer_maker(name, above, name_above))
            name_above = name
            yield above

    def _issuer_maker(self, name: str, above: Holder, name_above: str) -> _Maker:
        def make() -> Holder:
            key = self._new_authority_key()
            builder = self._builder(_authority_name(name), key.public_key(), above, name_above)
            builder = _authority(builder, key.public_key(), keyed=False)
            return Holder(builder.sign(above.key, hashes.SHA256()), key)

        return make

    def _make_ocsp(self) -> Holder:
        return self._service("ocsp", ExtendedKeyUsageOID.OCSP_SIGNING)

    def _make_tsa(self) -> Holder:
        return self._service("tsa", ExtendedKeyUsageOID.TIME_STAMPING)

    def _service(self, name: str, purpose: x509.ObjectIdentifier) -> Holder:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(_authority_name(name), key.public_key(), self.issuing, "issuing")
        builder = builder.not_valid_before(now() - SINCE).not_valid_after(now() + FOR)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if purpose == ExtendedKeyUsageOID.OCSP_SIGNING:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        else:
            builder = builder.add_extension(_points(ocsp=f"{self.base}/ocsp"), critical=False)
        return Holder(builder.sign(self.issuing.key, hashes.SHA256()), key)

    def _builder(
        self, name: x509.Name, key: PublicKey, issuer: Holder, issuer_name: str
    ) -> x509.CertificateBuilder:
        upper = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        above = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(upper.value)
        lists = x509.UniformResourceIdentifier(f"{self.base}/crl/{issuer_name}.crl")
        point = x509.DistributionPoint([lists], None, None, None)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer.certificate.subject)
            .public_key(key)
            .serial_number(_serial())
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(above, critical=False)
            .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        )

    def _new_authority_key(self) -> PrivateKey:
        if self.shape is Shape.ECDSA_TWO_ISSUERS:
            return ec.generate_private_key(ec.SECP384R1())
        return rsa.generate_private_key(65537, 3072)

    def _kept(self, name: str, make: _Maker) -> Holder:
        certificate, key = self.folder / f"{name}.der", self.folder / f"{name}.key"
        if not certificate.exists():
            made = make()
            _write_private(
                key, made.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            )
            _write_private(certificate, made.der)
            self._register(made.certificate)
        loaded = load_der_private_key(key.read_bytes(), None)
        if not isinstance(loaded, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise TypeError(name)
        return Holder(x509.load_der_x509_certificate(certificate.read_bytes()), loaded)

    def _register(self, certificate: x509.Certificate) -> None:
        place = self.folder / "issued" / f"{certificate.serial_number:x}.der"
        _write_private(place, certificate.public_bytes(Encoding.DER))


def new_key() -> ec.EllipticCurvePrivateKey:
    """The key of a person or an agency: ECDSA P-256 (Circular 15/2025/TT-BKHCN)."""
    return ec.generate_private_key(ec.SECP256R1())


def _authority_name(name: str) -> x509.Name:
    return Subject(TITLES[name], "Công Vụ Demo").as_name()


def _authority(
    builder: x509.CertificateBuilder, key: PublicKey, *, keyed: bool = True
) -> x509.CertificateBuilder:
    builder = builder.not_valid_before(now() - SINCE).not_valid_after(now() + 3 * FOR)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs=False), critical=True)
    if keyed:
        identifier = x509.SubjectKeyIdentifier.from_public_key(key)
        builder = builder.add_extension(identifier, critical=False)
    return builder


def _addressed(builder: x509.CertificateBuilder, email: str) -> x509.CertificateBuilder:
    """With the address of its owner where he has one that certificates can name."""
    if not (email and email.isascii()):
        return builder
    names = x509.SubjectAlternativeName([x509.RFC822Name(email)])
    return builder.add_extension(names, critical=False)


def _usage(*, signs: bool, receives: PublicKey | None = None) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=isinstance(receives, rsa.RSAPublicKey),
        data_encipherment=False,
        key_agreement=isinstance(receives, ec.EllipticCurvePublicKey),
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _points(*, ocsp: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(ocsp)
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
    )


def _serial() -> int:
    return secrets.randbits(120) | 1 << 120


def _write_private(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_bytes(data)
    part.replace(path)
