"""What people fill in on the pages of accounts, made into typed values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import request

from office import clock
from office.errors import Invalid
from office.i18n import _, _l

ABSENCES = {
    "leave": _l("On leave"),
    "mission": _l("On a business trip"),
    "study": _l("In training"),
    "illness": _l("Ill"),
}


def text(name: str, *, longest: int = 500) -> str:
    """A line as it was typed, without the space around it."""
    value = request.form.get(name, "").strip()
    if len(value) > longest:
        message = _("At most %(number)d characters.", number=longest)
        raise Invalid(message, fields={name: message})
    return value


def day(name: str) -> date:
    """A day as the browser sends it."""
    found = clock.read_day(request.form.get(name, ""))
    if found is None:
        message = _("Enter a day.")
        raise Invalid(message, fields={name: message})
    return found


def public_name(name: str) -> UUID:
    """A record chosen in the form."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        message = _("Choose one.")
        raise Invalid(message, fields={name: message}) from None


@dataclass(frozen=True)
class Span:
    """Whole days in Vietnam, from the first to the end of the last."""

    valid_from: datetime
    valid_to: datetime


def span() -> Span:
    """The days of a delegation or an absence; one that begins today begins now."""
    first, last = day("first_on"), day("last_on")
    begins = clock.local_midnight(first)
    if first == clock.today():
        begins = clock.now()
    return Span(begins, clock.local_midnight(last + timedelta(days=1)))


def absence_kind() -> str:
    """Why somebody is away."""
    kind = request.form.get("kind", "")
    if kind not in ABSENCES:
        message = _("Choose one.")
        raise Invalid(message, fields={"kind": message})
    return kind
