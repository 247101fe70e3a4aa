"""The certificate of the doors: the one that was set, or one we made ourselves."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mail.smtp.server import Tls
from office import clock
from office.config import Settings, write_private

LASTS = timedelta(days=825)


def certificate_of(settings: Settings) -> Tls:
    """Other servers take a self-made one on port 25; people's programs ask before they trust it."""
    if settings.smtp_certificate and settings.smtp_key:
        return Tls(settings.smtp_certificate, settings.smtp_key)
    made = settings.data_dir / "smtp.pem"
    if not made.exists():
        write_private(made, _made(settings.smtp_name or "localhost"))
    return Tls(made, made)


def _made(name: str) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    secret = key.private_bytes(*form, serialization.NoEncryption())
    return (secret + certificate.public_bytes(serialization.Encoding.PEM)).decode()
