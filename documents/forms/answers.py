"""The one way a form is answered: done, or shown again with what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import g, make_response
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents.forms.phrases import with_phrase
from office.errors import Invalid

AGAIN, PHRASE = "again", "phrase"


@dataclass(frozen=True)
class Filled:
    """What stands in a form: the values to show and what is wrong with them."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def __getitem__(self, name: str) -> str:
        return str(self.values.get(name, "") or "")

    def error(self, name: str) -> str:
        """What is wrong with one field."""
        return self.errors.get(name, "")


def answer(
    act: Callable[[], Response],
    page: Callable[[Filled], str | Response],
    typed: "MultiDict[str, str]",
    use: str = "",
) -> Response:
    """Act on a form; when a field cannot be taken the page comes back and nothing is lost.

    A search or a usual phrase of this `use` only shows the page again: what was typed travels in
    the body, never in the address.
    """
    if AGAIN in typed or PHRASE in typed:
        shown = MultiDict(typed)
        shown["text"] = with_phrase(
            typed.get("text", ""), use, typed.get(PHRASE, ""), g.get("actor")
        )
        return make_response(page(Filled(shown)))
    try:
        return act()
    except Invalid as refusal:
        errors = {name: str(words) for name, words in refusal.fields.items()}
        filled = Filled(typed, errors, "" if errors else str(refusal.message))
        return make_response(page(filled), refusal.status)
