"""Whether both ends hold the same: digests of people, one root for each unit."""

import hashlib
from collections.abc import Sequence
from typing import Any

import rfc8785

from personnel.national.codes import Code
from personnel.national.sandbox import people, seals
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.replies import Problem, Reply, as_json

Row = dict[str, Any]
_BELOW = """SELECT citizen_id, managing_body, unit, version, digest FROM person
  WHERE unit = ? OR unit LIKE ? || '.%' ORDER BY citizen_id"""


def compare(call: Call) -> Reply:
    """The people of a unit and of those below it, as far as the asker holds them."""
    unit, day = call.query["unit"], call.query.get("asOf")
    rows = call.register.store.rows(_BELOW, unit, unit)
    found = [row for row in rows if call.caller.client.owns(row["managing_body"])]
    if day:
        found = [{**row, "digest": _on_day(call, row["citizen_id"], day)} for row in found]
    start = cursor_place(call, "reconcile", call.query.get("cursor"))
    end = start + call.query["limit"]
    return as_json(
        {
            "unit": unit,
            "asOf": day,
            "count": len(found),
            "root": root(found),
            "units": [_of_unit(code, found) for code in sorted({row["unit"] for row in found})],
            "persons": [_shown(row) for row in found[start:end]],
            "cursor": cursor_at(call, "reconcile", end) if end < len(found) else None,
        }
    )


def root(rows: Sequence[Row]) -> str:
    """Split as RFC 9162 has it: the left half is the greatest power of two below the whole."""
    return _hash([_leaf(row) for row in rows]).hex()


def cursor_at(call: Call, kind: str, place: int) -> str:
    return seals.seal(call.register.secret, kind, call.caller.client.client_id, place)


def cursor_place(call: Call, kind: str, given: str | None) -> int:
    """Where a page begins."""
    if given is None:
        return 0
    try:
        found, client, place = seals.opened(call.register.secret, given)
    except (seals.Broken, ValueError):
        found, client, place = "", "", 0
    if (found, client) != (kind, call.caller.client.client_id):
        error = {"pointer": "/cursor", "rule": "written-here"}
        raise Problem(Code.DATA_INVALID, "this cursor was not given out here", errors=[error])
    return int(place)


def _hash(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _hash(leaves[:half]) + _hash(leaves[half:])).digest()


def _leaf(row: Row) -> bytes:
    said = rfc8785.dumps([row["citizen_id"], row["version"], row["digest"]])
    return hashlib.sha256(b"\x00" + said).digest()


def _of_unit(code: str, rows: list[Row]) -> Row:
    own = [row for row in rows if row["unit"] == code]
    return {"unit": code, "count": len(own), "root": root(own)}


def _on_day(call: Call, citizen_id: str, day: str) -> str:
    found = people.groups(call.register.store, citizen_id)
    in_force = {name: people.in_force(rows, day) for name, rows in found.items()}
    return people.digest_of(citizen_id, in_force)


def _shown(row: Row) -> Row:
    return {"citizenId": row["citizen_id"], "version": row["version"], "digest": row["digest"]}
