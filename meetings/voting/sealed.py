"""Secret papers: sealed to the box, opened by two members of the counting board together.

The private key of a box exists nowhere but in two halves, each covered by the PIN of one member
(Ban kiểm phiếu), and for a moment in memory when both are joined. A covered half is noise whatever
PIN is tried on it: only both together can be told right from wrong, so a thief of the box has to
guess both at once. All papers have one length, and a paper is bound to its box and its voter, so
that none can be cast twice or laid into another box.

Members give their halves one after the other. A half that waits is sealed to the session of the
member who is to join both: the key of a session is made from a secret that only a browser keeps.
"""

import json
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY, SALT, NONCE = 32, 16, 12
PAPER = 512
COST = 2**15


class WrongPin(Exception):
    """The two PINs do not open the box; which of them is wrong nobody can tell."""


class SpoiltPaper(Exception):
    """What was sealed was altered, or belongs to another box, voter or session."""


def new_half(pin: str, *, box: bytes) -> tuple[bytes, bytes]:
    """A half of the key of a box that is being made, and what is kept of it under the PIN."""
    half, salt = os.urandom(KEY), os.urandom(SALT)
    return half, salt + _covered(half, pin, salt + box)


def uncovered(covered: bytes, pin: str, *, box: bytes) -> bytes:
    """A half again; with a wrong PIN it is another one, which nobody can tell."""
    return _covered(covered[SALT:], pin, covered[:SALT] + box)


def joined(first: bytes, second: bytes) -> X25519PrivateKey:
    """The private key of the box for the moment in which it is needed."""
    return X25519PrivateKey.from_private_bytes(_joined(first, second))


def opened(public: bytes, first: bytes, second: bytes) -> X25519PrivateKey:
    """Both halves of a box that was sealed before; raises `WrongPin`."""
    private = joined(first, second)
    if public_of(private) != public:
        raise WrongPin
    return private


def public_of(private: X25519PrivateKey) -> bytes:
    """What seals to this key."""
    return private.public_key().public_bytes_raw()


def session_key(ticket: bytes, *, box: bytes) -> X25519PrivateKey:
    """The key of a session for one box; `ticket` is a secret that is kept by the browser alone."""
    derived = HKDF(SHA256(), KEY, salt=None, info=b"congvu half of " + box).derive(ticket)
    return X25519PrivateKey.from_private_bytes(derived)


def handed(public: bytes, half: bytes, *, box: bytes, giver: bytes) -> bytes:
    """Seal a half to the session that is to join both."""
    return _sealed(public, half, b"half" + box + giver)


def taken(private: X25519PrivateKey, given: bytes, *, box: bytes, giver: bytes) -> bytes:
    """Take a half that was handed to this session; raises `SpoiltPaper`."""
    return _unsealed(private, given, b"half" + box + giver)


def cast(public: bytes, choice: Sequence[str], *, box: bytes, voter: bytes) -> bytes:
    """Seal a paper; the same choice twice looks different, every choice is of the same length."""
    plain = json.dumps(list(choice), ensure_ascii=False).encode()
    if len(plain) > PAPER:
        raise ValueError(len(plain))
    return _sealed(public, plain.ljust(PAPER), box + voter)


def read(private: X25519PrivateKey, paper: bytes, *, box: bytes, voter: bytes) -> tuple[str, ...]:
    """Open one paper; raises `SpoiltPaper`."""
    return tuple(json.loads(_unsealed(private, paper, box + voter)))


def _sealed(public: bytes, plain: bytes, bound: bytes) -> bytes:
    passing = X25519PrivateKey.generate()
    ours = public_of(passing)
    secret = passing.exchange(X25519PublicKey.from_public_bytes(public))
    return ours + AESGCM(_derived(secret, ours + public)).encrypt(bytes(NONCE), plain, bound)


def _unsealed(private: X25519PrivateKey, given: bytes, bound: bytes) -> bytes:
    theirs, hidden = given[:KEY], given[KEY:]
    try:
        secret = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        key = _derived(secret, theirs + public_of(private))
        return AESGCM(key).decrypt(bytes(NONCE), hidden, bound)
    except (InvalidTag, ValueError) as fault:
        raise SpoiltPaper from fault


def _derived(secret: bytes, context: bytes) -> bytes:
    """The key of one paper: a key that serves once needs no nonce of its own."""
    return HKDF(SHA256(), KEY, salt=None, info=b"congvu ballot" + context).derive(secret)


def _joined(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _covered(half: bytes, pin: str, salt: bytes) -> bytes:
    """Cover a half, or uncover it: the same pad both ways."""
    return _joined(half, Scrypt(salt=salt, length=KEY, n=COST, r=8, p=1).derive(pin.encode()))
