"""A page to sign, two authorities without a network, and signers under them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import pytest
import typst
from cryptography.hazmat.primitives.asymmetric import rsa

from office import clock, fonts
from signing.pades.answers import Verdict
from signing.pades.beliefs import Trust
from signing.pades.fields import add_fields
from signing.pades.places import Align, Lock, Rect, SignatureField, TextField, seal_box
from signing.pades.steps import Finished, Order, finish, prepare
from signing.pades.values import Scheme, make_value, usual_scheme
from signing.pades.verdict import Question, verdict
from signing.providers.demo_pki import services
from signing.providers.demo_pki.authority import Authority, Shape, Subject, new_key

BASE = "http://pki.test:80"
PAGE = """
#set page(paper: "a4")
#set text(font: "{font}", size: 13pt, lang: "vi")
Số: #h(2cm) /QĐ-UBND, ngày #h(1cm) tháng #h(1cm) năm 2026

#strong[QUYẾT ĐỊNH] về việc rà soát nhà ở công vụ
"""
LEADER = Rect(330, 200, 500, 260)


@cache
def rsa_key(size):
    return rsa.generate_private_key(65537, size)


@cache
def page():
    source = PAGE.replace("{font}", fonts.serif_family()).encode()
    return typst.compile(
        source,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        timestamp=0,
    )


@cache
def with_fields():
    return add_fields(
        page(),
        signatures=[
            SignatureField("chuky1", 0, LEADER),
            SignatureField("chuky2", 0, Rect(60, 200, 230, 260)),
            SignatureField("dau", 0, seal_box(LEADER, diameter_mm=36), Lock.ALL),
        ],
        texts=[
            TextField("so", 0, Rect(95, 756, 150, 774), align=Align.CENTER),
            TextField("ngay", 0, Rect(245, 756, 270, 774)),
            TextField("thang", 0, Rect(310, 756, 335, 774)),
        ],
    )


@dataclass
class Signer:
    """A certificate with its open key, and the three steps in one go."""

    key: object
    certificate: bytes
    chain: tuple[bytes, ...]
    scheme: Scheme

    def prepare(self, pdf, place, **more):
        order = Order(place, self.certificate, clock.now(), self.scheme, chain=self.chain, **more)
        return prepare(pdf, order)

    def value(self, prepared):
        return make_value(
            self.key, prepared.attributes, scheme=prepared.scheme, digest=prepared.digest
        )

    def sign(self, pdf, place, *, timestamps=None, **more) -> Finished:
        prepared = self.prepare(pdf, place, **more)
        return finish(prepared, self.value(prepared), timestamps=timestamps)


@dataclass
class World:
    """An authority and everything that may be asked of it."""

    authority: Authority
    asked: list[str] = field(default_factory=list)

    def signer(self, name, organisation="UBND tỉnh Hoà Sơn", *, key=None, scheme=None, **more):
        key = key or new_key()
        subject = Subject(name, organisation)
        certificate = self.authority.issue(subject, key.public_key(), **more)
        chosen = scheme or usual_scheme(certificate)
        return Signer(key, certificate, self.authority.chain, chosen)

    def timestamps(self, request: bytes) -> bytes:
        return services.timestamp(self.authority, request)

    def ask(self, url: str, body: bytes | None) -> bytes:
        self.asked.append(url)
        path = urlsplit(url).path
        if path == "/ocsp":
            return services.status(self.authority, body)
        return services.revocation_list(self.authority, path.split("/")[-1].removesuffix(".crl"))

    @property
    def trust(self) -> Trust:
        return Trust((self.authority.root.der,), self.authority.chain, frozenset({"pki.test:80"}))

    def judge(self, pdf: bytes, *, at: datetime | None = None, **more) -> Verdict:
        known = {"trust": self.trust, "ask": self.ask} | more
        return verdict(pdf, Question(at or clock.now(), **known))


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    return World(Authority(tmp_path_factory.mktemp("pki"), base=BASE))


@pytest.fixture(scope="session")
def other_world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("other")
    return World(Authority(folder, base=BASE, shape=Shape.ECDSA_TWO_ISSUERS))


@pytest.fixture(scope="session")
def leader(world):
    return world.signer("Trần Đức Minh")


@pytest.fixture(scope="session")
def seal(world):
    return world.signer("UBND tỉnh Hoà Sơn")


@pytest.fixture
def pdf():
    return with_fields()
