"""The second factor: codes of a phone by RFC 6238, each taken once; its secret is sealed."""

from datetime import timedelta
from io import BytesIO

import pyotp

from office import clock, vault
from office.accounts.models import Account

STEP = 30
WINDOW = 1
SET_UP_LASTS = timedelta(hours=1)
ISSUER = "Công Vụ"


def new_secret() -> str:
    """160 random bits, as phones expect them."""
    return pyotp.random_base32()


def seal(secret: str, account: Account) -> str:
    """As it is stored with its account."""
    return vault.lock(secret, purpose=f"second factor:{account.id}")


def unseal(sealed: str, account: Account) -> str:
    """The stored secret; one of another account does not open."""
    return vault.unlock(sealed, purpose=f"second factor:{account.id}")


def seal_for_set_up(secret: str, account: Account) -> str:
    """A secret that its owner's page carries until the phone has it."""
    return vault.lock(secret, purpose=f"second factor set-up:{account.id}")


def unseal_for_set_up(sealed: str, account: Account) -> str:
    """The secret of a set-up page, for an hour and for its own account."""
    purpose = f"second factor set-up:{account.id}"
    return vault.unlock(sealed, purpose=purpose, lasts=SET_UP_LASTS)


def step_now() -> int:
    """The number of the current half minute."""
    return int(clock.now().timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The code of one half minute."""
    return pyotp.TOTP(secret).at(step * STEP)


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The half minute whose code this is; steps up to the last one used are dead (ASVS 6.5.1)."""
    given = "".join(code.split())
    now = step_now()
    for step in range(max(now - WINDOW, after + 1), now + WINDOW + 1):
        if pyotp.utils.strings_equal(given, code_at(secret, step)):
            return step
    return None


def demo_code(secret: str, *, after: int) -> str:
    """A code that is taken now, shown on pages of a demo folder; empty until there is one."""
    step = max(step_now(), after + 1)
    return code_at(secret, step) if step <= step_now() + WINDOW else ""


def picture(secret: str, login: str) -> bytes:
    """The secret as a QR code (SVG) for the phone's app; drawn so seldom that it loads itself."""
    import segno

    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=3, light="#fff")
    return out.getvalue()
