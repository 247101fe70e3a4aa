"""Sensitive groups for the eyes of the receiver alone (RFC 7516), on lines that others carry.

Each row keeps its place and dates; its values travel as one ciphertext under the key that the
receiver publishes for encryption.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey

from personnel.national.codes import ENCRYPTION, ENCRYPTION_KEY, SEALED, SENSITIVE
from personnel.national.envelope import canonical

Plain = dict[str, Any]


@dataclass(frozen=True)
class Receiver:
    """The published key of who may read."""

    key: ECKey
    kid: str

    @classmethod
    def of_keys(cls, keys: Iterable[Mapping[str, Any]]) -> "Receiver | None":
        """The first key meant for encryption; None where the receiver publishes none."""
        for one in keys:
            if one.get("use") == "enc" and one.get("kty") == "EC":
                try:
                    return cls(ECKey.import_key(dict(one)), str(one.get("kid", "")))
                except (JoseError, ValueError, TypeError):
                    continue
        return None

    def sealed(self, events: Sequence[Plain]) -> list[Plain]:
        """The events with the values of sensitive groups encrypted, all others as they are."""
        return [self._event(one) if one["group"] in SENSITIVE else one for one in events]

    def _event(self, event: Plain) -> Plain:
        rows = [{**row, "values": self._values(row["values"])} for row in event["snapshot"]["rows"]]
        bare: Plain = {"before": {}, "after": {}}
        return {**event, "change": bare, "snapshot": {"rows": rows}}

    def _values(self, values: Plain) -> Plain:
        header = {"alg": ENCRYPTION_KEY, "enc": ENCRYPTION, "kid": self.kid}
        registry = JWERegistry(algorithms=[ENCRYPTION_KEY, ENCRYPTION])
        said = jwe.encrypt_compact(header, canonical(values), self.key, registry=registry)
        return {SEALED: said}
