"""The core of a signature (PAdES B-B) beside one raw operation of the same key."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.timing import Times, measure
from bench.world import World
from office import clock, fonts
from signing.pades.fields import add_fields
from signing.pades.places import Rect, SignatureField
from signing.pades.steps import Order, finish, prepare
from signing.pades.values import Prepared, Scheme, make_value
from signing.providers.demo_pki.authority import Authority, Subject

PAGE = """
#set page(paper: "a4")
#set text(font: "{font}", size: 13pt, lang: "vi")
#for page in range(3) [ #lorem(350) #pagebreak(weak: true) ]
"""
RAW, PREPARED, WHOLE = "raw RSA-3072", "value and finish", "prepare, value and finish"
PLACE = Rect(330, 200, 500, 260)


def page() -> bytes:
    """A letter of three pages with a place for the signature."""
    source = PAGE.replace("{font}", fonts.serif_family()).encode()
    made: bytes = typst.compile(
        source, font_paths=fonts.typst_fonts(), ignore_system_fonts=True, pdf_standards=["a-2b"]
    )
    return add_fields(made, signatures=[SignatureField("chuky1", 0, PLACE)])


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """The key is open before anything is timed; no time-stamp, no network."""
    key = rsa.generate_private_key(65537, 3072)
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder), base="http://pki.test:80")
        certificate = authority.issue(Subject("Người ký", "Sở mẫu"), key.public_key())
    pdf = page()
    order = Order(
        "chuky1", certificate, clock.now(), Scheme.RSA_PKCS1, chain=tuple(authority.chain)
    )
    ready = prepare(pdf, order)

    def end(prepared: Prepared) -> None:
        value = make_value(key, prepared.attributes, scheme=prepared.scheme, digest=prepared.digest)
        finish(prepared, value)

    def raw() -> None:
        key.sign(ready.attributes, padding.PKCS1v15(), hashes.SHA256())

    cases = {RAW: raw, PREPARED: lambda: end(ready), WHOLE: lambda: end(prepare(pdf, order))}
    times = measure(cases, rounds=world.scale.rounds // 2)
    return [_beside_raw(PREPARED, times, gate=30), _beside_raw(WHOLE, times)]


def _beside_raw(case: str, times: Times, *, gate: float | None = None) -> Figure:
    spent = times.of(case)
    return Figure(f"signing core: {case}", spent / times.of(RAW), gate, 20, spent, "ms", RAW)


SIGNING_PART = Part(nothing, figures)
