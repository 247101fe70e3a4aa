"""Enrolling certificates, their PINs, the hand-over of a seal, and whom we believe."""

import hashlib

from cryptography import x509
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from office import audit, clock
from office.accounts.models import Person
from office.config import current_settings
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from signing.models import Backend, Certificate, OwnerKind, TrustAnchor
from signing.operations.keys import SHORTEST, opened, tried
from signing.pades.values import PrivateKey, usual_scheme
from signing.policy import Can
from signing.providers.keys import lock


@operation
def enrol(  # noqa: PLR0913  # the parts of a certificate, each by name
    person: Person,
    *,
    agency_id: int,
    kind: OwnerKind,
    der: bytes,
    chain: tuple[bytes, ...],
    key: PrivateKey,
    pin: str,
    by: Actor,
) -> Certificate:
    """Register a certificate whose software key is kept here under its owner's PIN."""
    refuse_outside_demo()
    print_ = hashlib.sha256(der).hexdigest()
    parsed = x509.load_der_x509_certificate(der)
    certificate = Certificate(
        uid=new_uid(),
        kind=kind,
        person_id=person.id,
        agency_id=agency_id,
        der=der,
        chain=[one.hex() for one in chain],
        sha256=print_,
        subject_name=_part(parsed.subject, NameOID.COMMON_NAME),
        organisation=_part(parsed.subject, NameOID.ORGANIZATION_NAME),
        issuer_name=_part(parsed.issuer, NameOID.COMMON_NAME),
        serial=f"{parsed.serial_number:x}",
        scheme=usual_scheme(der),
        backend=Backend.DEMO,
        locked_key=lock(key, checked(pin), owner=print_.encode()),
        valid_from=parsed.not_valid_before_utc,
        valid_to=parsed.not_valid_after_utc,
        created_at=clock.now(),
    )
    require(by, Can.ENROL, certificate)
    db.session.add(certificate)
    audit.record("certificate.enrol", certificate, by=by, serial=certificate.serial)
    return certificate


@operation
def close_certificate(certificate: Certificate, *, reason: str, by: Actor) -> None:
    """The certificate is not used any more; what it signed stays signed."""
    require(by, Can.ENROL, certificate)
    certificate.closed_at, certificate.closed_because = clock.now(), reason
    audit.record("certificate.close", certificate, by=by, reason=reason)


@tried
@operation
def change_pin(certificate: Certificate, *, pin: str, new_pin: str, by: Actor) -> None:
    """The owner chooses another PIN; the key is encrypted anew."""
    require(by, Can.OWN_CERTIFICATE, certificate)
    key = opened(certificate, pin, by=by)
    certificate.locked_key = lock(key, checked(new_pin), owner=certificate.sha256.encode())
    audit.record("certificate.change_pin", certificate, by=by)


@tried
@operation
def hand_over(  # noqa: PLR0913  # from whom, to whom, on what paper
    certificate: Certificate,
    *,
    to: Person,
    pin: str,
    new_pin: str,
    permission: str,
    by: Actor,
) -> None:
    """Hand the agency's seal to another clerk on written permission (Decree 30 art. 32.2.b)."""
    require(by, Can.HAND_OVER, certificate)
    if not permission.strip():
        message = _("Name the written permission.")
        raise Invalid(message, fields={"permission": message})
    key = opened(certificate, pin, by=by)
    certificate.locked_key = lock(key, checked(new_pin), owner=certificate.sha256.encode())
    certificate.person_id = to.id
    audit.record("certificate.hand_over", certificate, by=by, to=to.full_name, paper=permission)


@operation
def believe(  # noqa: PLR0913  # the parts of a root, each by name
    *,
    name: str,
    der: bytes,
    issuers: tuple[bytes, ...],
    service_urls: tuple[str, ...],
    timestamp_url: str = "",
    backend: str = "",
    by: Actor,
) -> TrustAnchor:
    """Trust a root: signatures under it are believed, its services may be asked."""
    print_ = hashlib.sha256(der).hexdigest()
    known = db.session.scalar(select(TrustAnchor).where(TrustAnchor.sha256 == print_))
    anchor = known or TrustAnchor(uid=new_uid(), der=der, sha256=print_, created_at=clock.now())
    require(by, Can.TRUST, anchor)
    anchor.name, anchor.timestamp_url, anchor.backend = name, timestamp_url, backend
    anchor.issuers = [one.hex() for one in issuers]
    anchor.service_urls = list(service_urls)
    db.session.add(anchor)
    audit.record("trust.believe", anchor, by=by, name=name, sha256=print_)
    return anchor


def checked(pin: str) -> str:
    """Refuse a PIN that is guessed at once."""
    if len(pin) < SHORTEST or len(set(pin)) < 3:
        message = _("A PIN has at least six characters, three of them different.")
        raise Invalid(message, fields={"new_pin": message})
    return pin


def refuse_outside_demo() -> None:
    """Software keys belong to demonstration folders; a real one signs with tokens and services."""
    settings = current_settings()
    if not (settings.is_demo or settings.testing):
        raise Refusal(
            _("Software keys are for demonstrations only."),
            fix=_("Use a token, an HSM or a signing service."),
        )


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
