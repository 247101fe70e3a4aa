"""Bad packages: each kind is recognised, explained, and leaves no file open."""

import io
import struct

import pytest

from documents.axis.codes import StatusCode
from documents.axis.package import REASONS, Bad, BrokenPackage, Limits, parse
from tests.documents.axis import messages

GOOD = messages.wrapped()
LAUGHS = '<!DOCTYPE edXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
XXE = '<!DOCTYPE edXML [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = messages.zipped(("a.pdf", b"\x00" * 20_000_000))


def lying_bomb() -> bytes:
    """The directory claims a small file; the stream holds a huge one."""
    bomb = bytearray(BOMB)
    at = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<L", bomb, at + 24, 1000)
    return bytes(bomb)


BAD = {
    "malformed": (Bad.MALFORMED, GOOD.replace(b"</edXML:From>", b"</edXML:Frum>", 1)),
    "not xml": (Bad.MALFORMED, b"Kinh gui quy co quan"),
    "no header": (Bad.MALFORMED, b"<edXML><a/></edXML>"),
    "no sender": (Bad.MALFORMED, GOOD.replace(messages.SENDER.encode(), b"")),
    "odd charset": (Bad.MALFORMED, GOOD.replace(b"UTF-8", b"X-NONE", 1)),
    "plain DTD": (Bad.MALFORMED, messages.message(doctype="<!DOCTYPE edXML>")),
    "much metadata": (
        Bad.OVERSIZED,
        messages.message(messages.header(extra=f"<Note>{'x' * 3_000_000}</Note>")),
    ),
    "many elements": (
        Bad.OVERSIZED,
        messages.message(messages.header(extra="<edXML:To/>" * 30_000)),
    ),
    "endless comment": (Bad.OVERSIZED, b"<edXML><!--" + b"x" * 30_000_000),
    "endless attribute": (Bad.OVERSIZED, b'<edXML a="' + b"x" * 30_000_000),
    "entity from a file": (Bad.EXTERNAL_ENTITY, messages.message(doctype=XXE)),
    "external DTD": (
        Bad.EXTERNAL_ENTITY,
        messages.message(doctype='<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/x.dtd">'),
    ),
    "laughs": (Bad.ENTITY_BOMB, messages.message(doctype=LAUGHS)),
    "many entities": (
        Bad.ENTITY_BOMB,
        messages.message(
            doctype="<!DOCTYPE edXML [" + "".join(f'<!ENTITY e{n} "x">' for n in range(99)) + "]>"
        ),
    ),
    "deep": (Bad.TOO_DEEP, messages.message(messages.header(extra="<a>" * 50_000))),
    "base64 letters": (Bad.BAD_BASE64, messages.one_file("a.pdf", "JVBERi0x!!*JVBE")),
    "base64 cut": (Bad.BAD_BASE64, messages.one_file("a.pdf", "JVBERi0xL")),
    "base64 after padding": (
        Bad.BAD_BASE64,
        messages.one_file("a.pdf", "QQ==" + "QUFB" * 100_000),
    ),
    "wrapped bomb": (Bad.ZIP_BOMB, messages.one_file("a.pdf", BOMB, "application/zip")),
    "raw bomb": (Bad.ZIP_BOMB, messages.one_file("a.zip", BOMB, "application/zip")),
    "bomb in a wrapper": (Bad.ZIP_BOMB, messages.wrapped(name="a.docx", data=BOMB)),
    "cut": (Bad.TRUNCATED, GOOD[: len(GOOD) * 2 // 3]),
    "cut in the base64": (Bad.TRUNCATED, GOOD[:-80]),
    "nothing": (Bad.TRUNCATED, b""),
    "foreign": (Bad.FOREIGN_ROOT, b"<?xml version='1.0'?><invoice><id>1</id></invoice>"),
    "html": (Bad.FOREIGN_ROOT, b"<!-- x --><html><body/></html>"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_package_is_recognised(name):
    kind, data = BAD[name]
    opened = []

    def sink():
        opened.append(io.BytesIO())
        return opened[-1]

    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(data), sink=sink)
    assert broken.value.kind is kind, broken.value
    assert broken.value.answer_code is StatusCode.REFUSED
    assert all(file.closed for file in opened)


def test_a_lying_zip_directory_does_not_help():
    found = parse(io.BytesIO(messages.one_file("a.pdf", lying_bomb(), "application/zip")))
    assert found.main.problem is not None
    assert found.main.size < 1_000_000
    found.close()


def test_what_was_read_before_the_failure_serves_the_answer():
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(messages.one_file("a.pdf", "!!!!")))
    known = broken.value.known
    assert known.sender_id == messages.SENDER
    assert known.document_id == messages.DOCUMENT_ID
    assert known.code == "7816/BM-TTĐT"
    assert known.subject == messages.SUBJECT
    assert known.can_be_answered


def test_half_an_identifier_is_no_identifier():
    cut = GOOD[: GOOD.index(b"2026/01/15,7816")]
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(cut))
    assert broken.value.known.sender_id == messages.SENDER
    assert broken.value.known.document_id == ""
    assert not broken.value.known.can_be_answered


def test_sizes_are_bounded_by_the_given_limits():
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(GOOD), limits=Limits(package_bytes=500))
    assert broken.value.kind is Bad.OVERSIZED
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(messages.one_file("a.bin", b"x" * 999)), limits=Limits(decoded_bytes=500))
    assert broken.value.kind is Bad.OVERSIZED
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(messages.two_wrapped_texts()), limits=Limits(files=1))
    assert broken.value.kind is Bad.OVERSIZED


@pytest.mark.parametrize(
    "other",
    [
        "<edXML:Secret>1</edXML:Secret>",
        "<edXML:Secret>TỐI MẬT</edXML:Secret>",
        "<edXML:SecrecyLevel>B</edXML:SecrecyLevel>",
        "<edXML:SphereOfPromulgation>MẬT</edXML:SphereOfPromulgation>",
        "<edXML:SphereOfPromulgation>Độ mật: Tuyệt mật</edXML:SphereOfPromulgation>",
        "<edXML:TyperNotation>tối  mật.</edXML:TyperNotation>",
    ],
)
def test_a_secret_is_not_even_unpacked(other):
    def sink():
        pytest.fail("an attachment of a secret document was decoded")

    data = messages.wrapped(head=messages.header(other=other))
    with pytest.raises(BrokenPackage) as broken:
        parse(io.BytesIO(data), sink=sink)
    assert broken.value.kind is Bad.SECRECY_MARK
    assert broken.value.known.document_id == messages.DOCUMENT_ID
    assert broken.value.known.subject == ""


@pytest.mark.parametrize(
    "other",
    [
        "<edXML:Priority>3</edXML:Priority>",
        "<edXML:Secret>0</edXML:Secret>",
        "<edXML:Secret>Thường</edXML:Secret>",
        "<edXML:Secret/>",
        "<edXML:SphereOfPromulgation>Bí mật kinh doanh mật ong</edXML:SphereOfPromulgation>",
    ],
)
def test_urgency_and_honey_are_no_secrets(other):
    parse(io.BytesIO(messages.wrapped(head=messages.header(other=other)))).close()


def test_every_kind_says_what_to_do():
    assert set(REASONS) == set(Bad)
    assert all(str(kind.reason).endswith(".") for kind in Bad)
    assert Bad.OTHER_BYTES_UNDER_KNOWN_ID.answer_code is None
