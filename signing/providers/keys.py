"""Software keys of demonstration folders, each locked by the PIN of its owner.

The opened key lives in the memory of one request; nothing that opens it is stored anywhere.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from signing.pades.values import PrivateKey

MARK = b"CVK1"
SALT, NONCE = 16, 12
COST = 2**14


class WrongPin(Exception):
    """The PIN does not open this key."""


def lock(key: PrivateKey, pin: str, *, owner: bytes) -> bytes:
    """Encrypt a key under a PIN; `owner` binds it to one certificate."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return MARK + salt + nonce + AESGCM(_derived(pin, salt)).encrypt(nonce, plain, owner)


def unlock(locked: bytes, pin: str, *, owner: bytes) -> PrivateKey:
    """Open a key for the moment; raises `WrongPin`."""
    head = len(MARK)
    salt, nonce = locked[head : head + SALT], locked[head + SALT : head + SALT + NONCE]
    try:
        plain = AESGCM(_derived(pin, salt)).decrypt(nonce, locked[head + SALT + NONCE :], owner)
    except InvalidTag as error:
        raise WrongPin from error
    key = load_der_private_key(plain, None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError(type(key).__name__)
    return key


def _derived(pin: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(pin.encode())
