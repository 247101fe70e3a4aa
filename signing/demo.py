"""Certificates of a demonstration folder, and the ministry that signs its first letter."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asn1crypto import algos
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import select

from office import clock
from office.accounts.models import Account, Person
from office.config import current_settings
from office.db import db, operation
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import SYSTEM, Role
from office.units import queries as units
from office.units.models import Desk, Tenure
from signing import operations
from signing.models import Backend, Certificate, OwnerKind, TrustAnchor
from signing.operations.certificates import refuse_outside_demo
from signing.pades.places import Stamp, StampKind
from signing.pades.steps import Order, finish, prepare
from signing.pades.values import Scheme, make_value
from signing.providers.codes import BASE, FOLDER
from signing.providers.demo_pki.authority import Authority, Subject, new_key

SERVICES = (f"{BASE}/ocsp", f"{BASE}/tsa")
MINISTRY_KEY_BITS = 2048

__all__ = ["believe_demo", "enrol_agency", "enrol_person", "ministry_sign", "outside_signer"]


def authority() -> Authority:
    """The demonstration authority of this folder, made at first use."""
    refuse_outside_demo()
    return _authority(current_settings().data_dir / FOLDER)


@lru_cache(maxsize=4)
def _authority(folder: Path) -> Authority:
    return Authority(folder, base=BASE)


@operation
def believe_demo() -> TrustAnchor:
    """Trust the demonstration root, in this folder and nowhere else."""
    known = authority()
    return operations.believe(
        name="Công Vụ Demo",
        der=known.root.der,
        issuers=known.chain,
        service_urls=SERVICES,
        backend=Backend.DEMO,
        by=SYSTEM,
    )


@operation
def enrol_person(
    person: Person, *, agency_id: int, agency: str, pin: str, title: str = ""
) -> Certificate:
    """Issue a personal certificate, naming his address, whose key only this PIN opens."""
    subject = Subject(person.full_name, agency, title=title, email=_email_of(person))
    return _enrol(person, agency_id, OwnerKind.PERSON, subject, pin)


@operation
def enrol_agency(
    clerk: Person, *, agency_id: int, agency: str, pin: str, organ_id: str = ""
) -> Certificate:
    """Issue the seal of an agency into the hands of one clerk."""
    subject = Subject(agency, agency, identifier=organ_id)
    return _enrol(clerk, agency_id, OwnerKind.AGENCY, subject, pin)


def ministry_sign(
    pdf: bytes, *, person: str, ministry: str, person_field: str = "chuky1", seal_field: str = "dau"
) -> bytes:
    """Sign a letter of another agency twice, as tokens do: RSA, PKCS#1; the keys are forgotten."""
    signer = Stamp(StampKind.PERSON, (person,), mark="BẢN THỬ")
    seal = Stamp(StampKind.SEAL, (ministry,), mark="BẢN THỬ")
    signed = _signed_outside(pdf, Subject(person, ministry), person_field, signer)
    return _signed_outside(signed, Subject(ministry, ministry), seal_field, seal)


@dataclass(frozen=True)
class OutsideSigner:
    """Somebody of another house with a certificate for mail; his key is forgotten with him."""

    certificate: bytes
    chain: tuple[bytes, ...]
    key: ec.EllipticCurvePrivateKey

    def sign(self, data: bytes) -> tuple[bytes, bytes]:
        """The value over the data, and the DER of its algorithm."""
        algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return self.key.sign(data, ec.ECDSA(hashes.SHA256())), algorithm.dump()


def outside_signer(person: str, organisation: str, email: str) -> OutsideSigner:
    """A certificate that names an address, as the senders of signed letters have."""
    known, key = authority(), new_key()
    subject = Subject(person, organisation, email=email)
    return OutsideSigner(known.issue(subject, key.public_key()), tuple(known.chain), key)


def _enrol(
    person: Person, agency_id: int, kind: OwnerKind, subject: Subject, pin: str
) -> Certificate:
    known, key = authority(), new_key()
    return operations.enrol(
        person,
        agency_id=agency_id,
        kind=kind,
        der=known.issue(subject, key.public_key()),
        chain=known.chain,
        key=key,
        pin=pin,
        by=SYSTEM,
    )


def _signed_outside(pdf: bytes, subject: Subject, field: str, stamp: Stamp) -> bytes:
    known, key = authority(), rsa.generate_private_key(65537, MINISTRY_KEY_BITS)
    certificate = known.issue(subject, key.public_key())
    order = Order(field, certificate, clock.now(), Scheme.RSA_PKCS1, chain=known.chain, stamp=stamp)
    waiting = prepare(pdf, order)
    value = make_value(key, waiting.attributes, scheme=waiting.scheme, digest=waiting.digest)
    return finish(waiting, value).file


@demo_step(50, "certificates", label=_l("Demo certificates"))
@operation
def enrol_everybody(demo: Demo) -> None:
    """Give every demo account its certificate, and each clerk the seal of the agency."""
    believe_demo()
    for row in demo.accounts:
        person, agency_id = _place_of(row.login)
        agency = units.name_of(agency_id)
        if not _has(person.id, OwnerKind.PERSON):
            enrol_person(person, agency_id=agency_id, agency=agency, pin=row.pin, title=row.title)
        if row.role == Role.CLERK and not _is_sealed(agency_id):
            code = units.organ_id(agency_id)
            enrol_agency(person, agency_id=agency_id, agency=agency, pin=row.pin, organ_id=code)


def _place_of(login: str) -> tuple[Person, int]:
    row = db.session.execute(
        select(Person, Desk.agency_id)
        .join(Account, Account.person_id == Person.id)
        .join(Tenure, Tenure.person_id == Person.id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(Account.login == login)
        .order_by(Tenure.id)
    ).first()
    if row is None:
        raise LookupError(login)
    return row[0], row[1]


def _email_of(person: Person) -> str:
    known = select(Account.email).where(Account.person_id == person.id, Account.email != "")
    return db.session.scalar(known.order_by(Account.id).limit(1)) or ""


def _has(person_id: int, kind: OwnerKind) -> bool:
    statement = select(Certificate.id).where(
        Certificate.person_id == person_id, Certificate.kind == kind
    )
    return db.session.scalar(statement.limit(1)) is not None


def _is_sealed(agency_id: int) -> bool:
    statement = select(Certificate.id).where(
        Certificate.agency_id == agency_id, Certificate.kind == OwnerKind.AGENCY
    )
    return db.session.scalar(statement.limit(1)) is not None
