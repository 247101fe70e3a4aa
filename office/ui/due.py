"""Deadlines in words: the clock's form and the words carry the state, colour only repeats it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from markupsafe import Markup

from office import clock
from office.i18n import _, language, ngettext, short_day, time_of_day
from office.ui.assets import asset_url
from office.ui.icons import icon

NEAR = 3  # working days within which a deadline counts as soon
FRESH = timedelta(minutes=5)  # how long a changed calendar may go unseen in these words


class Due(StrEnum):
    """How near a deadline is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    DONE = "done"
    NONE = "none"


def due_state(deadline: datetime | None, *, done_at: datetime | None = None) -> Due:
    """Overdue, today, within three working days, later, done, or without a deadline."""
    if done_at is not None:
        return Due.DONE
    if deadline is None:
        return Due.NONE
    if deadline < clock.now():
        return Due.LATE
    day, today = clock.to_local(deadline).date(), clock.today()
    if day == today:
        return Due.TODAY
    return Due.SOON if _distance(today, day) <= NEAR else Due.LATER


def due_words(deadline: datetime | None, *, done_at: datetime | None = None) -> str:
    """The state as people say it: "2 days over", "today 11:30", "26 Nov · 2 days"."""
    state = due_state(deadline, done_at=done_at)
    if deadline is None or state is Due.NONE:
        return _("done") if state is Due.DONE else _("no deadline")
    if state is Due.DONE:
        return _("done, on time") if done_at and done_at <= deadline else _("done, late")
    if state is Due.LATE:
        return _late_words(deadline)
    if state is Due.TODAY:
        return _("today %(time)s", time=time_of_day(deadline))
    return _coming_words(deadline, state)


def due(deadline: datetime | None, *, done_at: datetime | None = None) -> Markup:
    """The deadline as a part of a page: the clock's form and the words."""
    minute = int(clock.now().timestamp() // 60)
    return _part(deadline, done_at, minute, language(), asset_url("icons.svg"))


@lru_cache(maxsize=4096)
def _part(
    deadline: datetime | None, done_at: datetime | None, _minute: int, _code: str, _sprite: str
) -> Markup:
    """Made once a minute for each deadline: fifty rows share a few of them."""
    state = due_state(deadline, done_at=done_at)
    words = due_words(deadline, done_at=done_at)
    shape = Due.LATER if state is Due.NONE else state
    text = Markup('<span class="due {}">{}<span>{}</span></span>')
    return text.format(shape.value, icon(f"due-{shape.value}"), words)


def _late_words(deadline: datetime) -> str:
    day, today = clock.to_local(deadline).date(), clock.today()
    days = _distance(day, today)
    if days == 0:
        return _("late since %(time)s", time=_late_since(deadline, today))
    return ngettext("%(num)d day over", "%(num)d days over", days)


def _late_since(deadline: datetime, today: date) -> str:
    is_today = clock.to_local(deadline).date() == today
    return time_of_day(deadline) if is_today else short_day(deadline)


def _coming_words(deadline: datetime, state: Due) -> str:
    local = clock.to_local(deadline)
    day = short_day(local.date())
    if local.time() != clock.WORK_ENDS:
        return f"{day} {time_of_day(deadline)}"
    if state is Due.LATER:
        return day
    days = max(1, _distance(clock.today(), local.date()))
    count = ngettext("%(num)d day", "%(num)d days", days)
    return f"{day} · {count}"


def _distance(first: date, last: date) -> int:
    return _working_days(first, last, int(clock.now().timestamp() // FRESH.total_seconds()))


@lru_cache(maxsize=2048)
def _working_days(first: date, last: date, _tick: int) -> int:
    return clock.working_days_between(first, last)
