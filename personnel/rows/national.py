"""How the exchange with the national database stands, in plain words with what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from office.i18n import _, _l
from office.units import queries as units
from personnel.models import (
    Dossier,
    EventState,
    LinkState,
    NationalConnection,
    NationalEvent,
    NationalLink,
)
from personnel.national.client.doctor import Check, Result
from personnel.national.codes import Code
from personnel.operations.telling import QUALITY
from personnel.record.groups import GROUPS

KINDS: Mapping[str, str] = {
    "accepted": "ok",
    "rejected": "bad",
    "conflict": "bad",
    "sent": "ask",
    "waiting": "ask",
}

PROBLEMS: Mapping[str, tuple[object, object]] = {
    QUALITY: (
        _l("Errors in the dossier keep it back."),
        _l("Mend the errors that stand under its data quality; then it goes by itself."),
    ),
    Code.DATA_INVALID: (
        _l("A value is not as the national database takes it."),
        _l("Look at the fields that are named, correct them by a decision, then send again."),
    ),
    Code.INCOMPLETE: (
        _l("Something that must be there is missing."),
        _l("Add what is missing, then send again."),
    ),
    Code.CODELIST_UNKNOWN: (
        _l("A code is not in the list of the national database."),
        _l("Choose a code that is in force, then send again."),
    ),
    Code.CODELIST_OUTDATED: (
        _l("A code list has changed there since."),
        _l("Send again: the lists are asked for anew."),
    ),
    Code.DUPLICATE_PERSON: (
        _l("The national database holds this citizen number already, in another dossier."),
        _l("Check the citizen number; if it is right, ask the other body for the transfer."),
    ),
    Code.VERSION_CONFLICT: (
        _l("Somebody changed the record over there meanwhile."),
        _l("Compare both sides and decide which one holds."),
    ),
    Code.NOT_OWNER: (
        _l("Over there another body manages this person."),
        _l("Ask that body for the transfer of the dossier."),
    ),
    Code.TRANSFER_PENDING: (
        _l("A transfer between two bodies is under way."),
        _l("It goes by itself once the transfer is accepted or refused."),
    ),
    Code.SEQUENCE_GAP: (
        _l("Something that comes before it has not arrived yet."),
        _l("It goes again by itself behind what is missing."),
    ),
    Code.NOT_FOUND: (
        _l("The national database does not know this person yet."),
        _l("Send again: the whole dossier is told."),
    ),
    Code.SCHEMA_UNSUPPORTED: (
        _l("The national database has no place for this group."),
        _l("Ask the administrator of the line whether the contract has changed."),
    ),
}
RULES: Mapping[str, object] = {
    "code": _l("This code is not in the list over there."),
    "version": _l("This list has another version over there."),
    "missing": _l("This must be filled in."),
    "refused": _l("This value was refused."),
    "fits-subject": _l("This differs from the number under which the person is registered."),
    "identity-first": _l("The identity of the person must come first."),
    "managing-body": _l("Another body manages this person."),
    "known": _l("Nobody is registered under this number."),
    "scope": _l("This connection may not write this group."),
}
OTHER = (
    _l("The national database did not take it."),
    _l("Send again; if it comes back once more, ask the administrator of the line."),
)


def problem_words(code: str) -> tuple[str, str]:
    """What is wrong and how it is mended."""
    what, fix = PROBLEMS.get(code, OTHER)
    return str(what), str(fix)


@dataclass(frozen=True)
class ToldLine:
    """One dossier of the list of states."""

    uid: UUID
    name: str
    unit: str
    state: LinkState
    why: str
    fix: str
    since: datetime | None
    can_go_again: bool

    @property
    def kind(self) -> str:
        """How the state is shown."""
        return kind_of(self.state)


def kind_of(state: LinkState | EventState) -> str:
    """The look of a state; what was never sent asks for nobody."""
    return KINDS.get(state.value, "")


def told_lines(pairs: Iterable[tuple[Dossier, NationalLink | None]]) -> list[ToldLine]:
    """The lines of a list."""
    return [_line(dossier, link) for dossier, link in pairs]


def _line(dossier: Dossier, link: NationalLink | None) -> ToldLine:
    why, fix = problem_words(link.problem) if link and link.problem else ("", "")
    state = link.state if link else LinkState.NOT_SENT
    return ToldLine(
        uid=dossier.uid,
        name=dossier.full_name,
        unit=units.name_of(dossier.unit_id) if dossier.unit_id else "",
        state=state,
        why=why,
        fix=fix,
        since=link.changed_at if link else None,
        can_go_again=state in (LinkState.REJECTED, LinkState.NOT_SENT),
    )


@dataclass(frozen=True)
class EventLine:
    """One event of a dossier: what was told, how far it came, what is wrong with which field."""

    uid: UUID
    group: str
    state: EventState
    kind: str
    told_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    tries: int
    why: str
    fix: str
    errors: tuple[tuple[str, str], ...]


def event_lines(events: Iterable[NationalEvent]) -> list[EventLine]:
    """The events as they are shown."""
    return [_event(event) for event in events]


def _event(event: NationalEvent) -> EventLine:
    stuck = event.state in (EventState.REJECTED, EventState.CONFLICT)
    why, fix = problem_words(event.problem) if stuck and event.problem else ("", "")
    return EventLine(
        uid=event.uid,
        group=str(GROUPS[event.group].label) if event.group in GROUPS else event.group,
        state=event.state,
        kind=kind_of(event.state),
        told_at=event.recorded_at,
        sent_at=event.sent_at,
        settled_at=event.settled_at,
        tries=event.tries,
        why=why,
        fix=fix,
        errors=tuple(
            (place_words(event.group, pointer), rule_words(str(said)))
            for pointer, said in event.errors.items()
        ),
    )


def rule_words(said: str) -> str:
    """The rule that a field breaks; what the other end says in its own words stays."""
    rule, _blank, rest = said.partition(" ")
    return str(RULES[rule]) if rule in RULES else rest or said


def place_words(group: str, pointer: str) -> str:
    """The field that a JSON pointer (RFC 6901) names, as its label on the page."""
    parts = [part for part in pointer.split("/") if part]
    found = GROUPS.get(group)
    named = [part for part in parts if found and part in found.by_name]
    if found is None or not named:
        return str(found.label) if found else pointer
    return f"{found.label}: {found.by_name[named[0]].label}"


# --------------------------------------------------------------------------- examination


TITLES: Mapping[Check, object] = {
    Check.REACHED: _l("The service answers"),
    Check.TRUSTED: _l("Our name and secret are taken"),
    Check.AGENCY: _l("We may speak for our agency"),
    Check.KEY: _l("Our signing key is known there"),
    Check.CLOCK: _l("Both clocks agree"),
    Check.VERSION: _l("Both speak the same contract"),
    Check.LISTS: _l("The code lists are known here"),
}
FIXES: Mapping[Check, object] = {
    Check.REACHED: _l("Check the address and the way there: name, firewall, certificate."),
    Check.TRUSTED: _l("Enter the name and the secret that the national side gave you."),
    Check.AGENCY: _l("Compare the agency code with what the national side has registered."),
    Check.KEY: _l("Give the public key of this page to the national side, then check again."),
    Check.CLOCK: _l("Set the clock of this machine by a time server."),
    Check.VERSION: _l("The program has to be renewed before anything is sent."),
    Check.LISTS: _l("Codes of these lists are kept as they come; renew the program in time."),
}
RESULTS: Mapping[Result, tuple[object, str]] = {
    Result.GOOD: (_l("Good"), "ok"),
    Result.WARN: (_l("Look at it"), "ask"),
    Result.BAD: (_l("Fault"), "bad"),
    Result.UNASKED: (_l("Not examined"), ""),
}


@dataclass(frozen=True)
class CheckLine:
    """One examination: what, how it came out, what was seen, what to do."""

    check: Check
    title: str
    result: Result
    word: str
    kind: str
    seen: str
    fix: str


def check_lines(line: NationalConnection) -> list[CheckLine]:
    """What the last examination found, in its order; nothing before the first one."""
    return [_check(check, line.checks[check.value]) for check in Check if check in line.checks]


def _check(check: Check, kept: Mapping[str, Any]) -> CheckLine:
    result = Result(kept["result"])
    word, kind = RESULTS[result]
    needs_fix = result in (Result.WARN, Result.BAD)
    return CheckLine(
        check=check,
        title=str(TITLES[check]),
        result=result,
        word=str(word),
        kind=kind,
        seen=_seen(check, kept["seen"]),
        fix=str(FIXES[check]) if needs_fix else "",
    )


def _seen(check: Check, seen: Mapping[str, str]) -> str:
    if "why" in seen:
        return seen["why"]
    if check is Check.CLOCK and seen:
        return _("Difference: %(seconds)s s", seconds=seen["seconds"])
    if check is Check.VERSION and seen:
        return _("Ours %(ours)s, theirs %(theirs)s", ours=seen["ours"], theirs=seen["theirs"])
    if check is Check.LISTS and seen.get("lacking"):
        return _("Unknown here: %(names)s", names=seen["lacking"])
    return _("%(count)s lists", count=seen["count"]) if "count" in seen else ""
