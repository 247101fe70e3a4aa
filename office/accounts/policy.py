"""Who may do what with accounts."""

from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """Acts on accounts."""

    MANAGE_ACCOUNT = "manage_account"
    READ_ACCOUNTS = "read_accounts"
    OWN_ACCOUNT = "own_account"
    DELEGATE = "delegate"
    REVOKE_DELEGATION = "revoke_delegation"
    MAKE_TOKEN = "make_token"  # noqa: S105  # a name, not a secret
    RECORD_ABSENCE = "record_absence"


@rule(Can.MANAGE_ACCOUNT)
def may_manage_account(actor: Actor, _account: Any) -> bool:
    """Only an administrator, acting in his own post, manages the accounts of others."""
    return actor.is_machine or (actor.holds(Role.ADMIN) and not actor.delegation_id)


@rule(Can.READ_ACCOUNTS)
def may_read_accounts(actor: Actor, _account: Any) -> bool:
    """Only administrators and personnel staff, acting in their own post, read who has accounts."""
    return may_manage_account(actor, None) or (actor.holds(Role.HR) and not actor.delegation_id)


@rule(Can.OWN_ACCOUNT)
def may_change_own_account(actor: Actor, account: Any) -> bool:
    """Password, second factor and sessions are everybody's own."""
    return actor.is_machine or (actor.account_id == account.id and actor.scopes is None)


@rule(Can.DELEGATE)
def may_delegate(actor: Actor, _deputy: Any) -> bool:
    """The right to delegate (ủy quyền xử lý) is never delegated itself."""
    return actor.is_machine or (actor.tenure_id is not None and not actor.delegation_id)


@rule(Can.REVOKE_DELEGATION)
def may_revoke(actor: Actor, delegation: Any) -> bool:
    """Who gave a delegation takes it back, or its deputy gives it up."""
    if actor.is_machine:
        return True
    is_own = actor.person_id == delegation.deputy_id or actor.tenure_id == delegation.tenure_id
    return is_own and not actor.delegation_id


@rule(Can.MAKE_TOKEN)
def may_make_token(actor: Actor, _token: Any) -> bool:
    """A token is made by its owner in his own post, never by another token."""
    return actor.is_machine or (
        actor.tenure_id is not None and not actor.delegation_id and actor.scopes is None
    )


@rule(Can.RECORD_ABSENCE)
def may_record_absence(actor: Actor, person: Any) -> bool:
    """Everybody says when he is away; personnel staff say it for others."""
    return actor.is_machine or actor.person_id == person.id or actor.holds(Role.HR)
