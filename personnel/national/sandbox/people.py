"""Records: whose they are, in which version, and the rows of their groups."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from personnel.national.sandbox.store import Store

Rows = list[dict[str, Any]]
Groups = Mapping[str, Mapping[str, Rows]]


@dataclass(slots=True)
class Person:
    """The head of a record."""

    citizen_id: str
    managing_body: str
    unit: str
    staff_no: str
    state: str = "open"
    sequence: int = 0
    version: int = 0
    digest: str = ""

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.digest[:8]}"'

    def stored(self) -> dict[str, Any]:
        return {
            "citizenId": self.citizen_id,
            "version": self.version,
            "digest": self.digest,
            "sequence": self.sequence,
        }


def find(store: Store, citizen_id: str) -> Person | None:
    row = store.row("SELECT * FROM person WHERE citizen_id = ?", citizen_id)
    return Person(**row) if row else None


def groups(store: Store, citizen_id: str) -> dict[str, Rows]:
    query = "SELECT name, rows FROM section WHERE citizen_id = ? ORDER BY name"
    return {row["name"]: json.loads(row["rows"]) for row in store.rows(query, citizen_id)}


def group(store: Store, citizen_id: str, name: str) -> Rows:
    query = "SELECT rows FROM section WHERE citizen_id = ? AND name = ?"
    row = store.row(query, citizen_id, name)
    return json.loads(row["rows"]) if row else []


def keep(store: Store, person: Person, changed: Mapping[str, Rows]) -> None:
    """Write the groups that changed and the head in its next version."""
    person.version += 1
    with store.together():
        _head(store, person)
        for name, rows in changed.items():
            _section(store, person.citizen_id, name, rows)
        query = "SELECT name, digest FROM section WHERE citizen_id = ?"
        found = store.rows(query, person.citizen_id)
        digests = {row["name"]: row["digest"] for row in found}
        person.digest = hashed({"citizenId": person.citizen_id, "groups": digests})
        _head(store, person)


def _head(store: Store, person: Person) -> None:
    values = (
        person.citizen_id,
        person.managing_body,
        person.unit,
        person.staff_no,
        person.state,
        person.sequence,
        person.version,
        person.digest,
    )
    store.run(
        """INSERT INTO person VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (citizen_id) DO UPDATE SET
        managing_body = excluded.managing_body, unit = excluded.unit, staff_no = excluded.staff_no,
        state = excluded.state, sequence = excluded.sequence, version = excluded.version,
        digest = excluded.digest""",
        *values,
    )


def _section(store: Store, citizen_id: str, name: str, rows: Rows) -> None:
    if not rows:
        store.run("DELETE FROM section WHERE citizen_id = ? AND name = ?", citizen_id, name)
        return
    said = json.dumps(rows, ensure_ascii=False)
    change = "INSERT OR REPLACE INTO section VALUES (?, ?, ?, ?)"
    store.run(change, citizen_id, name, rows_digest(rows), said)


def rows_digest(rows: Rows) -> str:
    return hashed(sorted(rows, key=_place))


def digest_of(citizen_id: str, found: Mapping[str, Rows]) -> str:
    digests = {name: rows_digest(rows) for name, rows in found.items() if rows}
    return hashed({"citizenId": citizen_id, "groups": digests})


def hashed(said: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def in_force(rows: Rows, day: str) -> Rows:
    """Of each slot the row that began last and still holds; one that ends leaves it empty."""
    slots: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["validFrom"] <= day and (row["validTo"] is None or day < row["validTo"]):
            rival = slots.get(row["slot"], row)
            slots[row["slot"]] = max(rival, row, key=_began)
    return [row for row in slots.values() if not row["ends"]]


def _began(row: Mapping[str, Any]) -> tuple[str, int]:
    return (row["validFrom"], row["order"])


def _place(row: Mapping[str, Any]) -> tuple[str, str, int, str]:
    return (row["slot"], row["validFrom"], row["order"], row["rowId"])
