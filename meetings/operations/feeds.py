"""The secret address under which a person's programs fetch his calendar."""

import secrets

from sqlalchemy import update

from meetings.models import CalendarFeed
from meetings.policy.answering import Can
from meetings.queries.answers import live_feeds
from office import audit, clock
from office.actor import hash_token
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def make_feed(*, by: Actor) -> str:
    """Make a secret address, or a new one in place of the old; gives the secret once."""
    person_id = _own(by)
    _withdraw(person_id)
    secret = secrets.token_urlsafe(32)
    row = CalendarFeed(person_id=person_id, token_hash=hash_token(secret), made_at=clock.now())
    db.session.add(row)
    db.session.flush()
    audit.record("calendar.feed_made", row, by=by)
    return secret


@operation
def withdraw_feed(*, by: Actor) -> None:
    """Shut the secret address: programs that fetch under it get nothing more."""
    person_id = _own(by)
    for row in _withdraw(person_id):
        audit.record("calendar.feed_withdrawn", row, by=by)


@operation
def note_fetch(found: CalendarFeed, *, by: Actor) -> None:
    """Note on a feed that it was fetched, once a day at most: its owner sees whether it is used."""
    require(by, Can.FETCH, found)
    if found.fetched_at is None or found.fetched_at.date() != clock.now().date():
        found.fetched_at = clock.now()


def _own(by: Actor) -> int:
    if by.person_id is None:
        raise Refusal(_("Only a person has a calendar of his own."))
    require(by, Can.KEEP_FEED, by.person_id)
    return by.person_id


def _withdraw(person_id: int) -> list[CalendarFeed]:
    rows = live_feeds(person_id)
    db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.id.in_([row.id for row in rows]))
        .values(withdrawn_at=clock.now())
    )
    return rows
