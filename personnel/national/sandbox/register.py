"""The register itself: store, connections, faults and keys together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from personnel.national.codes import SENSITIVE, Scope
from personnel.national.sandbox import secrets, signatures
from personnel.national.sandbox.config import Client, Config
from personnel.national.sandbox.faults import Faults
from personnel.national.sandbox.store import Store

OWN_KEY, SECRET_KEY = "register-1", "register-secret-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A connection that proved who it is, for one of its agencies."""

    client: Client
    agency: str
    scopes: frozenset[str]

    def sees(self, group: str | None) -> bool:
        return group not in SENSITIVE or Scope.SENSITIVE in self.scopes


class Register:
    """What every call needs."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.config = config
        self.store = Store(folder / "register.sqlite3")
        self.faults = Faults()
        self.secret = self.store.secret("seals")
        self.key = self.store.secret("key", signatures.new_key(OWN_KEY))
        self.secret_key = self.store.secret("secret-key", secrets.new_key(SECRET_KEY))
        self._fill()

    def keys(self, client_id: str) -> Mapping[str, Mapping[str, Any]]:
        """The public keys of a connection by their names."""
        rows = self.store.rows("SELECT kid, jwk FROM client_key WHERE client = ?", client_id)
        return {row["kid"]: json.loads(row["jwk"]) for row in rows}

    def learn_key(self, client_id: str, jwk: Mapping[str, Any]) -> None:
        change = "INSERT OR REPLACE INTO client_key VALUES (?, ?, ?)"
        self.store.run(change, client_id, str(jwk["kid"]), json.dumps(dict(jwk)))

    def _fill(self) -> None:
        """What the file says and the store does not have yet."""
        with self.store.together():
            for client_id, keys in self.config.keys.items():
                for jwk in keys:
                    self.learn_key(client_id, jwk)
            for unit in self.config.units:
                row = [unit[name] for name in ("code", "validFrom", "validTo", "name", "parent")]
                self.store.run("INSERT OR IGNORE INTO unit VALUES (?, ?, ?, ?, ?)", *row)
            for place, one in enumerate(self.config.codelists):
                row = [one["id"], one["version"], place, json.dumps(one["rows"])]
                self.store.run("INSERT OR IGNORE INTO codelist VALUES (?, ?, ?, ?)", *row)
