"""Each night the head of the audit chain is signed with the installation's key and exported.

A copy of `anchors/` kept elsewhere proves the trail even against somebody who owns the database.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import func, select

from office import audit, clock
from office.audit import AuditAnchor, AuditSeal
from office.config import current_settings, write_private
from office.db import db, operation
from office.outbox import every
from office.permissions import SYSTEM, Actor

LATEST = timedelta(days=2)


def folder() -> Path:
    """Where the anchors of each day and the public key lie."""
    return current_settings().data_dir / "anchors"


@every(name="audit.anchor", cron="5 0 * * *")
def anchor_yesterday(_body: dict[str, Any]) -> None:
    """Seal everything, anchor the day that has ended, write what is not yet written."""
    while audit.seal():
        pass
    anchor(clock.today() - timedelta(days=1), by=SYSTEM)
    for day in _unwritten():
        export(day)


def _unwritten() -> list[date]:
    """A process that fell between an anchor and its file leaves the file to the next night."""
    days = db.session.scalars(select(AuditAnchor.day).order_by(AuditAnchor.day)).all()
    return [day for day in days if not (folder() / f"{day}.json").exists()]


@operation
def anchor(day: date, *, by: Actor) -> AuditAnchor | None:
    """Sign the head of the chain for a day; a day has one anchor, a trail without seals none."""
    head = db.session.scalars(select(AuditSeal).order_by(AuditSeal.seal_no.desc()).limit(1)).first()
    known = db.session.scalar(select(AuditAnchor.seal_no).where(AuditAnchor.day == day))
    if head is None or known is not None:
        return None
    made = AuditAnchor(
        day=day,
        seal_no=head.seal_no,
        chain_hash=head.chain_hash,
        signature=_key().sign(_message(day, head.seal_no, head.chain_hash)).hex(),
        made_at=clock.now(),
    )
    db.session.add(made)
    return made


def export(day: date) -> Path:
    """Write the anchor of a day as a file of its own, with the key that checks it beside it."""
    row = db.session.scalars(select(AuditAnchor).where(AuditAnchor.day == day)).one()
    folder().mkdir(exist_ok=True)
    write_private(folder() / "public.pem", _public(_key()).decode())
    target = folder() / f"{day}.json"
    write_private(target, json.dumps(_members(row), indent=1))
    return target


def faults() -> Iterator[str]:
    """What is wrong with the anchors, and nights without."""
    yield from wrong()
    yield from _late(db.session.scalar(select(func.max(AuditAnchor.made_at))))


def wrong() -> Iterator[str]:
    """Anchors with a wrong signature, without their file or with another."""
    rows = db.session.scalars(select(AuditAnchor).order_by(AuditAnchor.day)).all()
    for row in rows:
        if not _is_signed(row):
            yield f"anchor of {row.day}: the signature is not the installation's"
        file = folder() / f"{row.day}.json"
        if not file.exists():
            yield f"anchor of {row.day}: its file is missing"
        elif json.loads(file.read_text(encoding="utf-8")) != _members(row):
            yield f"anchor of {row.day}: the exported file says something else"
    yield from _dropped({str(row.day) for row in rows})


def _late(last: datetime | None) -> Iterator[str]:
    """Nothing to tell in the first two days of a trail, nor when no worker had a night to do it."""
    first = db.session.scalar(select(AuditSeal.sealed_at).order_by(AuditSeal.seal_no).limit(1))
    since = last or first
    if since is not None and clock.now() - since > LATEST:
        yield f"no anchor since {clock.to_local(since):%Y-%m-%d}: does a worker run?"


def _dropped(known: set[str]) -> Iterator[str]:
    for file in sorted(folder().glob("*.json")):
        if file.stem not in known:
            yield f"anchor of {file.stem}: exported, but no longer in the database"


def _is_signed(row: AuditAnchor) -> bool:
    public: Ed25519PublicKey = _key().public_key()
    try:
        public.verify(bytes.fromhex(row.signature), _message(row.day, row.seal_no, row.chain_hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(day: date, seal_no: int, chain_hash: str) -> bytes:
    return f"congvu audit anchor|{day}|{seal_no}|{chain_hash}".encode()


def _members(row: AuditAnchor) -> dict[str, Any]:
    return {
        "day": str(row.day),
        "seal_no": row.seal_no,
        "chain_hash": row.chain_hash,
        "signature": row.signature,
    }


def _key() -> Ed25519PrivateKey:
    path = current_settings().data_dir / "audit.key"
    if not path.exists():
        write_private(path, _private(Ed25519PrivateKey.generate()).decode())
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("audit.key is not an Ed25519 key")
    return key


def _private(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
