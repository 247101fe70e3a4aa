"""The verbs of the first day."""

from office.accounts.operations.accounts import SLIP_LASTS
from office.setup.operations.days import declare_day, withdraw_day
from office.setup.operations.sheets import (
    accept_sheet,
    keep_rows,
    receive_sheet,
    refuse_sheet,
    withdraw_sheet,
)
from office.setup.operations.slips import give_slips

__all__ = [
    "SLIP_LASTS",
    "accept_sheet",
    "declare_day",
    "give_slips",
    "keep_rows",
    "receive_sheet",
    "refuse_sheet",
    "withdraw_day",
    "withdraw_sheet",
]
