"""What is typed on the pages of invitations."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from meetings.models import Rsvp
from meetings.operations import StandIn
from meetings.queries.people import tenure_named
from office import clock
from office.errors import Invalid
from office.i18n import _

MONTHS = 12


def rsvp(form: Mapping[str, str]) -> Rsvp:
    """The answer that was chosen."""
    given = form.get("rsvp", "")
    if given not in list(Rsvp):
        raise Invalid(_("Choose one."), fields={"rsvp": _("Choose one.")})
    return Rsvp(given)


def stand_in(form: Mapping[str, str]) -> StandIn:
    """Who comes instead: a post of the house by its public name."""
    tenure = tenure_named(_uid(form.get("stand_in", "")))
    if tenure is None:
        raise Invalid(_("Choose who comes instead."), fields={"stand_in": _("Choose one.")})
    return StandIn(tenure_id=tenure.id)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def day_of(text: str) -> date:
    """The day that is looked at; today for what is none."""
    return clock.read_day(text) or clock.today()


def week_of(day: date) -> tuple[datetime, datetime]:
    """From the midnight before Monday to that after Sunday."""
    monday = day - timedelta(days=day.weekday())
    return clock.local_midnight(monday), clock.local_midnight(monday + timedelta(days=7))


def month_of(day: date) -> tuple[datetime, datetime]:
    """From the first midnight of a month to that of the next."""
    first = day.replace(day=1)
    return clock.local_midnight(first), clock.local_midnight(next_month(first))


def next_month(day: date) -> date:
    """The first day of the month that follows."""
    return date(day.year + day.month // MONTHS, day.month % MONTHS + 1, 1)
