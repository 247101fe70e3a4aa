"""What one account may write (giới hạn gửi): one sum for its pages and all its programs."""

import functools
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ParamSpec, TypeVar

from sqlalchemy import delete, select

from mail.models import Mailbox, MailWritten
from mail.operations.boxes import keeper_of
from mail.policy import Can
from mail.queries.boxes import own_box
from mail.queries.limits import (
    MOST_A_DAY,
    MOST_STRANGERS_A_DAY,
    Limit,
    Written,
    over,
    room_for_programs,
    strangers_among,
    written_by,
)
from office import audit, clock, notices, repeats
from office.accounts.models import Person
from office.db import db, insert_ignoring, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, Role, require
from office.units import queries as units

KIND = "mail_alarm"
KEPT_FOR = timedelta(days=32)
P = ParamSpec("P")
R = TypeVar("R")


class OverLimit(Refusal):
    """A letter that would pass a bound of its writer's account."""

    def __init__(self, person_id: int, limit: Limit) -> None:
        super().__init__(_words(limit), fix=_fix(limit))
        self.person_id = person_id
        self.limit = limit


def _words(limit: Limit) -> str:
    if limit is Limit.STRANGERS:
        return _(
            "You have written to %(number)d addresses within a day that had no letter of yours "
            "before.",
            number=MOST_STRANGERS_A_DAY,
        )
    return _("You have written to %(number)d addresses within a day.", number=MOST_A_DAY)


def _fix(_limit: Limit) -> str:
    return _("Write to a distribution list, or send the rest tomorrow.")


def telling_over(function: Callable[P, R]) -> Callable[P, R]:
    """Let administrators know of a refusal; a line of the refused act itself would be lost."""

    @functools.wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except OverLimit as fault:
            tell_limit(fault.person_id, fault.limit, by=SYSTEM)
            raise

    return within


def count_letter(key: str, person_id: int, box: Mailbox, addresses: Sequence[str]) -> Written:
    """Put a letter of a page into the sum, in the open operation; what was there before it."""
    _in_turn(person_id)
    before, strangers = written_by(person_id), strangers_among(box, addresses)
    limit = over(before, len(addresses), strangers)
    if limit is not None:
        raise OverLimit(person_id, limit)
    _put_down(key, person_id, len(addresses), strangers)
    return before


def uncount(key: str) -> None:
    """A letter that was taken back was not written."""
    db.session.execute(delete(MailWritten).where(MailWritten.key == key))


@operation
def count_submission(
    key: str, person_id: int, box: Mailbox | None, addresses: Sequence[str], *, by: Actor
) -> Limit | None:
    """Put a letter that a program hands in into the sum, unless it passes a bound: which one."""
    require(by, Can.CARRY_OUT)
    _in_turn(person_id)
    before, strangers = written_by(person_id), strangers_among(box, addresses)
    room, near = room_for_programs(before)
    limit = near if not room else over(before, len(addresses), strangers)
    if limit is None:
        _put_down(key, person_id, len(addresses), strangers)
    if limit is not None or before.is_sudden(len(addresses)):
        tell_keepers(person_id, limit or Limit.HOUR, by)
    return limit


@operation
def tell_limit(person_id: int, limit: Limit, *, by: Actor) -> None:
    """Keep beside an act that was refused that an account writes far too much."""
    require(by, Can.CARRY_OUT)
    repeats.beside_the_act()
    tell_keepers(person_id, limit, by)


def tell_keepers(person_id: int, limit: Limit, by: Actor) -> None:
    """Put it on the administrators' desks in the open operation, once a day."""
    box = own_box(person_id)
    if box is None:
        return
    name = db.session.get_one(Person, person_id).full_name
    text = _l("%(name)s writes to too many addresses: is the account in wrong hands?", name=name)
    key = f"{KIND}:limit:{person_id}:{clock.today()}"
    url = f"/mail-keep/boxes/{box.uid}"
    desks = sorted(desk.id for desk in units.desks_of_role(keeper_of(box.agency_id), Role.ADMIN))
    told = [notices.tell(desk, kind=KIND, text=text, url=url, key=key) for desk in desks]
    if any(told):
        audit.record("mail.limit_reached", box, by=by, limit=limit.value)


def _in_turn(person_id: int) -> None:
    """Two letters of one account are counted one after the other, wherever they come in."""
    mine = select(Person.id).where(Person.id == person_id)
    db.session.execute(mine.with_for_update(key_share=True))


def _put_down(key: str, person_id: int, recipients: int, strangers: int) -> None:
    row = {"key": key, "person_id": person_id, "written_at": clock.now()}
    insert_ignoring(MailWritten, row | {"recipients": recipients, "strangers": strangers})


@operation
def forget_written(*, by: Actor) -> None:
    """Drop sums of which no bound asks any more."""
    require(by, Can.CARRY_OUT)
    old = MailWritten.written_at < clock.now() - KEPT_FOR
    db.session.execute(delete(MailWritten).where(old))
