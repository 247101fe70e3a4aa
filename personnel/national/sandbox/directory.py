"""What the register says of itself, of units, of codes, and in figures."""

import json
from collections import Counter
from typing import Any

from personnel.national.codes import (
    GROUPS,
    MOST_BYTES,
    MOST_CHANGES,
    MOST_EVENTS,
    MOST_VERIFIED,
    SENSITIVE,
    SPEC_VERSION,
    Code,
)
from personnel.national.sandbox import events, people, signatures, wallclock
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.reconcile import cursor_at, cursor_place
from personnel.national.sandbox.replies import Problem, Reply, as_json

_UNITS = """SELECT code, name, parent, valid_from AS validFrom, valid_to AS validTo FROM unit"""


def service(call: Call) -> Reply:
    """Good for an hour; the clock is not part of what is compared."""
    lists = events.current_lists(call.register)
    said: dict[str, Any] = {
        "versions": [SPEC_VERSION],
        "agency": call.register.config.agency,
        "groups": list(GROUPS),
        "sensitive": sorted(SENSITIVE),
        "codelists": [{"id": one, "version": lists[one][0]} for one in sorted(lists)],
        "limits": {
            "events": MOST_EVENTS,
            "bytes": MOST_BYTES,
            "verify": MOST_VERIFIED,
            "changes": MOST_CHANGES,
        },
        "keys": [signatures.public(one) for one in (call.register.key, call.register.secret_key)],
    }
    mark = _mark(said)
    reply = as_json({**said, "clock": wallclock.stamp()})
    return _unless_known(call, reply, mark).also(Cache_Control="max-age=3600")


def codelist(call: Call) -> Reply:
    """In the version in force, or in the one that was asked for."""
    query = "SELECT * FROM codelist WHERE id = ? AND (version = ? OR ? IS NULL) ORDER BY place DESC"
    wanted = call.query.get("version")
    row = call.register.store.row(query, call.path["id"], wanted, wanted)
    if row is None:
        raise Problem(Code.CODELIST_UNKNOWN, "there is no such list", status=404)
    said = {"id": row["id"], "version": row["version"], "rows": json.loads(row["rows"])}
    return _unless_known(call, as_json(said), _mark(said))


def units(call: Call) -> Reply:
    """The tree on a day, today if none is named."""
    day = call.query.get("asOf") or wallclock.today()
    start, limit = cursor_place(call, "units", call.query.get("cursor")), call.query["limit"]
    query = f"""{_UNITS} WHERE valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)
      ORDER BY code LIMIT ? OFFSET ?"""
    found = call.register.store.rows(query, day, day, limit + 1, start)
    place = cursor_at(call, "units", start + limit) if len(found) > limit else None
    return as_json({"units": found[:limit], "cursor": place})


def history(call: Call) -> Reply:
    """All times of one unit."""
    query = f"{_UNITS} WHERE code = ? ORDER BY valid_from"
    found = call.register.store.rows(query, call.path["code"])
    if not found:
        raise Problem(Code.NOT_FOUND, "there is no such unit")
    return as_json({"units": found, "cursor": None})


def stats(call: Call) -> Reply:
    """Counts of the asker's people who were in the service on a day."""
    day = call.query.get("asOf") or wallclock.today()
    query = """SELECT p.unit, p.state, p.managing_body, s.rows FROM person p JOIN section s
      ON s.citizen_id = p.citizen_id AND s.name = 'identity' ORDER BY p.unit"""
    rows = [row for row in call.register.store.rows(query) if _counts(call, row, day)]
    units_of, states = Counter(row["unit"] for row in rows), Counter(row["state"] for row in rows)
    return as_json(
        {
            "asOf": day,
            "persons": len(rows),
            "open": states["open"],
            "closed": states["closed"],
            "units": [{"unit": unit, "count": units_of[unit]} for unit in sorted(units_of)],
        }
    )


def _counts(call: Call, row: dict[str, Any], day: str) -> bool:
    began = min(one["validFrom"] for one in json.loads(row["rows"]))
    return call.caller.client.owns(row["managing_body"]) and began <= day


def _mark(said: Any) -> str:
    return f'"{people.hashed(said)[:16]}"'


def _unless_known(call: Call, reply: Reply, mark: str) -> Reply:
    if call.headers.get("if-none-match") == mark:
        return Reply(status=304).also(ETag=mark)
    return reply.also(ETag=mark)
