"""The schedule of the week (lịch công tác tuần): as published, and for the office as planned."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms.rooms import WEEKDAYS
from meetings.models import WeekSchedule
from meetings.policy.calling import Can
from meetings.views.blueprint import actor, bp
from office import clock
from office.i18n import _
from office.permissions import allowed
from office.ui.toasts import toast
from office.units import queries as units


@dataclass(frozen=True)
class WeekDay:
    """A day of the schedule with its halves."""

    day: date
    name: object
    morning: list[queries.WeekLine]
    afternoon: list[queries.WeekLine]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it."""
        return not self.morning and not self.afternoon


@bp.get("/week")
def week() -> str:
    """The week of a day; the office sees its plans beside what it published."""
    return _week("meetings/week.html")


@bp.get("/week/print")
def week_print() -> str:
    """The same on paper, for the board."""
    return _week("meetings/week_print.html")


@bp.post("/week/publication")
def publish_week() -> Response:
    """Publish the week as it is planned now."""
    monday = _monday(request.form.get("week", ""))
    made = operations.publish_week(monday, by=actor())
    toast(_("The week is published (%(number)s).", number=made.revision))
    return redirect(url_for("meetings.week", week=monday.isoformat()), code=303)


def _week(template: str) -> str:
    monday = _monday(request.args.get("week", ""))
    agency_id = actor().agency_id or 0
    plans = allowed(actor(), Can.PLAN_WEEK, actor())
    schedule = queries.schedule_of(agency_id, monday)
    planned = queries.lines_of_week(agency_id, monday) if plans else []
    wants_plan = plans and (schedule is None or "plan" in request.args)
    kept = planned if wants_plan else queries.published_lines(schedule)
    return render_template(
        template,
        monday=monday,
        sunday=monday + timedelta(days=6),
        before=(monday - queries.WEEK).isoformat(),
        after=(monday + queries.WEEK).isoformat(),
        is_this_week=monday == queries.monday_of(clock.today()),
        today=clock.today(),
        days=_days(monday, queries.read_lines(kept)),
        schedule=schedule,
        agency=units.name_of(agency_id) if agency_id else "",
        plans=plans,
        shows_plan=wants_plan,
        is_behind=plans and _is_behind(schedule, planned),
        seen=_seen(kept),
    )


def _is_behind(schedule: WeekSchedule | None, planned: list[dict[str, object]]) -> bool:
    return bool(planned or schedule) and queries.is_behind(schedule, planned)


def _seen(kept: list[dict[str, object]]) -> set[str]:
    """The meetings that the reader may open."""
    return queries.seen_uids([str(line["uid"]) for line in kept], actor())


def _monday(text: str) -> date:
    return queries.monday_of(clock.read_day(text) or clock.today())


def _days(monday: date, lines: list[queries.WeekLine]) -> list[WeekDay]:
    """Monday to Friday, and days off on which something is."""
    days = [monday + timedelta(days=place) for place in range(7)]
    names = [name for _value, name in WEEKDAYS]
    made = [
        WeekDay(
            day,
            name,
            [one for one in lines if one.day == day and one.is_morning],
            [one for one in lines if one.day == day and not one.is_morning],
        )
        for day, name in zip(days, names, strict=True)
    ]
    return [one for one in made if one.day.weekday() < 5 or not one.is_empty]
