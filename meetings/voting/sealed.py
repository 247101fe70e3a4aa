"""Secret papers: sealed to the box, opened by two members of the counting board together.

The private key of a box exists nowhere but in two halves, each covered by the PIN of one member
(Ban kiểm phiếu), and for a moment in memory when both are given. A covered half is noise whatever
PIN is tried on it: only both together can be told right from wrong, so a thief of the box has to
guess both at once. All papers have one length, and a paper is bound to its box and its voter, so
that none can be cast twice or laid into another box.
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

KEY, SALT, NONCE = 32, 16, 12
PAPER = 512
COST = 2**15
BOARD = 2


class WrongPin(Exception):
    """The two PINs do not open the box; which of them is wrong nobody can tell."""


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
    first, second = (
        _covered(half[SALT:], pin, half[:SALT] + box)
        for half, pin in zip(locked.halves, pins, strict=True)
    )
    private = X25519PrivateKey.from_private_bytes(_joined(first, second))
    if private.public_key().public_bytes_raw() != locked.public:
        raise WrongPin
    return private


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
    salt = os.urandom(SALT)
    return salt + _covered(half, pin, salt + box)


def _covered(half: bytes, pin: str, salt: bytes) -> bytes:
    """Cover a half, or uncover it: the same pad both ways."""
    return _joined(half, Scrypt(salt=salt, length=KEY, n=COST, r=8, p=1).derive(pin.encode()))
