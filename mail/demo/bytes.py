"""Letters of the demo as bytes: plain ones, some with files, and the odd ones of real life."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from io import BytesIO

import pikepdf
import xlsxwriter

from mail.smime import entity
from mail.smime.sign import finish, prepare
from office import clock
from signing.demo import outside_signer

LOOSE = b"boundary-that-never-comes"
UNFOLDED = policy.default.clone(max_line_length=900)
STRUCTURE = "\u0302\u0306\u031b"
Person = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """What a letter of the demo says; `about` are the Message-IDs it answers, the nearest last."""

    sender: Person
    to: tuple[Person, ...]
    subject: str
    text: str
    at: datetime
    message_id: str
    about: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    more: tuple[tuple[str, str], ...] = ()


def written(sheet: Sheet) -> bytes:
    """The letter as a mail program would write it."""
    made = EmailMessage(policy=UNFOLDED)
    made["From"] = formataddr(sheet.sender)
    made["To"] = ", ".join(formataddr(one) for one in sheet.to)
    made["Subject"] = sheet.subject
    made["Date"] = format_datetime(clock.to_local(sheet.at))
    made["Message-ID"] = sheet.message_id
    if sheet.about:
        made["In-Reply-To"], made["References"] = sheet.about[-1], " ".join(sheet.about)
    for name, value in sheet.more:
        made[name] = value
    made.set_content(sheet.text)
    for name, data in sheet.files:
        kind = "pdf" if name.endswith(".pdf") else "octet-stream"
        made.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def pdf() -> bytes:
    """A page without words: nobody shall take it for a document."""
    made, into = pikepdf.new(), BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.save(into, deterministic_id=True)
    return into.getvalue()


def table() -> bytes:
    """A small table of figures."""
    into = BytesIO()
    with xlsxwriter.Workbook(into) as book:
        page = book.add_worksheet()
        for number, row in enumerate((("Nội dung", "Kế hoạch", "Kết quả"), ("Hồ sơ", 120, 118))):
            page.write_row(number, 0, row)
    return into.getvalue()


def signed(sheet: Sheet, organisation: str) -> bytes:
    """Signed by a certificate of the demonstration authority, in the steps of a real signature."""
    letter = written(sheet)
    name, address = sheet.sender
    signer = outside_signer(name, organisation, address)
    part = entity.to_sign(letter)
    waiting = prepare(
        part, certificate=signer.certificate, chain=signer.chain, digest="sha256", at=sheet.at
    )
    value, algorithm = signer.sign(waiting.attributes)
    return entity.signed(
        letter, part, finish(waiting, value=value, algorithm=algorithm), digest="sha256"
    )


def broken(sheet: Sheet) -> bytes:
    """It names a boundary that never comes."""
    head, _gap, body = written(sheet).partition(b"\r\n\r\n")
    lines = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"content-")]
    kind = b'Content-Type: multipart/mixed; boundary="' + LOOSE + b'"'
    return b"\r\n".join([*lines, kind, b"", b"--another", body])


def lying(sheet: Sheet) -> bytes:
    """Its words are in the charset of old Vietnamese typewriters, and it says ASCII."""
    head, _gap, _body = written(sheet).partition(b"\r\n\r\n")
    lines = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"content-")]
    kind = b"Content-Type: text/plain; charset=us-ascii"
    words = _old(sheet.text).encode("cp1258", errors="replace")
    return b"\r\n".join([*lines, kind, b"Content-Transfer-Encoding: 8bit", b"", words])


def _old(text: str) -> str:
    """Tone marks stand for themselves after their letter, as that charset has them."""
    found = ""
    for sign in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", sign)
        base, marks = parts[0], parts[1:]
        kept = "".join(mark for mark in marks if mark in STRUCTURE)
        tones = "".join(mark for mark in marks if mark not in STRUCTURE)
        found += unicodedata.normalize("NFC", base + kept) + tones
    return found
