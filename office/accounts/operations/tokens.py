"""Tokens by which a program acts for an official in one post, with fewer rights than he has."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from office import audit, clock
from office.accounts.models import Account, ApiToken
from office.accounts.policy import Can
from office.actor import hash_token
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, require
from office.step_up import require_step_up
from office.units.models import Tenure

# Signing is never done by a token, so there is no scope for it.
SCOPES = {
    "read": _l("Read what you may read"),
    "act": _l("Act as you may act, without signing"),
    "admin": _l("Manage accounts and connections, where your post allows it"),
    "scim": _l("Let an identity system open and close accounts (SCIM), where your post allows it"),
}
LONGEST = timedelta(days=366)


@operation
def make_token(  # noqa: PLR0913  # each is a word of the token
    account: Account,
    *,
    tenure: Tenure,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    by: Actor,
) -> str:
    """A bearer token of one post; shown once, it dies with its date, its post or its account."""
    require(by, Can.MAKE_TOKEN, account)
    require_step_up(by)
    chosen = sorted(set(scopes))
    _check(account, tenure, name, chosen, expires_at)
    prefix = f"cv_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        account_id=account.id,
        tenure_id=tenure.id,
        prefix=prefix,
        token_hash=hash_token(token),
        name=name.strip(),
        scopes=chosen,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("token.make", row, by=by, scopes=chosen, expires_at=expires_at)
    return token


def _check(
    account: Account, tenure: Tenure, name: str, scopes: list[str], expires_at: datetime
) -> None:
    faults: dict[str, str] = {}
    if not name.strip():
        faults["name"] = _("Say which program this token is for.")
    if not scopes or not set(scopes) <= SCOPES.keys():
        faults["scopes"] = _("Choose at least one of the scopes shown.")
    if not clock.now() < expires_at <= clock.now() + LONGEST:
        faults["expires_on"] = _("A token ends within a year.")
    if tenure.person_id != account.person_id:
        faults["name"] = _("A token belongs to a post of its owner.")
    if faults:
        raise Invalid(_("The token cannot be made like this."), fields=faults)


@operation
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """End a token at once."""
    account = db.session.get_one(Account, token.account_id)
    require(by, Can.OWN_ACCOUNT if by.account_id == account.id else Can.MANAGE_ACCOUNT, account)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record("token.revoke", token, by=by)
