"""The register's own reading of sensitive groups that were encrypted to its key (RFC 7516)."""

import json
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey

from personnel.national.codes import ENCRYPTION, ENCRYPTION_KEY, MOST_BYTES, SEALED, Code
from personnel.national.sandbox.refusals import Refused, fault

Row = dict[str, Any]


class _Registry(JWERegistry):
    max_ciphertext_length = MOST_BYTES


def new_key(kid: str) -> str:
    """The private key for its store."""
    return json.dumps(ECKey.generate_key("P-256", {"kid": kid, "use": "enc"}).as_dict(private=True))


def opened(key: str, rows: list[Row]) -> list[Row]:
    """The rows with their values as the sender wrote them; what came plain stays plain."""
    return [_opened(key, place, row) for place, row in enumerate(rows)]


def _opened(key: str, place: int, row: Row) -> Row:
    values = row["values"]
    if set(values) != {SEALED}:
        return row
    try:
        registry = _Registry(algorithms=[ENCRYPTION_KEY, ENCRYPTION])
        own = ECKey.import_key(json.loads(key))
        found = jwe.decrypt_compact(str(values[SEALED]), own, registry=registry)
        said = json.loads(found.plaintext or b"")
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise _unreadable(place) from problem
    if not isinstance(said, dict):
        raise _unreadable(place)
    return {**row, "values": said}


def _unreadable(place: int) -> Refused:
    pointer = f"/snapshot/rows/{place}/values/{SEALED}"
    return Refused(Code.DATA_INVALID, fault(pointer, "decrypts", "Not encrypted to our key."))
