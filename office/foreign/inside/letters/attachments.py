"""What hangs on a letter: its type by its bytes, a name where it has none, its words for search."""

import re
from pathlib import Path

import puremagic

from office.foreign.inside.letters import charsets, headers, pages
from office.foreign.inside.letters.mime import clean_name, parse
from office.foreign.inside.letters.risks import FAULTS
from office.foreign.inside.mail_words import mail_words
from office.foreign.inside.office_files import zip_facts
from office.foreign.inside.trouble import Trouble
from office.foreign.inside.words import text
from office.foreign.kinds import HEAD_BYTES, Kind, media_type, sniff

MOST_WORDS = 100_000
LARGEST_READ = 30 * 1024 * 1024
WINMAIL = b"\x78\x9f\x3e\x22"
UNREAD_RISKS = frozenset({"archive_bomb", "executable", "encrypted_document"})
METHOD = re.compile(rb"^METHOD:\s*(\w{1,30})", re.IGNORECASE | re.MULTILINE)
PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|body|div|p|table)\b", re.IGNORECASE)
NAMES = {
    "text/calendar": "invite.ics",
    "text/html": "page.html",
    "text/plain": "text.txt",
    "message/delivery-status": "report.txt",
    "message/disposition-notification": "report.txt",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-signature": "signature.asc",
}
TEXTUAL = frozenset({"text/calendar", "text/csv", "text/vcard", "text/rfc822-headers"})


def type_of(data: bytes, claimed: str, path: Path) -> str:
    """The media type by the bytes; a text is of the kind it claims, as no bytes tell more."""
    kind = sniff(data[:HEAD_BYTES])
    if kind is Kind.TEXT:
        return _type_of_text(data, claimed)
    if kind is Kind.ZIP:
        return media_type(_kind_of_zip(path))
    if kind is not Kind.UNKNOWN:
        return media_type(kind)
    try:
        return puremagic.from_string(data[:HEAD_BYTES], mime=True) or media_type(kind)
    except (puremagic.PureError, ValueError):
        return media_type(kind)


def _kind_of_zip(path: Path) -> Kind:
    try:
        return Kind(zip_facts(path).get("kind", Kind.ZIP))
    except (Trouble, *FAULTS):
        return Kind.ZIP


def _type_of_text(data: bytes, claimed: str) -> str:
    if PAGE.match(data[:HEAD_BYTES]):
        return "text/html"
    is_kept = claimed in TEXTUAL or claimed.startswith("message/")
    return claimed if is_kept else "text/plain"


def given_name(claimed: str, data: bytes) -> str:
    """A name for what came without one; a mail is called by its subject."""
    if claimed != "message/rfc822":
        return NAMES.get(claimed, "")
    inner = parse(data[:HEAD_BYTES], lambda *_words: None)
    return f"{clean_name(headers.decoded(inner.raw('subject'))[:100]) or 'mail'}.eml"


def words(path: Path, kind: str, risks: list[str], out: Path) -> str:
    """What an attachment says, as far as it can be read without danger."""
    if UNREAD_RISKS & set(risks) or path.stat().st_size > LARGEST_READ:
        return ""
    try:
        return "\n".join(_pages(path, kind, out))[:MOST_WORDS]
    except (Trouble, *FAULTS):
        return ""


def _pages(path: Path, kind: str, out: Path) -> list[str]:
    if kind == "message/rfc822":
        return list(mail_words(path, out)["pages"])
    if kind == "text/html":
        return [pages.words_of(charsets.read(path.read_bytes(), "").text)]
    if kind.startswith("text/"):
        return [charsets.read(path.read_bytes()[: MOST_WORDS * 4], "").text]
    return list(text(path, out)["pages"])


def method_of(data: bytes) -> str:
    """What a calendar wants, when its head does not say."""
    found = METHOD.search(data[:HEAD_BYTES])
    return found[1].decode() if found else ""


def is_winmail(path: Path) -> bool:
    """Whether a file is the closed bag in which Outlook sends to itself (TNEF)."""
    with path.open("rb") as stream:
        return stream.read(4) == WINMAIL
