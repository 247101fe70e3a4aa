"""Opening sensitive values; a value opens only for the row that it was sealed for."""

import base64
import json
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, func, select

from office import vault
from office.db import db
from office.errors import Refusal
from office.i18n import _
from personnel.models import (
    DataKey,
    DecisionChange,
    DeclaredChange,
    HandOver,
    ImportRow,
    NationalConflict,
    RecordRow,
)

PURPOSE: Final = "personnel.data_key"
CITIZEN: Final = "personnel.citizen"
NONCE = 12
SEALED: Final = (
    RecordRow,
    DecisionChange,
    DeclaredChange,
    ImportRow,
    NationalConflict,
    HandOver,
)


def citizen_mark(citizen_id: str) -> str:
    """By what the register finds a citizen number again without knowing it."""
    return vault.mark(citizen_id, purpose=CITIZEN)


def present_key() -> DataKey | None:
    """The key under which new values are sealed."""
    found = select(DataKey).where(DataKey.retired_at.is_(None)).order_by(DataKey.id.desc())
    return db.session.scalars(found.limit(1)).first()


def former_keys() -> Select[int]:
    """The keys that a later one has taken over from."""
    return select(DataKey.id).where(DataKey.retired_at.is_not(None))


def sealed_counts() -> tuple[int, int]:
    """How many records lie sealed, and how many of them still under a former key."""
    every = former = 0
    for model in SEALED:
        counted = select(func.count()).select_from(model)
        every += db.session.scalar(counted.where(model.key_id.is_not(None))) or 0
        former += db.session.scalar(counted.where(model.key_id.in_(former_keys()))) or 0
    return every, former


def open_values(sealed: bytes | None, key_id: int | None, owner: UUID) -> dict[str, Any]:
    """The sensitive values of a row or change, with the salt that makes their digest unguessable.

    Raises `Refusal` when they were moved to another row or changed.
    """
    if sealed is None or key_id is None:
        return {}
    try:
        text = cipher(key_id).decrypt(sealed[:NONCE], sealed[NONCE:], owner.bytes)
    except InvalidTag as fault:
        raise Refusal(
            _("Sensitive values of this record do not belong where they lie."),
            fix=_("Tell the administrator: the database was changed from outside."),
        ) from fault
    found: dict[str, Any] = json.loads(text)
    return found


def open_file(data: bytes, key_id: int, owner: UUID) -> bytes:
    """A whole file that was sealed for its owner."""
    return cipher(key_id).decrypt(data[:NONCE], data[NONCE:], owner.bytes)


def cipher(key_id: int) -> AESGCM:
    """The cipher of a key; who opens many values holds the key, and it is asked for once."""
    return AESGCM(_unwrapped(db.session.get_one(DataKey, key_id).wrapped))


@lru_cache(maxsize=16)
def _unwrapped(wrapped: str) -> bytes:
    return base64.b64decode(vault.unlock(wrapped, purpose=PURPOSE))
