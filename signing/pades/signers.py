"""Signature values: made with a key that is already open, checked before they are embedded."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

from asn1crypto import x509 as asn1_x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.pades.values import PrivateKey, Scheme, digest_of, make_value, mechanism, usual_scheme


class ValueSigner(Signer):
    """Writes the CMS around a value that was made elsewhere; zeros while none is there yet."""

    def __init__(
        self,
        certificate: bytes,
        chain: tuple[bytes, ...] = (),
        *,
        scheme: Scheme,
        value: bytes = b"",
    ) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([asn1_x509.Certificate.load(der) for der in chain])
        self.value = value
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate),
            cert_registry=store,
            signature_mechanism=mechanism(scheme, digest_of(certificate)),
            embed_roots=False,
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002  # the library's signature
    ) -> bytes:
        return self.value or bytes(512)


class KeySigner(ValueSigner):
    """Signs in one go with an open key: the library's own signer loads the key anew each time."""

    def __init__(
        self,
        key: PrivateKey,
        certificate: bytes,
        chain: tuple[bytes, ...] = (),
        *,
        scheme: Scheme | None = None,
    ) -> None:
        self.key = key
        self.scheme = scheme or usual_scheme(certificate)
        super().__init__(certificate, chain, scheme=self.scheme)

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002  # the library's signature
    ) -> bytes:
        if dry_run:
            return bytes(512)
        return make_value(self.key, data, scheme=self.scheme, digest=digest_algorithm)
