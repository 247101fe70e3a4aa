"""The sprite and the pictures that templates ask for."""

import re

import pytest

from office.ui.assets import STATIC
from office.ui.icons import icon, icon_names

TEMPLATES = [
    path
    for root in (STATIC.parent, STATIC.parents[1] / "documents")
    for path in root.rglob("templates/**/*.html")
]
NAME = re.compile(r"""icon\("([\w-]+)\"""")


def test_every_picture_a_template_asks_for_is_in_the_sprite():
    asked = {name for path in TEMPLATES for name in NAME.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 10
    assert asked <= icon_names()


def test_an_unknown_picture_is_a_defect(shell_app):
    with shell_app.test_request_context(), pytest.raises(LookupError):
        icon("no-such-thing")


def test_a_picture_is_silent_unless_it_has_words(shell_app):
    with shell_app.test_request_context():
        assert 'aria-hidden="true"' in icon("print")
        assert 'role="img" aria-label="A &lt;b&gt;"' in icon("print", label="A <b>")


def test_only_directions_turn_round(shell_app):
    with shell_app.test_request_context():
        assert 'class="i m"' in icon("next")
        assert 'class="i s"' in icon("due-late", "s")
