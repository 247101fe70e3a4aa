"""What the directory says of a writer, put into his signatures and templates."""

import re
from collections.abc import Callable, Mapping

from mail.queries.boxes import OpenBox, address_of
from office.permissions import Actor
from office.units import queries as units

FIELD = re.compile(r"\{(name|title|unit|agency|address|email)\}")


def filled(text: str, opened: OpenBox, actor: Actor) -> str:
    """A text with the words of the directory; what it does not know stays as it was written."""
    known = _known(opened, actor)
    return FIELD.sub(lambda found: known[found[1]](), text)


def _known(opened: OpenBox, actor: Actor) -> Mapping[str, Callable[[], str]]:
    return {
        "name": lambda: actor.name,
        "title": lambda: actor.title,
        "unit": lambda: _named(actor.unit_id),
        "agency": lambda: _named(actor.agency_id),
        "address": lambda: address_of(opened.box),
        "email": lambda: address_of(opened.box),
    }


def _named(unit_id: int | None) -> str:
    return units.name_of(unit_id) if unit_id else ""
