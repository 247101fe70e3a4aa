"""The verbs of accounts: sessions, second factor, delegation, absence, tokens."""

from office.accounts.operations.accounts import (
    NO_PASSWORD,
    add_people,
    add_person,
    admit,
    change_email,
    change_mobile,
    close_account,
    give_slip,
    open_account,
    reopen_account,
    save_preferences,
    save_texts,
    store_password,
)
from office.accounts.operations.delegation import (
    end_absence,
    give_delegation,
    record_absence,
    revoke_delegation,
)
from office.accounts.operations.factors import (
    give_factor,
    print_codes,
    remove_factor,
    set_up_factor,
    use_code,
)
from office.accounts.operations.sessions import (
    Opened,
    choose_post,
    end_other_sessions,
    end_session,
    open_session,
    raise_session,
)
from office.accounts.operations.tokens import SCOPES, make_token, revoke_token

__all__ = [
    "NO_PASSWORD",
    "SCOPES",
    "Opened",
    "add_people",
    "add_person",
    "admit",
    "change_email",
    "change_mobile",
    "choose_post",
    "close_account",
    "end_absence",
    "end_other_sessions",
    "end_session",
    "give_delegation",
    "give_factor",
    "give_slip",
    "make_token",
    "open_account",
    "open_session",
    "print_codes",
    "raise_session",
    "record_absence",
    "remove_factor",
    "reopen_account",
    "revoke_delegation",
    "revoke_token",
    "save_preferences",
    "save_texts",
    "set_up_factor",
    "store_password",
    "use_code",
]
