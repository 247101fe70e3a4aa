"""Stored secrets are sealed anew, each for its purpose."""

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, InvalidToken

from office import vault
from office.config import current_settings

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SECRETS = (
    ("account", "totp_secret", "second factor:{id}"),
    ("axis_connection", "secret", "axis connection"),
)


def upgrade() -> None:
    box = _box_of_all_purposes()

    def anew(sealed: str, purpose: str) -> str:
        return vault.lock(box.decrypt(sealed.encode()).decode(), purpose=purpose)

    _reseal(anew)


def downgrade() -> None:
    box = _box_of_all_purposes()

    def as_before(sealed: str, purpose: str) -> str:
        return box.encrypt(vault.unlock(sealed, purpose=purpose).encode()).decode()

    _reseal(as_before)


def _reseal(change: Callable[[str, str], str]) -> None:
    """What cannot be opened was sealed by another installation and stays as it is."""
    bind = op.get_bind()
    for table, column, purpose in SECRETS:
        rows = sa.table(table, sa.column("id"), sa.column(column))
        found = bind.execute(sa.select(rows.c.id, rows.c[column]).where(rows.c[column] > ""))
        for row_id, sealed in found.all():
            with suppress(InvalidToken, ValueError):
                values = {column: change(sealed, purpose.format(id=row_id))}
                bind.execute(sa.update(rows).where(rows.c.id == row_id).values(values))


def _box_of_all_purposes() -> Fernet:
    key = hashlib.sha256(b"vault:" + current_settings().secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
