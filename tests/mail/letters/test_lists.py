"""A list marks what it passes on, and knows its own mark again."""

import pytest

from mail.letters.lists import has_passed, list_fields
from office.errors import Invalid


def test_a_list_says_who_it_is():
    fields = dict(list_fields("truong-phong@h99.example", helped_by="vt@h99.example"))
    assert fields == {
        "List-Id": "<truong-phong.h99.example>",
        "List-Post": "<mailto:truong-phong@h99.example>",
        "Precedence": "list",
        "List-Help": "<mailto:vt@h99.example>",
    }
    archive = dict(list_fields("l@h99.example", page="https://h99.example/mail"))["List-Archive"]
    assert archive == "<https://h99.example/mail>"


def test_a_letter_does_not_go_round_in_a_circle():
    assert has_passed(["Heads <L.h99.example>"], "l@h99.example")
    assert not has_passed(["<other.h99.example>"], "l@h99.example")


def test_a_list_with_a_broken_address_writes_nothing(house):
    with pytest.raises(Invalid):
        list_fields("l@h99.example\r\nX: y")
