"""The states of what the register keeps as tables: buttons, checks and audit lines."""

from office.i18n import _l
from office.lifecycle import Lifecycle, edge
from personnel.models import DecisionState, DeclarationState, ImportState
from personnel.policy import Can
from personnel.policy.decisions import CanDecide
from personnel.policy.declarations import CanDeclare
from personnel.policy.imports import CanImport

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

B = ImportState

IMPORT = Lifecycle(
    "import",
    B.READING,
    edge("keep", [B.READING], B.UPLOADED, CanImport.WORK),
    edge("refuse", [B.READING], B.UNREADABLE, CanImport.WORK),
    edge("assign", [B.UPLOADED, B.CHECKED], B.MAPPED, CanImport.PREPARE, _l("Check the rows")),
    edge("keep_mended", [B.READING], B.MAPPED, CanImport.WORK),
    edge("judge", [B.MAPPED], B.CHECKED, CanImport.WORK),
    edge("mend", [B.CHECKED, B.DONE], B.READING, CanImport.PREPARE, _l("Bring corrected rows")),
    edge("approve", [B.CHECKED], B.APPROVED, CanImport.APPROVE, _l("Approve and enter")),
    edge("finish", [B.APPROVED], B.DONE, CanImport.WORK),
    edge(
        "drop",
        [B.UPLOADED, B.UNREADABLE, B.CHECKED],
        B.DROPPED,
        CanImport.PREPARE,
        _l("Drop"),
    ),
)
