"""Templates: a page kind, words in `_()`, logical directions, a token in every form, no styling."""

import re

import pytest

from tests.house import walk

NAMES = [name for name in walk.templates() if "/mail/" not in name]
# Records are in Vietnamese whatever their reader speaks, as their typeset fellows are.
RECORDS = {"meetings/templates/meetings/vote_record.html"}
PARTS = re.compile(r"/components/|/_[^/]+$|^office/templates/[^/]+$")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ATTRIBUTES = re.compile(r"{% block \w+_class %}.*?{% endblock|{% set \w+ %}.*?{% endset", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
SPOKEN = re.compile(r"""\b(?:alt|title|placeholder|aria-label)="([^"]*)\"""")
WORD = re.compile(r"[^\W\d_]{2,}")
ENTITY = re.compile(r"&#?\w+;")
SIDES = re.compile(r"(?:class|style)=\"[^\"]*\b(?:left|right)\b|align=|dir=\"ltr\" class=\"page")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
SAME_IN_ALL = {"Công", "Vụ"}  # and codes and marks in capitals: UBND, PDF, BẢN THỬ
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=\"", re.IGNORECASE)


def plain_words(text):
    """What a reader sees that went through no catalogue; the name and the demo mark need none."""
    bare = JINJA.sub("", ATTRIBUTES.sub("{%", text))
    shown = [TAG.sub(" ", bare), *SPOKEN.findall(bare)]
    words = WORD.findall(ENTITY.sub(" ", " ".join(shown)))
    return [word for word in words if word not in SAME_IN_ALL and not word.isupper()]


@pytest.mark.parametrize("name", [name for name in NAMES if not PARTS.search(name)])
def test_a_page_extends_a_page_kind(name):
    assert re.search(r"\{%-? extends ", walk.templates()[name])


@pytest.mark.parametrize("name", [name for name in NAMES if name not in RECORDS])
def test_every_word_comes_from_the_catalogue(name):
    assert plain_words(walk.templates()[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_directions_are_logical(name):
    assert SIDES.findall(walk.templates()[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_posting_form_carries_the_token(name):
    forms = FORM.findall(walk.templates()[name])
    assert not [form for form in forms if "post" in form.lower() and "csrf_field()" not in form]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_styled_or_scripted_in_the_page(name):
    assert INLINE.findall(JINJA.sub("", walk.templates()[name])) == []
