"""The states of a decision as a table: buttons, checks and audit lines come from it."""

from office.i18n import _l
from office.lifecycle import Lifecycle, edge
from personnel.models import DecisionState, DeclarationState
from personnel.policy import Can
from personnel.policy.decisions import CanDecide
from personnel.policy.declarations import CanDeclare

S = DecisionState

DECISION = Lifecycle(
    "decision",
    S.DRAFT,
    edge("send", [S.DRAFT], S.SIGNING, CanDecide.PREPARE, _l("Draft the document")),
    edge("bring", [S.DRAFT], S.CHECKING, CanDecide.CONFIRM, _l("Confirm and check")),
    edge("take_back", [S.SIGNING], S.DRAFT, CanDecide.PREPARE, _l("Prepare it anew")),
    edge("issue", [S.SIGNING], S.CHECKING, Can.RECORD),
    edge("record", [S.CHECKING], S.RECORDED, Can.RECORD),
    edge("refuse", [S.CHECKING], S.REFUSED, Can.RECORD),
    edge("check_again", [S.REFUSED], S.CHECKING, CanDecide.PREPARE, _l("Check again")),
    edge("drop", [S.DRAFT, S.SIGNING, S.REFUSED], S.DROPPED, CanDecide.PREPARE, _l("Drop")),
    edge("cancel", [S.RECORDED], S.CANCELLED, Can.RECORD),
)

D = DeclarationState

DECLARATION = Lifecycle(
    "declaration",
    D.PROPOSED,
    edge("accept", [D.PROPOSED], D.ACCEPTED, CanDeclare.DECIDE, _l("Accept")),
    edge("refuse", [D.PROPOSED], D.REFUSED, CanDeclare.DECIDE, _l("Refuse")),
    edge("withdraw", [D.PROPOSED], D.WITHDRAWN, CanDeclare.WITHDRAW, _l("Withdraw")),
)
