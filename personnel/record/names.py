"""Vietnamese text as people compare it: one spelling stored, many recognised (V08, "sạch")."""

import re
import unicodedata

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" *\n *")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("đĐ", "dD")
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_IN_NAMES = frozenset(" '’.-·")


def clean(text: str) -> str:
    """One line, NFC, single spaces, nothing around it and nothing of no width in it."""
    return " ".join(_composed(text).split())


def clean_lines(text: str) -> str:
    """The same for a text of several lines, which stay lines."""
    lines = _composed(text).replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n", _SPACES.sub(" ", lines)).strip()


def is_clean(text: str) -> bool:
    return text == clean(text)


def has_digits(name: str) -> bool:
    return any(letter.isdigit() for letter in name)


def is_name(name: str) -> bool:
    """Letters, and the few signs that stand in names."""
    return any(map(str.isalpha, name)) and all(map(_may_stand_in_names, name))


def folded(text: str) -> str:
    """Lower case without diacritics, words separated by single spaces: how people search."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN))
    kept = "".join(one for one in bare if unicodedata.category(one) != "Mn")
    return " ".join(_WORD.findall(kept.lower()))


def key(text: str) -> str:
    """Equal for spellings that differ only in where the tone stands (Hòa, Hoà), case or dashes."""
    bare = unicodedata.normalize("NFD", text.lower().replace("-", " ").replace("–", " "))
    return " ".join(_toneless(word) for word in bare.split())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_NO_WIDTH))


def _may_stand_in_names(letter: str) -> bool:
    """Some letters of minority languages have marks that Unicode composes with nothing."""
    return letter.isalpha() or letter in _IN_NAMES or unicodedata.category(letter) == "Mn"


def _toneless(word: str) -> str:
    """The syllable without its tone, then the tone: a syllable has only one."""
    letters = "".join(one for one in word if one not in TONES)
    tones = "".join(one for one in word if one in TONES)
    return unicodedata.normalize("NFC", letters) + tones
