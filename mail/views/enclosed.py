"""What a letter carries besides words and files, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mail import queries
from office import clock
from office.i18n import _, day, moment


@dataclass(frozen=True)
class Signed:
    """What is said of a signature, what a reader should know besides, and how it is marked."""

    what: str
    why: str
    kind: str


@dataclass(frozen=True)
class Answered:
    """Who answered an invitation, and what."""

    name: str
    words: str


@dataclass(frozen=True)
class Called:
    """A meeting to which somebody asks (iMIP, RFC 6047), which he moves or calls off."""

    title: str
    begins: str
    where: str
    by: str
    answers: tuple[Answered, ...] = ()


def signed(seal: Mapping[str, Any]) -> Signed | None:
    """The verdict that was made when the letter came."""
    words = queries.seal_words(seal)
    if not words:
        return None
    kind = {"good": "good", "sealed": ""}.get(str(seal["code"]), "stop")
    return Signed(words[0], " ".join(words[1:]), kind)


def called(calendar: Mapping[str, Any]) -> Called | None:
    """The first meeting of a letter's calendar part."""
    found = next(iter(calendar.get("events") or ()), None)
    if found is None:
        return None
    method = str(calendar.get("method") or "")
    organizer = found["organizer"]
    return Called(
        title=_title(method, str(found["summary"])),
        begins=_begins(found),
        where=str(found["location"]),
        by=str(organizer["name"] or organizer["address"]),
        answers=tuple(map(_answered, found["attendees"])) if method == "REPLY" else (),
    )


def _title(method: str, summary: str) -> str:
    if method == "CANCEL":
        return _("Called off: %(what)s", what=summary)
    if method == "REPLY":
        return _("Answer to an invitation: %(what)s", what=summary)
    return _("Invitation: %(what)s", what=summary)


def _begins(meeting: Mapping[str, Any]) -> str:
    """In the time of this house where the zone is known, else as it was written."""
    text = str(meeting["start"])
    if not text:
        return ""
    if meeting["all_day"]:
        return day(date.fromisoformat(text))
    at = datetime.fromisoformat(text)
    if at.tzinfo is not None:
        return moment(at)
    return " ".join([moment(at.replace(tzinfo=clock.LOCAL)), str(meeting["zone"])]).strip()


def _answered(one: Mapping[str, Any]) -> Answered:
    words = {
        "ACCEPTED": _("comes"),
        "DECLINED": _("does not come"),
        "TENTATIVE": _("may come"),
    }
    said = words.get(str(one["answer"]), _("has not answered"))
    return Answered(str(one["name"] or one["address"]), said)
