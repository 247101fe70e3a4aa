"""An account that looks taken over is frozen at once, and given back with new passwords only."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from mail.models import AppPassword, Mailbox, MailFreeze, MailRule
from mail.operations.boxes import keeper_of
from mail.operations.outgoing import keep_back
from mail.operations.sending import to_writing
from mail.operations.sharing import end_password
from mail.policy import Can
from mail.queries.freezes import (
    FROZEN,
    account_of_box,
    asked_to_leave,
    freeze_of,
    written_by,
)
from mail.queries.readers import desk_to_tell
from office import audit, clock, notices
from office.accounts.models import Account, ApiToken
from office.accounts.operations.accounts import NO_PASSWORD
from office.accounts.operations.sessions import end_sessions
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.step_up import require_step_up

KIND = "mail_frozen"


@operation
def freeze_account(box: Mailbox, *, reason: str, by: Actor) -> MailFreeze:
    """Shut an account out of everything and keep its letters (đóng băng tài khoản); mail comes in.

    No fresh proof is asked: every minute counts, and nothing of it is lost.
    """
    require(by, Can.KEEP_BOXES, keeper_of(box.agency_id))
    account = _owner(box)
    _check(box, account, reason, by)
    row = MailFreeze(
        account_id=account.id,
        mailbox_id=box.id,
        reason=reason.strip(),
        frozen_by=by.name,
        frozen_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    done = {
        "sessions": _shut(account, row.frozen_at),
        "devices": _end_devices(account, by),
        "drafts": _back_to_writing(account),
        "held": keep_back(written_by(box, account), FROZEN, by=by),
        "rules": _stop_forwarding(box),
    }
    audit.record("mail.frozen", box, by=by, account=account.uid, reason=row.reason, **done)
    _tell_owner(box, row)
    return row


def _owner(box: Mailbox) -> Account:
    account = account_of_box(box)
    if account is None:
        raise Refusal(
            _("Only the account of a person is frozen."),
            fix=_("Freeze the accounts of those who use this mailbox."),
        )
    db.session.refresh(account, with_for_update=True)
    return account


def _check(box: Mailbox, account: Account, reason: str, by: Actor) -> None:
    if not reason.strip():
        message = _("Say why; it stands in the audit log.")
        raise Invalid(message, fields={"reason": message})
    if account.id == by.account_id:
        raise Refusal(_("You cannot freeze your own account."))
    if freeze_of(box) is not None:
        raise Refusal(_("This account is frozen already."))
    if account.disabled_at is not None:
        raise Refusal(_("This account is closed."))


def _shut(account: Account, at: datetime) -> int:
    """The former password is void, even when somebody opens the account by another page."""
    account.disabled_at, account.password_hash = at, NO_PASSWORD
    live = ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None)
    db.session.execute(update(ApiToken).where(*live).values(revoked_at=clock.now()))
    return end_sessions(account)


def _end_devices(account: Account, by: Actor) -> int:
    mine = AppPassword.account_id == account.id, AppPassword.revoked_at.is_(None)
    rows = db.session.scalars(select(AppPassword).where(*mine).order_by(AppPassword.id)).all()
    for row in rows:
        end_password(row, by=by)
    return len(rows)


def _back_to_writing(account: Account) -> int:
    """What waits by a page is a draft again: its true owner sees it first."""
    drafts = asked_to_leave(account)
    for draft in drafts:
        to_writing(draft, str(_("The account was frozen before this letter left; read it anew.")))
    return len(drafts)


def _stop_forwarding(box: Mailbox) -> int:
    """A stranger's rule would go on giving him what comes in."""
    mine = MailRule.mailbox_id == box.id, MailRule.is_on.is_(True)
    rules = [
        one for one in db.session.scalars(select(MailRule).where(*mine)) if _forwards(one.acts)
    ]
    for rule in rules:
        rule.is_on = False
    return len(rules)


def _forwards(acts: dict[str, Any]) -> bool:
    return bool(acts.get("forward"))


def _tell_owner(box: Mailbox, row: MailFreeze) -> None:
    desk = desk_to_tell(box)
    if desk is not None:
        text = _l("An administrator froze your account: look through your drafts and rules.")
        notices.tell(desk, kind=KIND, text=text, url="/mail", key=f"frozen:{row.uid}")


@operation
def thaw_account(box: Mailbox, *, by: Actor) -> Account:
    """Give an account back to its owner (mở băng): he signs in with a new slip, and no device yet.

    Letters that were held stay where they are, until an administrator lets them go or ends them.
    """
    require(by, Can.KEEP_BOXES, keeper_of(box.agency_id))
    require_step_up(by)
    account, row = _owner(box), freeze_of(box)
    if row is None:
        raise Refusal(_("This account is not frozen."))
    if account.disabled_at not in (None, row.frozen_at):
        raise Refusal(
            _("This account was closed after it had been frozen."),
            fix=_("Open it again on the page of accounts first, if its owner is to have it."),
        )
    row.ended_at, row.ended_by = clock.now(), by.name
    account.disabled_at = None
    audit.record("mail.thawed", box, by=by, account=account.uid, since=row.frozen_at)
    return account
