"""What the doctor says of identity systems."""

from collections.abc import Iterator

from sqlalchemy import select

from office import clock
from office.accounts.models import ApiToken
from office.db import db
from office.health import looked_at
from personnel.scim import is_installed


@looked_at("identity systems")
def identity_systems() -> Iterator[str]:
    """A token for them is of no use without the library."""
    if is_installed():
        return
    live = select(ApiToken.scopes).where(
        ApiToken.revoked_at.is_(None), ApiToken.expires_at > clock.now()
    )
    if any("scim" in scopes for scopes in db.session.scalars(live)):
        yield "a token for SCIM was made, but scim2-server is missing: install the extra [scim]"
