"""Secrets at rest: sealed with a key derived from the installation's own secret and a purpose."""

import base64
import hmac
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from office import clock
from office.config import current_settings


def lock(text: str, *, purpose: str) -> str:
    """Encrypt a secret; it opens again under the same purpose alone."""
    return _box(purpose).encrypt_at_time(text.encode(), _seconds()).decode()


def unlock(sealed: str, *, purpose: str, lasts: timedelta | None = None) -> str:
    """Read a secret back; ValueError when it is too old or not ours, or sealed for another use."""
    box, word = _box(purpose), sealed.encode()
    try:
        if lasts is None:
            return box.decrypt(word).decode()
        return box.decrypt_at_time(word, int(lasts.total_seconds()), _seconds()).decode()
    except InvalidToken as fault:
        raise ValueError("the secret was not sealed here for this use, or has run out") from fault


def mark(text: str, *, purpose: str) -> str:
    """A short word that only this installation can make of a text, the same one each time."""
    secret = current_settings().secret_key.encode()
    made = hmac.digest(secret, f"mark:{purpose}:{text}".encode(), "sha256")
    return base64.b32encode(made[:10]).decode().lower()


def _seconds() -> int:
    return int(clock.now().timestamp())


def _box(purpose: str) -> Fernet:
    secret = current_settings().secret_key.encode()
    return Fernet(
        base64.urlsafe_b64encode(hmac.digest(secret, f"vault:{purpose}".encode(), "sha256"))
    )
