"""Vietnamese text as people compare it: one spelling stored, many recognised (V08, "sạch")."""

import re
import unicodedata

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" *\n *")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("đĐ", "dD")
_IN_NAMES = frozenset(" '’.-·")


def clean(text: str) -> str:
    """One line, NFC, single spaces, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """The same for a text of several lines, which stay lines."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n", _SPACES.sub(" ", lines)).strip()


def is_clean(text: str) -> bool:
    return text == clean(text)


def has_digits(name: str) -> bool:
    return any(letter.isdigit() for letter in name)


def is_name(name: str) -> bool:
    """Letters, and the few signs that stand in names."""
    return any(map(str.isalpha, name)) and all(one.isalpha() or one in _IN_NAMES for one in name)


def folded(text: str) -> str:
    """Lower case without diacritics, words separated by single spaces: how people search."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN))
    kept = "".join(one for one in bare if unicodedata.category(one) != "Mn")
    return " ".join(_WORD.findall(kept.lower()))


def key(text: str) -> str:
    """Equal for spellings that differ only in where the tone stands (Hòa, Hoà), case or dashes."""
    bare = unicodedata.normalize("NFD", text.lower().replace("-", " ").replace("–", " "))
    return " ".join(_toneless(word) for word in bare.split())


def _toneless(word: str) -> str:
    """The syllable without its tone, then the tone: a syllable has only one."""
    letters = "".join(one for one in word if one not in TONES)
    tones = "".join(one for one in word if one in TONES)
    return unicodedata.normalize("NFC", letters) + tones
