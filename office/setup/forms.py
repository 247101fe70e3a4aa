"""What administrators type on the pages of the first day."""

from flask import request

from office.accounts import forms
from office.errors import Invalid
from office.i18n import _
from office.units.operations.tree import Naming


def naming_of_form() -> Naming:
    """The names of a unit; without one nothing can be printed."""
    name = forms.text("name", longest=200)
    if not name:
        raise Invalid(_("Enter the name."), fields={"name": _("Enter the name.")})
    return Naming(
        name=name,
        short_name=forms.text("short_name", longest=100),
        symbol=forms.text("symbol", longest=30),
        place=forms.text("place", longest=100),
        address=forms.text("address", longest=300),
        heading="\n".join(lines_of("heading", most=2)),
    )


def lines_of(name: str, *, most: int) -> list[str]:
    """The lines of a text area, without empty ones."""
    lines = [" ".join(line.split()) for line in request.form.get(name, "").splitlines()]
    found = [line for line in lines if line]
    if len(found) > most or any(len(line) > 200 for line in found):
        message = _("At most %(number)s lines.", number=most)
        raise Invalid(message, fields={name: message})
    return found


def whole(name: str) -> int:
    """A whole number."""
    value = request.form.get(name, "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        message = _("Enter a whole number.")
        raise Invalid(message, fields={name: message})
    return int(value)
