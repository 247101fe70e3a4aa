"""What changed, in the order of commits: a page at a time, again if need be, acknowledged."""

import json
import uuid
from typing import Any

from personnel.national.codes import CORRECTED, REGISTERED, UNIT_GROUP, Code
from personnel.national.sandbox import people, seals, wallclock
from personnel.national.sandbox.people import Person, Rows
from personnel.national.sandbox.register import Caller, Register
from personnel.national.sandbox.replies import Problem

Said = dict[str, Any]
_AGAIN = 3
_BLOCK = 500


def append(register: Register, said: Said, *, origin: str, party: str = "") -> None:
    """A line for all whom it concerns but the connection it came from."""
    change = """INSERT INTO change (origin, body, party, unit, section, said, at)
      VALUES (?, ?, ?, ?, ?, ?, ?)"""
    body = said.pop("body")
    row = (origin, body, party, said["unit"], said["group"], json.dumps(said, ensure_ascii=False))
    register.store.run(change, *row, wallclock.now())


def of_event(event: Said, person: Person) -> Said:
    return _line(
        person,
        eventId=event["eventId"],
        correlationId=event["correlationId"],
        type=event["type"],
        group=event["group"],
        sender=event["sender"]["agencyCode"],
        effectiveFrom=event["effectiveFrom"],
        recordedAt=event["recordedAt"],
        snapshot=event["snapshot"],
    )


def of_correction(person: Person, group: str, rows: Rows, *, sender: str) -> Said:
    day = wallclock.today()
    rows_of = {"rows": rows}
    return _line(
        person, type=CORRECTED, group=group, sender=sender, effectiveFrom=day, snapshot=rows_of
    )


def of_record(person: Person, kind: str = REGISTERED) -> Said:
    """A whole record was written or given over: whoever wants it reads it."""
    return _line(person, type=kind, sender=person.managing_body)


def of_unit(event: Said) -> Said:
    return {
        "eventId": event["eventId"],
        "correlationId": event["correlationId"],
        "type": event["type"],
        "group": UNIT_GROUP,
        "citizenId": None,
        "unit": event["subject"]["unitCode"],
        "sender": event["sender"]["agencyCode"],
        "sequence": event["sequence"],
        "newVersion": event["newVersion"],
        "effectiveFrom": event["effectiveFrom"],
        "recordedAt": event["recordedAt"],
        "snapshot": event["snapshot"],
        "body": event["sender"]["agencyCode"],
    }


def _line(person: Person, **said: Any) -> Said:
    own_id = str(uuid.uuid4())
    return {
        "eventId": own_id,
        "correlationId": own_id,
        "group": None,
        "effectiveFrom": None,
        "recordedAt": wallclock.stamp(),
        "snapshot": None,
        "citizenId": person.citizen_id,
        "unit": person.unit,
        "sequence": person.sequence,
        "newVersion": person.version,
        "body": person.managing_body,
        **said,
    }


# ---------------------------------------------------------------------------- read it


def page(register: Register, caller: Caller, query: Said) -> Said:
    """The next lines after a cursor; without one from the first line that is kept."""
    place = _place(register, caller, query.get("cursor"))
    if register.faults.strikes("duplicate", "changes"):
        place = max(place - _AGAIN, floor(register))
    found: list[Said] = []
    has_more = True
    while has_more and len(found) < query["limit"]:
        block = _block(register, caller, place)
        has_more = len(block) == _BLOCK
        for row in block:
            place = row["seq"]
            if _concerns(row, caller, query):
                found.append(_shown(row, caller))
            if len(found) == query["limit"]:
                has_more = True
                break
    return {
        "changes": found,
        "cursor": cursor(register, caller, place),
        "hasMore": has_more and bool(_block(register, caller, place)),
    }


def between(
    register: Register, caller: Caller, query: Said, window: tuple[float, float]
) -> list[Said]:
    """All lines of a time, as gateways ask for them."""
    asked = "SELECT * FROM change WHERE at BETWEEN ? AND ? AND origin != ? ORDER BY seq"
    rows = register.store.rows(asked, *window, caller.client.client_id)
    return [_shown(row, caller) for row in rows if _concerns(row, caller, query)]


def _block(register: Register, caller: Caller, place: int) -> list[Said]:
    query = f"SELECT * FROM change WHERE seq > ? AND origin != ? ORDER BY seq LIMIT {_BLOCK}"  # noqa: S608  # a number
    return register.store.rows(query, place, caller.client.client_id)


def _concerns(row: Said, caller: Caller, query: Said) -> bool:
    if not (caller.client.owns(row["body"]) or caller.client.owns(row["party"])):
        return False
    if (unit := query.get("unit")) and not f"{row['unit']}.".startswith(f"{unit}."):
        return False
    wanted = query.get("groups")
    return not wanted or row["section"] in {*wanted.split(","), None}


def _shown(row: Said, caller: Caller) -> Said:
    said: Said = json.loads(row["said"])
    return said if caller.sees(said["group"]) else {**said, "snapshot": None}


def cursor(register: Register, caller: Caller, place: int) -> str:
    return seals.seal(register.secret, "changes", caller.client.client_id, place, wallclock.now())


def _place(register: Register, caller: Caller, given: str | None) -> int:
    if given is None:
        return floor(register)
    try:
        kind, client, place, written = seals.opened(register.secret, given)
    except (seals.Broken, ValueError) as fault:
        raise _not_ours() from fault
    if (kind, client) != ("changes", caller.client.client_id):
        raise _not_ours()
    is_old = wallclock.now() - written > register.config.cursor_days * wallclock.DAY
    if is_old or place < floor(register):
        raise Problem(Code.CURSOR_EXPIRED, "read all records anew, then start without a cursor")
    return int(place)


def _not_ours() -> Problem:
    error = {"pointer": "/cursor", "rule": "written-here"}
    return Problem(Code.DATA_INVALID, "this cursor was not given out here", errors=[error])


def floor(register: Register) -> int:
    """The last line that was thrown away."""
    return register.store.count("SELECT min(seq) - 1 FROM change")


def forget(register: Register) -> None:
    """Throw away all lines but the last: cursors before it are of no use any more."""
    change = "DELETE FROM change WHERE seq < (SELECT max(seq) FROM change)"
    register.store.run(change)


def acknowledge(register: Register, caller: Caller, said: Said) -> Said:
    """Results are kept; the furthest place never goes back."""
    place, client = _place(register, caller, said["cursor"]), caller.client.client_id
    known = register.store.row("SELECT * FROM acked WHERE client = ?", client)
    best = said["cursor"]
    for one in said["results"]:
        note_ack(register, caller, one["eventId"], one["code"], one.get("note") or "")
    if known and known["place"] > place:
        best = known["cursor"]
    else:
        change = "INSERT OR REPLACE INTO acked VALUES (?, ?, ?)"
        register.store.run(change, client, place, best)
    return {"cursor": best, "recorded": len(said["results"])}


def note_ack(register: Register, caller: Caller, event_id: str, code: str, note: str) -> None:
    """What a reader made of one line."""
    row = (caller.client.client_id, event_id, code, note)
    register.store.run("INSERT OR REPLACE INTO ack_result VALUES (?, ?, ?, ?)", *row)


def groups_of(register: Register, caller: Caller, citizen_id: str, query: Said) -> dict[str, Rows]:
    """The groups of a record that were asked for and may be seen."""
    wanted = query.get("groups")
    names = set(wanted.split(",")) if wanted else None
    day = query.get("asOf")
    return {
        name: people.in_force(rows, day) if day else rows
        for name, rows in people.groups(register.store, citizen_id).items()
        if caller.sees(name) and (names is None or name in names)
    }
