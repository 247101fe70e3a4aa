"""What stands in a form that came back: what was typed, and what of it cannot be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from office.errors import Invalid


class Words(dict[str, Any]):
    """Fields by name; one that is not there is empty."""

    def __missing__(self, _name: str) -> str:
        return ""


@dataclass(frozen=True)
class Filled:
    """What stands in a form and what is wrong with it."""

    values: Mapping[str, Any] = field(default_factory=Words)
    errors: Mapping[str, Any] = field(default_factory=Words)
    name: str = ""

    def of(self, name: str) -> "Filled":
        """The fields of one form of a page that has several."""
        return self if name == self.name else Filled()


NOTHING = Filled()
Page = Callable[[Filled], str]


def answer(act: Callable[[], str], page: Page, *, name: str = "") -> Response:
    """Do what a form asks and lead on; what cannot be taken comes back with what was typed."""
    try:
        return redirect(act(), code=303)
    except Invalid as refusal:
        errors = Words(refusal.fields or {name or "name": refusal.message})
        return make_response(page(Filled(Words(request.form), errors, name)), refusal.status)
