"""The life of a spreadsheet of units and people."""

from office.i18n import _l
from office.lifecycle import Lifecycle, edge
from office.setup.models import SheetState as S
from office.setup.policy import Can

SHEET = Lifecycle(
    "staff-sheet",
    S.READING,
    edge("keep", {S.READING}, S.READ, Can.READ_SHEET),
    edge("refuse", {S.READING}, S.REFUSED, Can.READ_SHEET),
    edge("accept", {S.READ}, S.ACCEPTED, Can.SET_UP, _l("Accept")),
    edge("withdraw", {S.READING, S.READ}, S.WITHDRAWN, Can.SET_UP, _l("Withdraw")),
)
