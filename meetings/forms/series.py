"""How meetings come again, as officials choose it, and the rule that it becomes."""

from collections.abc import Mapping
from datetime import date

from meetings.forms.planning import choice
from meetings.forms.rooms import WEEKDAYS as NAMES
from meetings.models import MeetingSeries, Shift
from meetings.operations import Repeating
from office import clock
from office.errors import Invalid
from office.i18n import _, day, ngettext

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OWN = "own"
LAST_WEEK = 5


def patterns(first: date) -> list[tuple[str, str]]:
    """The usual ways to come again, counted from the day of the first meeting."""
    weekday, nth = WEEKDAYS[first.weekday()], (first.day - 1) // 7 + 1
    place = -1 if nth == LAST_WEEK else nth
    nths = {
        1: _("Every month, on the first such weekday"),
        2: _("Every month, on the second such weekday"),
        3: _("Every month, on the third such weekday"),
        4: _("Every month, on the fourth such weekday"),
        -1: _("Every month, on the last such weekday"),
    }
    return [
        (f"FREQ=WEEKLY;BYDAY={weekday}", _("Every week on this weekday")),
        (f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}", _("Every two weeks on this weekday")),
        (f"FREQ=MONTHLY;BYDAY={place}{weekday}", nths[place]),
        (f"FREQ=MONTHLY;BYMONTHDAY={first.day}", _("Every month on day %(day)s", day=first.day)),
        ("FREQ=MONTHLY;INTERVAL=3", _("Every three months")),
        ("FREQ=DAILY", _("Each day")),
        (OWN, _("By a rule of its own (RFC 5545)")),
    ]


def wish_of(typed: Mapping[str, str]) -> Repeating:
    """The chosen pattern with its last day, or the rule that was typed."""
    pattern = typed.get("pattern", "")
    rule = typed.get("rrule", "").strip() if pattern in ("", OWN) else pattern
    until = typed.get("until", "")
    if until and "UNTIL" not in rule and "COUNT" not in rule:
        rule += f";UNTIL={_day(until, 'until'):%Y%m%d}"
    return Repeating(
        rrule=rule,
        shift=choice(Shift, typed.get("shift", ""), Shift.AFTER),
        left_out=days_of(typed.get("left_out", "")),
    )


def days_of(text: str) -> tuple[date, ...]:
    """Days, one each line."""
    return tuple(_day(line.strip(), "left_out") for line in text.split() if line.strip())


def _day(text: str, name: str) -> date:
    found = clock.read_day(text)
    if found is None:
        words = _("Write the day as 2026-11-24.")
        raise Invalid(words, fields={name: words})
    return found


def values_of(series: MeetingSeries) -> dict[str, str]:
    """A series as its form shows it: by the usual pattern that its rule is, and its last day."""
    parts = _parts(series.rrule)
    last = _last_day(parts.pop("UNTIL", ""))
    usual = (code for code, _words in patterns(series.starts_on) if _parts(code) == parts)
    pattern = next(usual, OWN)
    return {
        "rrule": series.rrule if pattern == OWN else "",
        "pattern": pattern,
        "until": last.isoformat() if last and pattern != OWN else "",
        "shift": series.shift.value,
        "left_out": "\n".join(series.left_out),
    }


def said(rrule: str) -> str:
    """A rule in words, as far as offices use it; another one as it is written."""
    parts = _parts(rrule)
    every = int(parts.get("INTERVAL", "1"))
    counted = {
        "DAILY": ngettext("Every day", "Every %(num)d days", every),
        "WEEKLY": ngettext("Every week", "Every %(num)d weeks", every),
        "MONTHLY": ngettext("Every month", "Every %(num)d months", every),
        "YEARLY": ngettext("Every year", "Every %(num)d years", every),
    }
    words = [counted.get(parts.get("FREQ", ""), rrule), *_until(parts)]
    return ", ".join(words)


def _parts(rrule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)


def _last_day(text: str) -> date | None:
    return clock.read_day(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


def _until(parts: Mapping[str, str]) -> list[str]:
    found = []
    found += [_weekday(code) for code in parts.get("BYDAY", "").split(",") if code]
    if "BYMONTHDAY" in parts:
        found.append(_("on day %(day)s", day=parts["BYMONTHDAY"]))
    if "UNTIL" in parts:
        last = _last_day(parts["UNTIL"])
        found += [_("until %(day)s", day=day(last))] if last else []
    if "COUNT" in parts:
        count = int(parts["COUNT"])
        found.append(ngettext("%(num)d time", "%(num)d times", count))
    return found


def _weekday(code: str) -> str:
    """A weekday by its name; of a month with its place, -1 being the last."""
    name = str(dict(NAMES)[str(WEEKDAYS.index(code[-2:]) + 1)])
    return f"{name} ({code[:-2]})" if code[:-2] else name
