"""Passwords: hashed by argon2id, taken exactly as typed, none that is guessed first."""

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from office.config import current_settings
from office.errors import Invalid, Throttled
from office.i18n import _

SHORTEST, LONGEST = 12, 128
AT_ONCE = 2
PATIENCE = 10.0
STEMS = Path(__file__).parent / "data" / "guessable.txt"
SLIP_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LEET = str.maketrans("@4301$5!7", "aaeoissit")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)

SLOTS = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def _slot() -> Iterator[None]:
    """Each hash takes 64 MiB: only so many at once, the rest wait."""
    if not SLOTS.acquire(timeout=PATIENCE):
        raise Throttled(_("Many people are signing in just now. Try again."), retry_after=10)
    try:
        yield
    finally:
        SLOTS.release()


@cache
def _hasher(cheap: str) -> PasswordHasher:
    profile = profiles.CHEAPEST if cheap else profiles.RFC_9106_LOW_MEMORY
    return PasswordHasher.from_parameters(profile)


def hasher() -> PasswordHasher:
    """The low-memory profile of RFC 9106; tests use the cheapest."""
    return _hasher("cheap" if current_settings().testing else "")


def hash_password(password: str) -> str:
    """What is stored of a password."""
    with _slot():
        return hasher().hash(password)


def hash_slip(password: str) -> str:
    """Of a one-time password: 79 random bits need no slow hash, and a batch has hundreds."""
    return _hasher("cheap").hash(password)


@cache
def _device_hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, hash_len=32, salt_len=16)


def hash_device(password: str) -> str:
    """Of a device's random password; in the bounds within which Dovecot verifies argon2id."""
    return _device_hasher().hash(password)


def is_right(stored: str, password: str) -> bool:
    """Compare with the stored hash; without one it takes as long and says no."""
    with _slot():
        try:
            hasher().verify(stored or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_urlsafe(16))


def one_time_password() -> str:
    """For a slip of paper: no letters that look alike, 79 bits."""
    groups = ("".join(secrets.choice(SLIP_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def check(password: str, *, context: tuple[str, ...] = ()) -> None:
    """Refuse what is too short, too long or easily guessed (ASVS 6.2.1, 6.2.4, 6.2.11)."""
    message = fault(password, context)
    if message:
        raise Invalid(message, fields={"password": message})


def fault(password: str, context: tuple[str, ...]) -> str:
    """What is wrong with a new password; nothing about upper case, digits or signs."""
    if len(password) < SHORTEST:
        return _(
            "At least %(number)d characters: several words in a row are easy to remember.",
            number=SHORTEST,
        )
    if len(password) > LONGEST:
        return _("At most %(number)d characters.", number=LONGEST)
    if is_guessable(password, context):
        return _("This is easily guessed: common words, names, years or rows of keys.")
    return ""


def is_guessable(password: str, context: tuple[str, ...] = ()) -> bool:
    """Whether too little is left once common words, names, years and rows of keys are taken out."""
    plain = fold(password)
    return any(_is_common(text, context) for text in (plain, plain.translate(LEET)))


def _is_common(rest: str, context: tuple[str, ...]) -> bool:
    own = (word for text in context for word in re.split(r"[^0-9a-z]+", fold(text)))
    words = {*stems(), *(word for word in own if len(word) >= 3)}
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = re.sub(r"(?:19|20)\d\d", " ", rest)
    rest = without_rows(rest)
    rest = re.sub(r"(.+?)\1+", r"\1", rest)
    return len(re.sub(r"[^0-9a-z]", "", rest)) < 6


def fold(text: str) -> str:
    """Small letters without marks."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def without_rows(text: str) -> str:
    """Take out runs of four or more along the alphabet, the digits or a row of keys."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    for size in range(12, 3, -1):
        for row in rows:
            for start in range(len(row) - size + 1):
                text = text.replace(row[start : start + size], " ")
    return text


@cache
def stems() -> frozenset[str]:
    """Our own list of words that people choose first, in Vietnamese, English and on keyboards."""
    lines = STEMS.read_text(encoding="utf-8").split()
    return frozenset(fold(line) for line in lines if not line.startswith("#"))
