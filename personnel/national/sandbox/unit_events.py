"""Reorganisations of units as events: the rows of the snapshot are the tree from then on."""

from typing import Any

from personnel.national.codes import UNIT_REORGANISED, Ack, Code
from personnel.national.sandbox import feed, ledger
from personnel.national.sandbox.refusals import Refused, fault
from personnel.national.sandbox.register import Caller, Register


def apply(register: Register, event: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """The order is kept per unit, as that of people is per person."""
    code = event["subject"]["unitCode"]
    if event["type"] != UNIT_REORGANISED:
        raise Refused(Code.DATA_INVALID, fault("/type", "fits-group"))
    if not caller.client.owns(code):
        raise Refused(Code.NOT_OWNER, fault("/subject/unitCode", "not-yours"))
    _check_order(register, event, code)
    for place, row in enumerate(event["snapshot"]["rows"]):
        _keep(register, caller, row, f"/snapshot/rows/{place}/values")
    change = "INSERT OR REPLACE INTO unit_line VALUES (?, ?)"
    register.store.run(change, code, event["sequence"])
    ledger.note(register, event, code, event["newVersion"])
    feed.append(register, feed.of_unit(event), origin=caller.client.client_id)
    return {"newVersion": event["newVersion"]}


def _check_order(register: Register, event: dict[str, Any], code: str) -> None:
    query = "SELECT sequence FROM unit_line WHERE unit = ?"
    expected = register.store.count(query, code) + 1 if _is_known(register, code) else 1
    if event["sequence"] > expected:
        raise Refused(Code.SEQUENCE_GAP, ack=Ack.DEFERRED, expected=expected)
    if event["sequence"] < expected:
        raise Refused(Code.VERSION_CONFLICT, fault("/sequence", "taken"), expected=expected)


def _is_known(register: Register, code: str) -> bool:
    return register.store.row("SELECT 1 FROM unit_line WHERE unit = ?", code) is not None


def _keep(register: Register, caller: Caller, row: dict[str, Any], pointer: str) -> None:
    values = row["values"]
    code, name, parent = values.get("code"), values.get("name"), values.get("parent")
    if not isinstance(code, str) or not isinstance(name, str) or not name:
        raise Refused(Code.INCOMPLETE, fault(pointer, "code-and-name"))
    if not caller.client.owns(code) or not isinstance(parent, str | None):
        raise Refused(Code.NOT_OWNER, fault(f"{pointer}/code", "not-yours"))
    end = "UPDATE unit SET valid_to = ? WHERE code = ? AND valid_from < ? AND valid_to IS NULL"
    register.store.run(end, row["validFrom"], code, row["validFrom"])
    change = "INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?)"
    register.store.run(change, code, row["validFrom"], row["validTo"], name, parent)
