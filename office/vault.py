"""Secrets at rest: sealed with a key derived from the installation's own secret."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from office.config import current_settings


def lock(text: str) -> str:
    """Encrypt a secret for the database."""
    return _box().encrypt(text.encode()).decode()


def unlock(sealed: str) -> str:
    """Read a secret back; ValueError when another installation sealed it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise ValueError("the secret was sealed by another installation") from fault


def _box() -> Fernet:
    key = hashlib.sha256(b"vault:" + current_settings().secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
