"""Officials with certificates for mail, a letter, and OpenSSL as the independent witness."""

import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mail.smime import entity, sign
from mail.smime.reading import read
from mail.smime.verify import judge
from office import clock
from signing.pades.standing import standing
from signing.pades.values import Scheme, digest_of, make_value, mechanism, usual_scheme
from signing.providers.demo_pki.authority import Authority, Shape, Subject, new_key
from tests.signing.pades.conftest import BASE, World

SENDER = "lan@so-noi-vu.example"
LETTER = (
    "From: Nguyễn Thị Lan <lan@so-noi-vu.example>\r\n"
    "To: minh@so-noi-vu.example\r\n"
    "Subject: =?utf-8?q?B=C3=A1o_c=C3=A1o?=\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: text/plain; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "Kính gửi đồng chí Minh,\r\n"
    ".\r\n"
    "..hai dấu chấm\r\n"
    "From đầu dòng\r\n"
    "cuối dòng có dấu cách  \r\n"
).encode()
PLAIN = (
    b"From: lan@so-noi-vu.example\r\nTo: minh@so-noi-vu.example\r\nSubject: x\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nLine one\r\n.\r\nLine three\r\n"
)


@dataclass
class Official:
    """A certificate with its open key, as files for OpenSSL too."""

    key: object
    der: bytes
    chain: tuple[bytes, ...]
    folder: Path
    scheme: Scheme

    @property
    def files(self):
        """The names of certificate and key as PEM."""
        names = [self.folder / name for name in ("cert.pem", "key.pem")]
        if not names[0].exists():
            certificate = x509.load_der_x509_certificate(self.der)
            names[0].write_bytes(certificate.public_bytes(Encoding.PEM))
            names[1].write_bytes(
                self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
        return [str(name) for name in names]

    def signed(self, letter=LETTER, **more):
        """A letter signed in our three steps."""
        part = entity.to_sign(letter)
        given = {"chain": self.chain, "digest": digest_of(self.der), "at": clock.now()} | more
        prepared = sign.prepare(part, certificate=self.der, **given)
        value = make_value(
            self.key, prepared.attributes, scheme=self.scheme, digest=prepared.digest
        )
        algorithm = mechanism(self.scheme, prepared.digest).dump()
        cms = sign.finish(prepared, value=value, algorithm=algorithm)
        return entity.signed(letter, part, cms, digest=prepared.digest)


@dataclass
class Bench:
    """An authority, its officials, and the verdicts of this installation."""

    world: World
    folder: Path
    made: int = 0

    def official(self, *, email=SENDER, key=None, scheme=None, **more):
        key = key or new_key()
        subject = Subject("Nguyễn Thị Lan", "Sở Nội vụ", email=email)
        der = self.world.authority.issue(subject, key.public_key(), **more)
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        chosen = scheme or usual_scheme(der)
        return Official(key, der, self.world.authority.chain, folder, chosen)

    @property
    def root(self):
        """The authorities as PEM."""
        place = self.folder / "root.pem"
        if not place.exists():
            ders = (self.world.authority.root.der, *self.world.authority.chain)
            pems = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in ders]
            place.write_bytes(b"".join(pems))
        return str(place)

    def verdict(self, letter, *, at=None):
        ask = partial(standing, known=self.world.trust, ask=self.world.ask)
        return judge(read(letter), at=at or clock.now(), ask=ask)

    def code(self, letter, **more):
        return self.verdict(letter, **more).code.value


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("smime")
    return Bench(World(Authority(folder, base=BASE, shape=Shape.ECDSA_TWO_ISSUERS)), folder)


@pytest.fixture(scope="session")
def lan(bench):
    return bench.official()


@pytest.fixture(scope="session")
def rsa_key():
    return rsa.generate_private_key(65537, 2048)


def openssl(*words, data, check=True):
    """What OpenSSL makes of it."""
    command = ["openssl", *words]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert not check or done.returncode == 0, done.stderr.decode()
    return done
