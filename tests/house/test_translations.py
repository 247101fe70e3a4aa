"""Vietnamese and Arabic are complete, and their placeholders are those of the source text."""

import re
import tomllib
from functools import cache

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house import walk

BABEL = tomllib.loads((walk.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]
METHODS = [(row["pattern"], row["method"]) for row in BABEL["mappings"]]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)[sd]")
BARE = re.compile(r"(?<!%)%(?![%(])")
LANGUAGES = ("vi", "ar")


@cache
def source_texts():
    """Each text of the product, a plural one as a pair."""
    found = set()
    for package in walk.PACKAGES:
        folder = walk.ROOT / package
        for _, _, text, _, _ in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
            found.add(text)
    return found


@cache
def catalogue(language):
    path = walk.ROOT / "office" / "locale" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return {message.id: message for message in read_po(source, locale=language) if message.id}


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    known = catalogue(language)
    open_texts = [
        text
        for text in source_texts()
        if text not in known or known[text].fuzzy or not all(forms(known[text]))
    ]
    assert not open_texts, f"{len(open_texts)} open:{walk.listing(sorted(map(str, open_texts)))}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_placeholders_are_those_of_the_source(language):
    """A plural form may leave the number out: one, two and none are words in Arabic."""
    for text, message in catalogue(language).items():
        asked = set(PLACE.findall(text if isinstance(text, str) else text[1]))
        for form in filter(None, forms(message)):
            given = set(PLACE.findall(form))
            assert given | ({"num", "n", "count"} & asked) == asked, (text, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percent_sign_stands_only_where_the_source_has_one(language):
    """Alone it breaks the page that shows the text."""
    added = [
        form
        for text, message in catalogue(language).items()
        for form in filter(None, forms(message))
        if BARE.search(form) and not BARE.search(text if isinstance(text, str) else text[1])
    ]
    assert not added, walk.listing(added)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language):
    left_over = [text for text in catalogue(language) if text not in source_texts()]
    assert not left_over, walk.listing(sorted(map(str, left_over)))
