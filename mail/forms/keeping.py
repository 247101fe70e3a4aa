"""What people fill in on the pages of mailboxes, made into typed values."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flask import request

from mail.models import ListKind, Posting, Right
from mail.operations.mailing_lists import ListWords, typed_addresses
from mail.queries.keeper import person_by_uid
from office import clock
from office.accounts.forms import day, text
from office.accounts.models import Person
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units.models import Unit
from office.units.queries import unit_by_uid

SHARED_ROLES = tuple(role for role in Role if role is not Role.ADMIN)


def chosen_person(name: str = "person") -> Person:
    """Somebody chosen from a list of colleagues."""
    try:
        return person_by_uid(UUID(request.form.get(name, "")))
    except ValueError:
        raise _choose(name) from None


def some_person(name: str) -> Person | None:
    """Somebody, or nobody."""
    return chosen_person(name) if request.form.get(name) else None


def only_given(given: Mapping[str, str]) -> tuple[str, str]:
    """The one field of several that was filled in, with its words; never silently one of two."""
    found = [(name, words) for name, words in given.items() if words]
    if len(found) != 1:
        told = _("Fill in exactly one of these; each is done by itself.")
        raise Invalid(told, fields={found[-1][0] if found else next(iter(given)): told})
    return found[0]


def whole(name: str) -> int:
    """A whole number as it was typed."""
    typed = text(name, longest=9)
    if not typed.isdecimal():
        told = _("Enter a whole number.")
        raise Invalid(told, fields={name: told})
    return int(typed)


def chosen_rights() -> list[Right]:
    """The rights that were ticked."""
    return [one for one in Right if one.value in request.form.getlist("rights")]


def first_instant() -> datetime:
    """From the chosen day on; what begins today begins now."""
    first = day("first_on")
    return clock.now() if first == clock.today() else clock.local_midnight(first)


def last_instant() -> datetime:
    """To the end of the chosen day."""
    return clock.local_midnight(day("last_on") + timedelta(days=1))


def list_words(actor: Actor) -> ListWords:
    """A distribution list as it was described."""
    kind = request.form.get("kind", "")
    posting = request.form.get("posting", "")
    if kind not in list(ListKind):
        raise _choose("kind")
    if posting not in list(Posting):
        raise _choose("posting")
    function = request.form.get("function", "")
    return ListWords(
        name=text("name", longest=120),
        kind=ListKind(kind),
        posting=Posting(posting),
        unit=some_unit(actor),
        function=Role(function) if function in list(SHARED_ROLES) else None,
        chosen=typed_addresses(request.form.get("chosen", "")),
    )


def some_unit(actor: Actor) -> Unit | None:
    """A unit of the agency; nothing means the whole agency."""
    typed = request.form.get("unit", "")
    if not typed:
        return None
    try:
        found = unit_by_uid(UUID(typed))
    except (ValueError, NotFound):
        raise _choose("unit") from None
    if actor.agency_id not in (found.id, found.agency_id):
        raise _choose("unit")
    return found


def _choose(name: str) -> Invalid:
    told = _("Choose one.")
    return Invalid(told, fields={name: told})
