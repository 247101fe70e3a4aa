"""The plan of a meeting: what the form offers, what was typed, what it becomes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from meetings.engines.choice import offered
from meetings.forms.shown import Shown
from meetings.models import Form, Kind, Meeting, NoMeeting, RecordingPolicy, Room, Secrecy
from meetings.operations import Plan
from meetings.voting.rules import vote_rules
from office import clock
from office.config import current_settings
from office.errors import Invalid
from office.i18n import _, _l, language
from office.typed import whole

Choice = TypeVar("Choice", bound=StrEnum)
TEXTS = ("title", "purpose", "basis", "requirements", "place", "urgent_reason", "needed_reason")
ENGINES = {
    "none": _l("No conference"),
    "link": _l("A platform of the agency, by its link"),
    "janus": _l("The conference of this house"),
    "livekit": "LiveKit",
    "jitsi": "Jitsi",
}
FIRST_HOUR = "08:00"
LAST_HOUR = "10:00"


def new_values(*, engine: str = "none") -> Shown:
    """A form that nobody filled yet: a morning after the usual notice, with the usual engine."""
    day = clock.add_working_days(clock.today(), 4)
    usual = {
        "day": day.isoformat(),
        "starts": FIRST_HOUR,
        "ends": LAST_HOUR,
        "kind": Kind.WORK.value,
        "form": Form.IN_PERSON.value,
        "recording": RecordingPolicy.AUDIO.value,
        "engine": engine,
        "secrecy": Secrecy.SECRET.value,
    }
    return Shown(usual)


def values_of(meeting: Meeting, rooms: Iterable[Room]) -> Shown:
    """A meeting as its form shows it."""
    begins, ends = clock.to_local(meeting.starts_at), clock.to_local(meeting.ends_at)
    shown = Shown({name: getattr(meeting, name) for name in TEXTS})
    for name in ("kind", "form", "recording", "secrecy"):
        shown[name] = getattr(meeting, name).value
    shown["engine"], shown["rule"] = meeting.engine, meeting.rule
    shown["day"], shown["starts"] = begins.date().isoformat(), f"{begins:%H:%M}"
    shown["ends"] = f"{ends:%H:%M}"
    last = meeting.last_day if meeting.is_classified else ends.date()
    shown["last_day"] = "" if last == begins.date() else last.isoformat()
    shown["head_count"] = str(meeting.head_count or "")
    shown["is_restricted"] = "1" if meeting.is_restricted else ""
    shown.setlist("cases", list(meeting.cases))
    shown.setlist("rooms", [str(room.uid) for room in rooms])
    return shown


def plan_of(typed: "MultiDict[str, str]") -> Plan:
    """The filled form of a meeting that is not classified."""
    starts_at, ends_at = times_of(typed)
    texts: dict[str, Any] = {name: typed.get(name, "").replace("\r\n", "\n") for name in TEXTS}
    return Plan(
        **texts,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=choice(Kind, typed.get("kind", ""), Kind.WORK),
        form=choice(Form, typed.get("form", ""), Form.IN_PERSON),
        recording=choice(RecordingPolicy, typed.get("recording", ""), RecordingPolicy.OFF),
        engine=_engine(typed.get("engine", "")),
        rule=_rule(typed.get("rule", "")),
        cases=cases_of(typed.getlist("cases")),
        rooms=tuple(uids_of(typed.getlist("rooms"))),
        is_restricted=bool(typed.get("is_restricted")),
    )


def paper_entry_of(typed: "MultiDict[str, str]") -> Plan:
    """Of a classified meeting the degree, the days and the head count alone."""
    starts_at, ends_at = days_of(typed)
    degree = choice(Secrecy, typed.get("secrecy", ""), Secrecy.NONE)
    if degree == Secrecy.NONE:
        words = _("Choose one of the list.")
        raise Invalid(words, fields={"secrecy": words})
    return Plan(
        title="",
        starts_at=starts_at,
        ends_at=ends_at,
        secrecy=degree,
        head_count=head_count_of(typed.get("head_count", "")),
    )


def head_count_of(text: str) -> int | None:
    """How many people come, or nothing."""
    if not text.strip():
        return None
    count = whole(text)
    if count is None or not 1 <= count <= 100_000:
        words = _("Write a number of people, or nothing.")
        raise Invalid(words, fields={"head_count": words})
    return count


def times_of(typed: Mapping[str, str]) -> tuple[datetime, datetime]:
    """Begin and end in UTC; what is no day or no hour is said at its field."""
    wrong: dict[str, object] = {}
    first = _day(typed.get("day", ""), "day", wrong)
    last = _day(typed["last_day"], "last_day", wrong) if typed.get("last_day") else first
    starts = _hour(typed.get("starts", ""), "starts", wrong)
    ends = _hour(typed.get("ends", ""), "ends", wrong)
    if wrong or not (first and last and starts and ends):
        raise Invalid(_("The meeting cannot be planned like this."), fields=wrong)
    return _instant(first, starts), _instant(last, ends)


def days_of(typed: Mapping[str, str]) -> tuple[datetime, datetime]:
    """From the midnight before the first day to the one after the last."""
    wrong: dict[str, object] = {}
    first = _day(typed.get("day", ""), "day", wrong)
    last = _day(typed["last_day"], "last_day", wrong) if typed.get("last_day") else first
    if wrong or not (first and last):
        raise Invalid(_("The meeting cannot be planned like this."), fields=wrong)
    return clock.local_midnight(first), clock.midnight_after(last)


def _instant(day: date, hour: time) -> datetime:
    return clock.local_midnight(day) + timedelta(hours=hour.hour, minutes=hour.minute)


def _day(text: str, name: str, wrong: dict[str, object]) -> date | None:
    found = clock.read_day(text)
    if found is None:
        wrong[name] = _("Write the day as 2026-11-24.")
    return found


def _hour(text: str, name: str, wrong: dict[str, object]) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        wrong[name] = _("Write the hour as 08:30.")
        return None


def choice(kind: type[Choice], value: str, other: Choice) -> Choice:
    """The choice that a field names; what no list offers is the usual one."""
    return kind(value) if value in set(kind) else other


def cases_of(values: Iterable[str]) -> tuple[NoMeeting, ...]:
    """The ticked cases in which no meeting should be."""
    ticked = set(values)
    return tuple(case for case in NoMeeting if case.value in ticked)


def uids_of(values: Iterable[str]) -> list[UUID]:
    """Public names, each once; what is none is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _engine(value: str) -> str:
    return value if value in ENGINES else "none"


def _rule(value: str) -> str:
    return value if value in {row.code for row in vote_rules(clock.today())} else ""


def engine_options(chosen: str) -> list[tuple[str, object]]:
    """The conferences that this installation has, and the one that was chosen before."""
    kinds = {kind.value for kind in offered(current_settings())} | {chosen}
    return [(code, label) for code, label in ENGINES.items() if code in kinds]


def rule_options() -> list[tuple[str, str]]:
    """The rules of voting of today, with none first."""
    rows = [(row.code, row.name(language())) for row in vote_rules(clock.today())]
    return [("", _("No votes are expected")), *rows]


def rule_name(code: str) -> str:
    """A rule of voting in the reader's language."""
    return dict(rule_options()).get(code, code) if code else ""


def options(kind: type[StrEnum]) -> list[tuple[str, object]]:
    """The members of a choice with their words."""
    return [(one.value, getattr(one, "label", one.value)) for one in kind]
