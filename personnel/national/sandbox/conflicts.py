"""Two ends say different things of one group, or two bodies claim one person: people decide."""

import json
import uuid
from typing import Any

from personnel.national.codes import TRANSFER_ACCEPTED, Choice, Code
from personnel.national.sandbox import feed, ledger, people, wallclock
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.people import Person
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, as_json

Row = dict[str, Any]


def listed(call: Call) -> Reply:
    """Those of the asker's people."""
    query = """SELECT c.*, p.managing_body, p.version FROM conflict c JOIN person p
      ON p.citizen_id = c.citizen_id WHERE c.state = ? ORDER BY c.opened_at, c.id"""
    rows = call.register.store.rows(query, call.query["state"])
    found = [_shown(row) for row in rows if _is_party(call, row)]
    return as_json({"conflicts": found})


def resolve(call: Call) -> Reply:
    """The decision is kept; asked again with the same choice, it is the same answer."""
    row = _found(call)
    if row["state"] == "resolved":
        return _again(call, row)
    if (call.body["choice"] == Choice.EDIT) != bool(call.body.get("value")):
        error = {"pointer": "/value", "rule": "with-edit-only"}
        raise Problem(Code.DATA_INVALID, "a value is given with the choice edit", errors=[error])
    person = _person(call.register, row)
    if row["kind"] == "claim":
        _settle_claim(call, row, person)
    else:
        _settle_group(call, row, person)
    said = {
        "conflictId": row["id"],
        "choice": call.body["choice"],
        "version": person.version,
        "sequence": person.sequence,
        "etag": person.etag,
    }
    change = "UPDATE conflict SET state = 'resolved', answer = ? WHERE id = ?"
    kept = {**said, "note": call.body["note"], "resolvedBy": call.body["resolvedBy"]}
    call.register.store.run(change, json.dumps(kept, ensure_ascii=False), row["id"])
    return as_json(said)


def claim(register: Register, citizen_id: str, agency: str) -> str:
    """A second body says that the person is its own."""
    person = people.find(register.store, citizen_id)
    if person is None:
        raise KeyError(citizen_id)
    own_id = str(uuid.uuid4())
    local = json.dumps({"managingBody": person.managing_body})
    row = (own_id, "claim", "open", citizen_id, None, local, json.dumps({"managingBody": agency}))
    change = "INSERT INTO conflict VALUES (?,?,?,?,?,?,?,?,?,?)"
    register.store.run(change, *row, "{}", wallclock.stamp(), "{}")
    return own_id


def _settle_claim(call: Call, row: Row, person: Person) -> None:
    """To keep the other's word is to give the person up."""
    if call.body["choice"] == Choice.EDIT:
        raise Problem(Code.DATA_INVALID, "a person belongs to one body or the other")
    if call.body["choice"] == Choice.KEEP_REMOTE:
        sender = person.managing_body
        person.managing_body = json.loads(row["remote"])["managingBody"]
        people.keep(call.register.store, person, {})
        said = feed.of_record(person, TRANSFER_ACCEPTED)
        feed.append(call.register, said, origin="", party=sender)


def _settle_group(call: Call, row: Row, person: Person) -> None:
    """The event that was not applied has its answer: its place in the order is used up."""
    event = json.loads(row["event"])
    if person.sequence + 1 == event["sequence"]:
        person.sequence = event["sequence"]
    choice = call.body["choice"]
    chosen: people.Rows | None = None
    if choice == Choice.KEEP_LOCAL:
        chosen = event["snapshot"]["rows"]
    elif choice == Choice.EDIT:
        chosen = call.body["value"]["rows"]
    people.keep(call.register.store, person, {} if chosen is None else {row["section"]: chosen})
    if ledger.version_of(call.register, event["eventId"]) is None:
        ledger.note(call.register, event, person.citizen_id, person.version)
    rows = people.group(call.register.store, person.citizen_id, row["section"])
    sender = call.register.config.agency
    said = feed.of_correction(person, row["section"], rows, sender=sender)
    feed.append(call.register, said, origin="")


def _again(call: Call, row: Row) -> Reply:
    kept = json.loads(row["answer"])
    if kept.get("choice") != call.body["choice"] or "etag" not in kept:
        raise Problem(Code.VERSION_CONFLICT, "the conflict is resolved already", status=409)
    names = ("conflictId", "choice", "version", "sequence", "etag")
    return as_json({name: kept[name] for name in names})


def _found(call: Call) -> Row:
    query = """SELECT c.*, p.managing_body, p.version FROM conflict c JOIN person p
      ON p.citizen_id = c.citizen_id WHERE c.id = ?"""
    row = call.register.store.row(query, call.path["conflictId"])
    if row is None or not _is_party(call, row):
        raise Problem(Code.NOT_FOUND, "there is no such conflict")
    if row["managing_body"] != call.caller.agency and row["state"] == "open":
        raise Problem(Code.NOT_OWNER, "the managing body decides")
    return row


def _is_party(call: Call, row: Row) -> bool:
    bodies = {json.loads(row[name]).get("managingBody", "") for name in ("local", "remote")}
    return any(call.caller.client.owns(one) for one in {row["managing_body"], *bodies})


def _person(register: Register, row: Row) -> Person:
    person = people.find(register.store, row["citizen_id"])
    if person is None:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number")
    return person


def _shown(row: Row) -> Row:
    return {
        "conflictId": row["id"],
        "kind": row["kind"],
        "state": row["state"],
        "citizenId": row["citizen_id"],
        "group": row["section"],
        "local": json.loads(row["local"]),
        "remote": json.loads(row["remote"]),
        "openedAt": row["opened_at"],
        "version": row["version"],
    }
