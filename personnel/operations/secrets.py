"""Sealing sensitive values and changing the key under which they lie."""

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from office import audit, clock, outbox, vault
from office.db import db, new_uid, operation
from office.permissions import Actor, require
from office.step_up import require_step_up
from personnel.models import (
    DataKey,
    DecisionChange,
    DeclaredChange,
    HandOver,
    ImportRow,
    NationalConflict,
    RecordRow,
)
from personnel.policy import Can
from personnel.queries.secrets import (
    NONCE,
    PURPOSE,
    cipher,
    former_keys,
    open_values,
    present_key,
)

SALT = "salt"
RESEAL = "personnel.reseal"
PIECE = 500
S = TypeVar("S", RecordRow, DecisionChange, DeclaredChange, ImportRow, NationalConflict, HandOver)


def sealed(
    values: Mapping[str, Any], owner: UUID, key: DataKey | None = None
) -> tuple[bytes | None, int | None]:
    """Values encrypted for their owner, and the key; part of other acts."""
    if not values:
        return None, None
    key = key or key_now()
    text = json.dumps({SALT: secrets.token_hex(16)} | dict(values), ensure_ascii=False)
    return _encrypted(text.encode(), key.id, owner), key.id


def sealed_file(data: bytes, owner: UUID) -> tuple[bytes, int]:
    """A whole file encrypted for its owner, and the key; part of other acts."""
    key = key_now()
    return _encrypted(data, key.id, owner), key.id


def key_now() -> DataKey:
    """The key under which new values are sealed; part of other acts."""
    return present_key() or _new_key()


def _encrypted(text: bytes, key_id: int, owner: UUID) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher(key_id).encrypt(nonce, text, owner.bytes)


def _new_key() -> DataKey:
    raw = base64.b64encode(AESGCM.generate_key(256)).decode()
    key = DataKey(uid=new_uid(), wrapped=vault.lock(raw, purpose=PURPOSE), made_at=clock.now())
    db.session.add(key)
    db.session.flush()
    return key


@operation
def change_key(*, by: Actor) -> DataKey:
    """Let a new key take over; what lies under former ones is written anew by the worker."""
    require(by, Can.CHANGE_KEY)
    require_step_up(by)
    for former in db.session.scalars(select(DataKey).where(DataKey.retired_at.is_(None))):
        former.retired_at = clock.now()
    key = _new_key()
    audit.record("personnel.change_key", key, by=by)
    outbox.enqueue(RESEAL, key=f"personnel:reseal:{key.id}", lane=outbox.Lane.BULK)
    return key


@operation
def reseal(*, by: Actor) -> int:
    """Write the next piece of what lies under former keys anew; says how many rows it was."""
    require(by, Can.CHANGE_KEY)
    key = key_now()
    done = _reseal(RecordRow, key) + _reseal(DecisionChange, key)
    done += _reseal(DeclaredChange, key) + _reseal(ImportRow, key)
    return done + _reseal(NationalConflict, key) + _reseal(HandOver, key)


def _reseal(model: type[S], key: DataKey) -> int:
    """The owner of what a record holds sealed stays its own row."""
    done = 0
    old = select(model).where(model.key_id.in_(former_keys()))
    for row in db.session.scalars(old.order_by(model.id).limit(PIECE)):
        values = open_values(row.sealed, row.key_id, row.uid)
        text = json.dumps(values, ensure_ascii=False).encode()
        row.sealed, row.key_id = _encrypted(text, key.id, row.uid), key.id
        done += 1
    return done
