"""The one way a form is answered: done, or shown again with what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import make_response
from werkzeug.wrappers import Response

from office.errors import Invalid


@dataclass(frozen=True)
class Filled:
    """What stands in a form: the values to show and what is wrong with them."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def __getitem__(self, name: str) -> str:
        return str(self.values.get(name, "") or "")

    def error(self, name: str) -> str:
        """What is wrong with one field."""
        return self.errors.get(name, "")


def answer(
    act: Callable[[], Response], page: Callable[[Filled], str], typed: Mapping[str, str]
) -> Response:
    """Act on a form; when a field cannot be taken the page comes back and nothing is lost."""
    try:
        return act()
    except Invalid as refusal:
        errors = {name: str(words) for name, words in refusal.fields.items()}
        filled = Filled(typed, errors, "" if errors else str(refusal.message))
        return make_response(page(filled), refusal.status)
