"""Bytes of a mail as text: the declared charset, or a careful guess that people are told of."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from office.foreign.inside.letters.tables import OWN, back_to_bytes, windows_1252

SAMPLE = 20_000
FEWEST_WORDS = 3
SURE = 0.85
BETTER = 0.3
ARABIC_SHARE = 0.6
# What is written into mails by programs that do not know: all bytes have some sign in these.
WEAK = frozenset({"", "ascii", "iso8859-1", "cp1252", "unknown-8bit"})
OWN_NAMES = {
    "tcvn3": "tcvn3",
    "tcvn": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "x-viet-tcvn": "tcvn3",
    "viscii": "viscii",
    "csviscii": "viscii",
    "x-viet-viscii": "viscii",
    "x-viet-vni": "vni",
    "vni": "vni",
    "x-viet-vni-win": "vni",
    "vni-windows": "vni",
}
# Programs name the smaller set and write the larger one, which reads both.
LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-9": "cp1254",
}
SHOWN = {"iso8859-1": "windows-1252", "cp1252": "windows-1252", "ascii": "us-ascii"}
FONTS = re.compile(r"font(?:-family|\s+face)?\s*[:=][^;>]{0,60}?(\.Vn[A-Z]|VNI-)", re.IGNORECASE)
VIETNAMESE_ONLY = re.compile(r"[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
WORDS = re.compile(r"[^\s!-@\[-`{-~\u2010-\u2026]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oay|uây|ươi|ươu|uôi|uya|uyê|oeo|oao|uêu|uyu|"
    r"iê|yê|ia|ươ|uô|ưa|ua|oa|oă|oe|uâ|uê|uy|uơ|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|"
    r"[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?",
)


@dataclass(frozen=True)
class Read:
    """A text, the charset it was read in, and whether that was guessed against the declaration."""

    text: str
    charset: str
    is_guess: bool = False


def read(data: bytes, declared: str) -> Read:
    """The text in Unicode NFC; bytes that fit nowhere become the sign of a lost letter."""
    found = _read(data, declared.strip().strip("\"'").lower())
    return Read(tidy(found.text), found.charset, found.is_guess)


def tidy(text: str) -> str:
    """NFC, without halves of signs and control signs that no file may hold."""
    whole = text.encode("utf-8", errors="replace").decode()
    return unicodedata.normalize("NFC", CONTROLS.sub("", whole))


def _read(data: bytes, declared: str) -> Read:
    name = known(declared)
    if data.isascii() and name not in {"utf-16", "utf-7", "iso2022_jp"}:
        return Read(data.decode("ascii"), shown(name or "ascii"))
    if name not in WEAK and (text := in_charset(data, name)) is not None:
        return Read(text, shown(name))
    return _guessed(data, name, declared)


def _guessed(data: bytes, name: str, declared: str) -> Read:
    """UTF-8 proves itself; the old code pages must read like Vietnamese where Latin does not."""
    if (text := in_charset(data, "utf-8")) is not None:
        return Read(text, "utf-8", is_guess=True)
    guess = best_guess(data)
    if guess:
        return Read(in_charset(data, guess) or "", shown(guess), is_guess=True)
    if name == "utf-8":  # a letter was cut in two, or a piece of something else was put in
        return Read(data.decode("utf-8", errors="replace"), "utf-8")
    return Read(windows_1252(data), "windows-1252", is_guess=declared not in {"", *_LATIN})


_LATIN = frozenset({"iso-8859-1", "latin1", "windows-1252", "cp1252"})


def best_guess(data: bytes) -> str:
    """The one code page in which nearly all words are Vietnamese or Arabic, or nothing."""
    sample = data[:SAMPLE]
    scores = {name: _score(in_charset(sample, name) or "") for name in ("cp1258", *OWN)}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= max(SURE, _score(windows_1252(sample)) + BETTER):
        return best
    return "cp1256" if _is_arabic(in_charset(sample, "cp1256") or "") else ""


def _score(text: str) -> float:
    """How many of the words with letters beyond ASCII are syllables of Vietnamese."""
    words = [one for one in WORDS.findall(tidy(text).lower()) if not one.isascii()]
    if len(words) < FEWEST_WORDS:
        return 0.0
    return sum(is_syllable(word) for word in words) / len(words)


@cache
def is_syllable(word: str) -> bool:
    """Whether a word of small letters may stand in a Vietnamese text."""
    apart = unicodedata.normalize("NFD", word)
    tones = sum(sign in TONES for sign in apart)
    plain = "".join(sign for sign in apart if sign not in TONES)
    return tones <= 1 and SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def _is_arabic(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    arabic = sum("\u0600" <= sign <= "\u06ff" for sign in letters)
    return len(letters) > 8 and arabic / len(letters) >= ARABIC_SHARE


def from_fonts(html: str, text: str) -> Read | None:
    """The text of a page whose fonts paint Vietnamese over Latin letters, when it has no other."""
    hint = FONTS.search(html)
    if hint is None or VIETNAMESE_ONLY.search(text) or text.isascii():
        return None
    charset = "tcvn3" if hint[1].startswith(".") else "vni"
    return Read(tidy(OWN[charset](back_to_bytes(text))), charset, is_guess=True)


def in_charset(data: bytes, name: str) -> str | None:
    """The text, or nothing when these bytes are not of that charset."""
    if name in OWN:
        return OWN[name](data)
    if name == "cp1252":
        return windows_1252(data)
    try:
        return data.decode(name)
    except (LookupError, ValueError):
        return None


@cache
def known(declared: str) -> str:
    """The name by which we know a declared charset; empty when nobody knows it."""
    if declared in OWN_NAMES:
        return OWN_NAMES[declared]
    try:
        found = codecs.lookup(declared)
        found.incrementaldecoder("replace").decode(b"")  # bytes to text, unlike base64 or rot13
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True)
    return LARGER.get(found.name, found.name) if is_text and found.name not in _NEVER else ""


_NEVER = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def shown(name: str) -> str:
    """The name people know."""
    return SHOWN.get(name, name.replace("cp125", "windows-125"))
