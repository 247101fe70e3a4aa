"""Pushed events: each is applied once, in the order of its person, or answered with a reason."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from personnel.national.codes import (
    REGISTERED,
    SPEC_VERSION,
    UNIT_GROUP,
    Ack,
    Code,
    Scope,
)
from personnel.national.sandbox import feed, ledger, people, secrets, unit_events, wallclock
from personnel.national.sandbox.people import Person
from personnel.national.sandbox.refusals import Refused, fault
from personnel.national.sandbox.register import Caller, Register

Event = dict[str, Any]
Result = dict[str, Any]
_CLOSING = ("personnel.exit.", "personnel.person.closed", "personnel.person.merged")


def take_all(register: Register, events: list[Event], caller: Caller) -> list[Result]:
    """One result for each event, in their order."""
    return [take(register, event, caller) for event in events]


def take(register: Register, event: Event, caller: Caller) -> Result:
    """What one event came to; a refused one changes nothing."""
    said = {"eventId": event["eventId"]}
    known = ledger.version_of(register, event["eventId"])
    if known is not None:
        return {**said, "ack": Ack.DUPLICATE, "newVersion": known}
    try:
        with register.store.apart():
            return {**said, "ack": Ack.ACCEPTED, **_applied(register, event, caller)}
    except Refused as refused:
        return {**said, **refused.said, **refused.afterwards()}


def _applied(register: Register, event: Event, caller: Caller) -> Result:
    rows = secrets.opened(register.secret_key, event["snapshot"]["rows"])
    event = {**event, "snapshot": {"rows": rows}}
    _check_words(register, event, caller)
    if event["group"] == UNIT_GROUP:
        return unit_events.apply(register, event, caller)
    return _apply(register, event, caller)


def _check_words(register: Register, event: Event, caller: Caller) -> None:
    """What can be said of an event without looking at its person."""
    if event["specVersion"] != SPEC_VERSION:
        raise Refused(Code.SCHEMA_UNSUPPORTED, fault("/specVersion", "unsupported"))
    if not caller.client.owns(event["sender"]["agencyCode"]):
        raise Refused(Code.AGENCY_UNKNOWN, fault("/sender/agencyCode", "not-yours"))
    if event["receiver"]["agencyCode"] != register.config.agency:
        raise Refused(Code.AGENCY_UNKNOWN, fault("/receiver/agencyCode", "not-me"))
    if event["newVersion"] != event["baseVersion"] + 1:
        raise Refused(Code.DATA_INVALID, fault("/newVersion", "follows-base"))
    if ("unitCode" in event["subject"]) != (event["group"] == UNIT_GROUP):
        raise Refused(Code.DATA_INVALID, fault("/subject", "fits-group"))
    if event["group"] == UNIT_GROUP and Scope.UNITS not in caller.scopes:
        raise Refused(Code.AUTH_FAILED, fault("/group", "scope"))
    if register.faults.strikes("reject", event["group"]):
        raise Refused(Code.DATA_INVALID, fault("/snapshot/rows/0/values", "refused", "A switch."))
    _check_codes(register, event)


def _check_codes(register: Register, event: Event) -> None:
    lists = current_lists(register)
    for pointer, coded in _codes(event["snapshot"]["rows"], "/snapshot/rows"):
        if coded["list"] not in lists:
            continue
        version, rows = lists[coded["list"]]
        if coded["code"] not in {row["code"] for row in json.loads(rows)}:
            raise Refused(Code.CODELIST_UNKNOWN, fault(pointer, "code", "The code is not known."))
        if coded.get("version") != version:
            raise Refused(Code.CODELIST_OUTDATED, fault(pointer, "version", f"It is {version}."))


def current_lists(register: Register) -> dict[str, tuple[str, str]]:
    """By list its version in force and its rows."""
    query = "SELECT id, version, rows FROM codelist ORDER BY place"
    return {row["id"]: (row["version"], row["rows"]) for row in register.store.rows(query)}


def _codes(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if isinstance(value.get("list"), str) and "code" in value:
            yield pointer, value
        for name, inner in value.items():
            yield from _codes(inner, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _codes(inner, f"{pointer}/{place}")


# ------------------------------------------------------------------------------ people


def _apply(register: Register, event: Event, caller: Caller) -> Result:
    store = register.store
    person = people.find(store, event["subject"]["citizenId"]) or _newcomer(event)
    _check_right(register, person, event)
    _check_order(register, person, event)
    person.sequence = event["sequence"]
    person.unit = event["subject"]["unit"]
    person.staff_no = event["subject"]["staffNo"]
    if event["type"].startswith(_CLOSING):
        person.state = "closed"
    people.keep(store, person, {event["group"]: event["snapshot"]["rows"]})
    ledger.note(register, event, person.citizen_id, person.version)
    feed.append(register, feed.of_event(event, person), origin=caller.client.client_id)
    _close_conflicts(register, person.citizen_id)
    return {"newVersion": person.version, "etag": person.etag}


def _newcomer(event: Event) -> Person:
    subject = event["subject"]
    if event["sequence"] > 1:
        raise Refused(Code.SEQUENCE_GAP, ack=Ack.DEFERRED, expected=1)
    if event["type"] != REGISTERED:
        raise Refused(Code.NOT_FOUND, fault("/subject/citizenId", "known"))
    if event["group"] != "identity" or not event["snapshot"]["rows"]:
        raise Refused(Code.INCOMPLETE, fault("/group", "identity-first"))
    body = event["sender"]["agencyCode"]
    return Person(subject["citizenId"], body, subject["unit"], subject["staffNo"])


def _check_right(register: Register, person: Person, event: Event) -> None:
    sender = event["sender"]["agencyCode"]
    if person.managing_body != sender:
        is_claim = event["type"] == REGISTERED
        code = Code.DUPLICATE_PERSON if is_claim else Code.NOT_OWNER
        raise Refused(code, fault("/sender/agencyCode", "managing-body"))
    query = "SELECT id FROM transfer WHERE citizen_id = ? AND state = 'proposed'"
    if register.store.row(query, person.citizen_id):
        expected = person.sequence + 1
        raise Refused(Code.TRANSFER_PENDING, ack=Ack.DEFERRED, expected=expected)
    for place, row in enumerate(event["snapshot"]["rows"]):
        if row["values"].get("citizen_id", person.citizen_id) != person.citizen_id:
            pointer = f"/snapshot/rows/{place}/values/citizen_id"
            raise Refused(Code.DATA_INVALID, fault(pointer, "fits-subject"))


def _check_order(register: Register, person: Person, event: Event) -> None:
    expected = person.sequence + 1
    if event["sequence"] > expected:
        raise Refused(Code.SEQUENCE_GAP, ack=Ack.DEFERRED, expected=expected)
    if event["sequence"] < expected:
        pointer = fault("/sequence", "taken", "Another event has this place.")
        raise Refused(Code.VERSION_CONFLICT, pointer, **_where(person), expected=expected)
    if person.version and register.faults.strikes("conflict", event["group"]):
        raise Refused(Code.VERSION_CONFLICT, then=lambda: _correct_and_open(register, event))
    if event["baseVersion"] != person.version:
        raise Refused(Code.VERSION_CONFLICT, then=lambda: _open_conflict(register, event))


def _where(person: Person) -> Result:
    return {"currentVersion": person.version, "etag": person.etag}


def _correct_and_open(register: Register, event: Event) -> Result:
    """The switch: somebody of the register changed the same group a moment ago."""
    rows = people.group(register.store, event["subject"]["citizenId"], event["group"])
    changed = [{**row, "decision": "Sửa tại cơ sở dữ liệu quốc gia"} for row in rows]
    correct(register, event["subject"]["citizenId"], event["group"], changed)
    return _open_conflict(register, event)


def correct(register: Register, citizen_id: str, group: str, rows: people.Rows) -> Person:
    """The national side changes a group; the managing body hears of it in the feed."""
    person = people.find(register.store, citizen_id)
    if person is None:
        raise KeyError(citizen_id)
    with register.store.together():
        people.keep(register.store, person, {group: rows})
        said = feed.of_correction(person, group, rows, sender=register.config.agency)
        feed.append(register, said, origin="")
    return person


def _open_conflict(register: Register, event: Event) -> Result:
    """Both versions of the group side by side; asked again, it is the same conflict."""
    store = register.store
    citizen_id, group = event["subject"]["citizenId"], event["group"]
    person = people.find(store, citizen_id)
    if person is None:
        return {"currentVersion": 0, "expected": event["sequence"]}
    theirs = people.group(store, citizen_id, group)
    query = "SELECT id, event FROM conflict WHERE citizen_id = ? AND state = 'open' AND kind = ?"
    for row in store.rows(query, citizen_id, "group"):
        if json.loads(row["event"])["eventId"] == event["eventId"]:
            return {**_where(person), "conflictId": row["id"]}
    own_id = str(uuid.uuid4())
    local, remote = json.dumps(event["snapshot"]), json.dumps({"rows": theirs})
    line = (own_id, "group", "open", citizen_id, group, local, remote, json.dumps(event))
    change = "INSERT INTO conflict VALUES (?,?,?,?,?,?,?,?,?,?)"
    store.run(change, *line, wallclock.stamp(), "{}")
    return {**_where(person), "conflictId": own_id}


def _close_conflicts(register: Register, citizen_id: str) -> None:
    """What was sent again on the present version needs no decision any more."""
    change = """UPDATE conflict SET state = 'resolved', answer = '{"choice": "keep_local"}'
      WHERE citizen_id = ? AND state = 'open' AND kind = 'group'"""
    register.store.run(change, citizen_id)
