"""What receivers must fulfil: somebody works there, and no day is later than above."""

from collections.abc import Sequence
from datetime import datetime

from documents.models import Routing
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _, day
from office.units import queries as units
from office.units.placing import vacant_desks


def refuse_vacant(desk_ids: Sequence[int], *, field: str) -> None:
    """Refuse desks at which nobody works, by name: nothing is sent to anybody then."""
    vacant = vacant_desks(desk_ids)
    if vacant:
        names = ", ".join(units.desk_label(desk_id) for desk_id in vacant)
        words = _("Nobody works here at present: %(names)s.", names=names)
        fix = _("Leave them out, or have a head appointed first.")
        raise Invalid(words, fields={field: f"{words} {fix}"})


def refuse_past(due_at: datetime | None) -> None:
    """Refuse a deadline that has run out before it is given."""
    if due_at and due_at < clock.now():
        raise Invalid(
            _("The deadline lies in the past."), fields={"due_on": _("Choose a later day.")}
        )


def refuse_later_than_above(above: Routing | None, due_at: datetime | None, beyond: str) -> None:
    """Refuse a day after that of the level above, unless it is said why (`beyond`)."""
    limit = above.due_at if above else None
    if limit is None or due_at is None or due_at <= limit or beyond.strip():
        return
    words = _("This is later than the deadline of the level above, %(day)s.", day=day(limit))
    fix = _("Say why, or choose an earlier day.")
    raise Invalid(words, fields={"beyond": f"{words} {fix}"})


def level_above(routing: Routing) -> Routing | None:
    """The line from which this one was handed on."""
    return db.session.get(Routing, routing.parent_id) if routing.parent_id else None
