"""Whole records: read, put, patch, compare."""

import unicodedata
from typing import Any

from personnel.national.codes import GROUPS, Code, Match
from personnel.national.sandbox import feed, people
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.people import Person
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Problem, Reply, as_json


def show(call: Call) -> Reply:
    """A record for those who hold it, or are offered it."""
    check_groups(call.query.get("groups"))
    person = _found(call)
    _check_reader(call, person)
    if call.headers.get("if-none-match") == person.etag:
        return Reply(status=304).also(ETag=person.etag)
    found = feed.groups_of(call.register, call.caller, person.citizen_id, call.query)
    said = {
        **person.stored(),
        "managingBody": person.managing_body,
        "unit": person.unit,
        "staffNo": person.staff_no,
        "state": person.state,
        "groups": {name: {"rows": rows} for name, rows in found.items()},
    }
    return as_json(said).also(ETag=person.etag)


def put(call: Call) -> Reply:
    """Create or replace; which of the two must be said."""
    if call.body["managingBody"] != call.caller.agency:
        error = {"pointer": "/managingBody", "rule": "yourself"}
        raise Problem(Code.NOT_OWNER, "a record is written by its managing body", errors=[error])
    citizen_id = call.path["citizenId"]
    old = people.find(call.register.store, citizen_id)
    person = old or Person(citizen_id, call.caller.agency, "", "")
    _check_conditions(call, old)
    _check_not_moving(call.register, person)
    person.unit, person.staff_no = call.body["unit"], call.body["staffNo"]
    person.sequence = max(person.sequence, call.body["sequence"])
    before = people.groups(call.register.store, citizen_id)
    said = {name: one["rows"] for name, one in call.body["groups"].items()}
    _write(call, person, {name: said.get(name, []) for name in {*before, *said}})
    return _stored(person, 200 if old else 201)


def patch(call: Call) -> Reply:
    """One group by a merge patch (RFC 7396)."""
    person = _found(call)
    if person.managing_body != call.caller.agency:
        raise Problem(Code.NOT_OWNER, "a record is written by its managing body")
    _check_conditions(call, person)
    _check_not_moving(call.register, person)
    said = {name: (one or {"rows": []})["rows"] for name, one in call.body["groups"].items()}
    _write(call, person, said)
    return _stored(person, 200)


def verify(call: Call) -> Reply:
    """Only whether the words fit: nothing of the record goes out."""
    results = [
        {"citizenId": item["citizenId"], "result": _match(call.register, item)}
        for item in call.body["items"]
    ]
    return as_json({"results": results})


def check_groups(names: str | None) -> None:
    """Names that no group has."""
    unknown = set((names or GROUPS[0]).split(",")) - set(GROUPS)
    if unknown:
        errors = [{"pointer": "/groups", "rule": "known"}]
        raise Problem(Code.DATA_INVALID, f"no such group: {min(unknown)}", errors=errors)


def _write(call: Call, person: Person, changed: dict[str, people.Rows]) -> None:
    people.keep(call.register.store, person, changed)
    origin = call.caller.client.client_id
    feed.append(call.register, feed.of_record(person), origin=origin)


def _stored(person: Person, status: int) -> Reply:
    return as_json(person.stored(), status=status).also(ETag=person.etag)


def _found(call: Call) -> Person:
    person = people.find(call.register.store, call.path["citizenId"])
    if person is None:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number")
    return person


def _check_reader(call: Call, person: Person) -> None:
    owns = call.caller.client.owns
    query = "SELECT receiver FROM transfer WHERE citizen_id = ? AND state = 'proposed'"
    offered = call.register.store.row(query, person.citizen_id)
    if not owns(person.managing_body) and not (offered and owns(offered["receiver"])):
        raise Problem(Code.NOT_OWNER, "the person belongs to another body")


def _check_conditions(call: Call, person: Person | None) -> None:
    """`If-Match` to replace, `If-None-Match: *` to create (RFC 9110, section 13)."""
    given, none = call.headers.get("if-match"), call.headers.get("if-none-match")
    if person and person.managing_body != call.caller.agency:
        raise Problem(Code.DUPLICATE_PERSON, "the person belongs to another body")
    if given is None and none is None:
        raise Problem(Code.VERSION_CONFLICT, "say which version you write over", status=428)
    if person is None and given is not None:
        raise Problem(Code.VERSION_CONFLICT, "nobody is registered under this number")
    if person and (none is not None or given not in {person.etag, "*"}):
        raise Problem(
            Code.VERSION_CONFLICT,
            "the record is in another version",
            headers={"ETag": person.etag},
            etag=person.etag,
            currentVersion=person.version,
        )


def _check_not_moving(register: Register, person: Person) -> None:
    query = "SELECT id FROM transfer WHERE citizen_id = ? AND state = 'proposed'"
    if register.store.row(query, person.citizen_id):
        raise Problem(Code.TRANSFER_PENDING, "a hand-over of this person is under way")


def _match(register: Register, item: dict[str, str]) -> Match:
    rows = people.group(register.store, item["citizenId"], "identity")
    if not rows:
        return Match.UNKNOWN
    known = max(rows, key=lambda row: (row["validFrom"], row["order"]))["values"]
    is_same = _plain(known.get("full_name")) == _plain(item["fullName"])
    born = str(known.get("birth_date", ""))
    length = min(len(born), len(item["birthDate"]))
    is_same = is_same and bool(born) and born[:length] == item["birthDate"][:length]
    return Match.MATCH if is_same else Match.MISMATCH


def _plain(name: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", str(name)).casefold().split())
