"""People go from one managing body to another: never owned by none, never by two."""

import uuid
from typing import Any

from personnel.national.codes import (
    TRANSFER_ACCEPTED,
    TRANSFER_PROPOSED,
    TRANSFER_REJECTED,
    Code,
    TransferState,
)
from personnel.national.sandbox import feed, people, wallclock
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.people import Person
from personnel.national.sandbox.replies import Problem, Reply, as_json

Row = dict[str, Any]


def propose(call: Call) -> Reply:
    """The sender keeps the person until the other body has accepted."""
    said, store = call.body, call.register.store
    person = people.find(store, said["citizenId"])
    if person is None:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number")
    if person.managing_body != call.caller.agency or said["receiver"] == call.caller.agency:
        raise Problem(Code.NOT_OWNER, "only the managing body gives a person to another body")
    if _pending(call, person.citizen_id):
        raise Problem(Code.TRANSFER_PENDING, "a hand-over of this person is under way")
    if not any(client.owns(said["receiver"]) for client in call.register.config.clients):
        raise Problem(Code.AGENCY_UNKNOWN, "no such body is connected", status=422)
    own_id = str(uuid.uuid4())
    row = (own_id, person.citizen_id, call.caller.agency, said["receiver"])
    more = (said["effectiveFrom"], said["reason"], wallclock.stamp())
    change = "INSERT INTO transfer VALUES (?, ?, ?, ?, 'proposed', ?, ?, ?, NULL)"
    store.run(change, *row, *more)
    _tell(call, person, TRANSFER_PROPOSED, party=said["receiver"])
    place = f"/psx/v1/transfers/{own_id}"
    return as_json(_shown(call, _row(call, own_id)), status=201).also(Location=place)


def listed(call: Call) -> Reply:
    """Both parties see a hand-over."""
    owns, state = call.caller.client.owns, call.query.get("state")
    rows = call.register.store.rows("SELECT * FROM transfer ORDER BY proposed_at, id")
    mine = [row for row in rows if owns(row["sender"]) or owns(row["receiver"])]
    found = [_shown(call, row) for row in mine if state in {None, row["state"]}]
    return as_json({"transfers": found})


def accept(call: Call) -> Reply:
    """In one step the record leaves one body and belongs to the other."""
    row = _settled(call, TransferState.ACCEPTED)
    if row["state"] == TransferState.PROPOSED:
        person = _person(call, row)
        person.managing_body = row["receiver"]
        person.unit, person.staff_no = call.body["unit"], call.body["staffNo"]
        people.keep(call.register.store, person, {})
        _settle(call, row, TransferState.ACCEPTED)
        _tell(call, person, TRANSFER_ACCEPTED, party=row["sender"])
    return as_json(_shown(call, _row(call, row["id"])))


def reject(call: Call) -> Reply:
    """Nothing changed: the person stays where he is."""
    row = _settled(call, TransferState.REJECTED)
    if row["state"] == TransferState.PROPOSED:
        _settle(call, row, TransferState.REJECTED, call.body["reason"])
        _tell(call, _person(call, row), TRANSFER_REJECTED, party=row["receiver"])
    return as_json(_shown(call, _row(call, row["id"])))


def _settled(call: Call, wanted: TransferState) -> Row:
    """The hand-over if it waits for the asker or is settled this way already."""
    row = _row(call, call.path["transferId"])
    if row["receiver"] != call.caller.agency:
        raise Problem(Code.NOT_OWNER, "only the receiving body answers")
    if row["state"] not in {TransferState.PROPOSED, wanted}:
        raise Problem(Code.VERSION_CONFLICT, f"the hand-over is {row['state']}", status=409)
    return row


def _settle(call: Call, row: Row, state: TransferState, reason: str = "") -> None:
    change = "UPDATE transfer SET state = ?, settled_at = ?, reason = ? WHERE id = ?"
    words = reason or row["reason"]
    call.register.store.run(change, state, wallclock.stamp(), words, row["id"])


def _tell(call: Call, person: Person, kind: str, *, party: str) -> None:
    """The other body hears of it in its feed."""
    said = feed.of_record(person, kind)
    feed.append(call.register, said, origin=call.caller.client.client_id, party=party)


def _row(call: Call, own_id: str) -> Row:
    row = call.register.store.row("SELECT * FROM transfer WHERE id = ?", own_id)
    owns = call.caller.client.owns
    if row is None or not (owns(row["sender"]) or owns(row["receiver"])):
        raise Problem(Code.NOT_FOUND, "there is no such hand-over")
    return row


def _pending(call: Call, citizen_id: str) -> bool:
    query = "SELECT 1 FROM transfer WHERE citizen_id = ? AND state = 'proposed'"
    return call.register.store.row(query, citizen_id) is not None


def _person(call: Call, row: Row) -> Person:
    person = people.find(call.register.store, row["citizen_id"])
    if person is None:
        raise Problem(Code.NOT_FOUND, "nobody is registered under this number")
    return person


def _shown(call: Call, row: Row) -> Row:
    return {
        "transferId": row["id"],
        "state": row["state"],
        "citizenId": row["citizen_id"],
        "sender": row["sender"],
        "receiver": row["receiver"],
        "effectiveFrom": row["effective_from"],
        "reason": row["reason"],
        "proposedAt": row["proposed_at"],
        "settledAt": row["settled_at"],
        "version": _person(call, row).version,
    }
