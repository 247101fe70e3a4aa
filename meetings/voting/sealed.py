"""Secret papers: sealed to the box, opened by two members of the counting board together.

The private key of a box exists nowhere but in two halves, each locked by the PIN of one member
(Ban kiểm phiếu), and for a moment in memory when both are given. All papers have one length, and a
paper is bound to its box and its voter, so that none can be cast twice or laid into another box.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY, SALT, NONCE, TAG = 32, 16, 12, 16
PAPER = 512
COST = 2**15
BOARD = 2


class WrongPin(Exception):
    """A PIN does not open its half of the key; `member` counts from 0."""

    def __init__(self, member: int) -> None:
        super().__init__(f"PIN of member {member}")
        self.member = member


class SpoiltPaper(Exception):
    """The paper was altered, or belongs to another box or voter."""


@dataclass(frozen=True)
class Locked:
    """What is kept of a box: its public key, and the two locked halves of the private one."""

    public: bytes
    halves: tuple[bytes, ...]


def new_box(pins: Sequence[str], *, box: bytes) -> Locked:
    """Make the keys of a box; `box` is its identity, `pins` are those of the two members."""
    if len(pins) != BOARD:
        raise ValueError(len(pins))
    private = X25519PrivateKey.generate()
    raw, pad = private.private_bytes_raw(), os.urandom(KEY)
    halves = (pad, _joined(raw, pad))
    locked = tuple(_locked(half, pin, box) for half, pin in zip(halves, pins, strict=True))
    return Locked(private.public_key().public_bytes_raw(), locked)


def opened(locked: Locked, pins: Sequence[str], *, box: bytes) -> X25519PrivateKey:
    """Join the halves for the moment of counting; raises `WrongPin`."""
    pairs = enumerate(zip(locked.halves, pins, strict=True))
    first, second = (_unlocked(half, pin, box, member) for member, (half, pin) in pairs)
    return X25519PrivateKey.from_private_bytes(_joined(first, second))


def cast(public: bytes, choice: Sequence[str], *, box: bytes, voter: bytes) -> bytes:
    """Seal a paper; the same choice twice looks different, every choice is of the same length."""
    plain = json.dumps(list(choice), ensure_ascii=False).encode()
    if len(plain) > PAPER:
        raise ValueError(len(plain))
    passing = X25519PrivateKey.generate()
    ours = passing.public_key().public_bytes_raw()
    secret = passing.exchange(X25519PublicKey.from_public_bytes(public))
    key = _derived(secret, ours + public)
    return ours + AESGCM(key).encrypt(bytes(NONCE), plain.ljust(PAPER), box + voter)


def read(private: X25519PrivateKey, paper: bytes, *, box: bytes, voter: bytes) -> tuple[str, ...]:
    """Open one paper; raises `SpoiltPaper`."""
    theirs, sealed = paper[:KEY], paper[KEY:]
    public = private.public_key().public_bytes_raw()
    try:
        secret = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        plain = AESGCM(_derived(secret, theirs + public)).decrypt(bytes(NONCE), sealed, box + voter)
    except (InvalidTag, ValueError) as fault:
        raise SpoiltPaper from fault
    return tuple(json.loads(plain))


def _derived(secret: bytes, context: bytes) -> bytes:
    """The key of one paper: a key that serves once needs no nonce of its own."""
    return HKDF(SHA256(), KEY, salt=None, info=b"congvu ballot" + context).derive(secret)


def _joined(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _locked(half: bytes, pin: str, box: bytes) -> bytes:
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return salt + nonce + AESGCM(_from_pin(pin, salt)).encrypt(nonce, half, box)


def _unlocked(locked: bytes, pin: str, box: bytes, member: int) -> bytes:
    salt, nonce = locked[:SALT], locked[SALT : SALT + NONCE]
    try:
        return AESGCM(_from_pin(pin, salt)).decrypt(nonce, locked[SALT + NONCE :], box)
    except InvalidTag as fault:
        raise WrongPin(member) from fault


def _from_pin(pin: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=COST, r=8, p=1).derive(pin.encode())
