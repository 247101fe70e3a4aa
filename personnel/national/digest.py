"""Short proofs that two ends hold the same: a digest for each person, a Merkle root for each unit.

Leaves and nodes are hashed as in RFC 9162, with the people in the order of their citizen numbers.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personnel.national.envelope import canonical, sha256

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, order=True)
class PersonDigest:
    """One line of a comparison."""

    citizen_id: str
    version: int
    digest: str

    @property
    def etag(self) -> str:
        """The mark of this version of a record, as it stands in `ETag` and `If-Match`."""
        return f'"{self.version}-{self.digest[:8]}"'


def group_digest(rows: Rows) -> str:
    """Over the rows as they travel, in an order that does not depend on how they were stored."""
    return sha256(sorted((dict(row) for row in rows), key=_place))


def person_digest(citizen_id: str, groups: Mapping[str, str]) -> str:
    """Over the digests of the groups that have rows."""
    return sha256({"citizenId": citizen_id, "groups": dict(groups)})


def record_digest(citizen_id: str, groups: Mapping[str, Rows]) -> str:
    """The digest of a whole record from its rows."""
    found = {name: group_digest(rows) for name, rows in groups.items() if rows}
    return person_digest(citizen_id, found)


def merkle_root(people: Iterable[PersonDigest]) -> str:
    """The root over all people of a unit; of nobody, the hash of nothing."""
    level = [_leaf(one) for one in sorted(people)]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [_node(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex()


def differences(
    ours: Iterable[PersonDigest], theirs: Iterable[PersonDigest]
) -> dict[str, tuple[PersonDigest | None, PersonDigest | None]]:
    """By citizen number what both ends say where they do not say the same."""
    left = {one.citizen_id: one for one in ours}
    right = {one.citizen_id: one for one in theirs}
    people = sorted(left.keys() | right.keys())
    pairs = {person: (left.get(person), right.get(person)) for person in people}
    return {person: pair for person, pair in pairs.items() if pair[0] != pair[1]}


def _place(row: Mapping[str, Any]) -> tuple[str, str, int, str]:
    return (row["slot"], row["validFrom"], row["order"], row["rowId"])


def _leaf(one: PersonDigest) -> bytes:
    said = canonical([one.citizen_id, one.version, one.digest])
    return hashlib.sha256(b"\x00" + said).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
