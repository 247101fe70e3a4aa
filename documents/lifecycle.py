"""The states of documents, tasks, volumes, requests for more time and rounds of opinions."""

from enum import StrEnum

from documents.models import AccessState as A
from documents.models import CommentState as M
from documents.models import CopyState as C
from documents.models import DestructionState as D
from documents.models import DocumentState as S
from documents.models import (
    FreezeState,
    HandOverState,
    PlanState,
    refusal_of,
)
from documents.models import MoreTimeState as E
from documents.models import OldBookState as O
from documents.models import RoundState as R
from documents.models import StepState as P
from documents.models import TaskState as T
from documents.models import TrayState as Y
from documents.models import VolumeState as V
from documents.models import WorkFileState as W
from documents.policy import Can, after_issue
from documents.policy.access import Can as Access
from documents.policy.copying import Can as Copying
from documents.policy.directing import Can as Directing
from documents.policy.drafting import Can as Drafting
from documents.policy.keeping import Can as Keeping
from documents.policy.reviewing import Can as Reviewing
from documents.policy.workfiles import Can as FileCan
from office.i18n import _l
from office.lifecycle import Edge, Lifecycle, edge

PRESENTABLE = {S.PROPOSING, S.PRESENTED}
AT_WORK = {S.ASSIGNED, S.PROCESSING}
UNTOUCHED = {S.ARRIVED, S.REGISTERED}
KEPT = {*UNTOUCHED, *PRESENTABLE, *AT_WORK, S.COMPLETED, S.REPLACED}

INCOMING = Lifecycle(
    "incoming",
    S.ARRIVED,
    edge("register", {S.ARRIVED}, S.REGISTERED, Can.REGISTER, _l("Register")),
    edge("refuse", {S.ARRIVED}, S.REFUSED, Can.REGISTER, _l("Refuse")),
    edge(
        "ask_proposal", {S.REGISTERED}, S.PROPOSING, Can.PRESENT, _l("Present to the office head")
    ),
    edge("present", {S.REGISTERED}, S.PRESENTED, Can.PRESENT, _l("Present to the leader")),
    edge("take_back", PRESENTABLE, S.REGISTERED, Can.TAKE_BACK, _l("Take back")),
    edge("undo_register", {S.REGISTERED}, S.ARRIVED, Can.REGISTER, _l("Undo the registration")),
    edge("wrong_address", {S.REGISTERED}, S.REFUSED, Can.REGISTER, _l("Wrong address")),
    edge("take_up_again", {S.REFUSED}, S.ARRIVED, Can.REGISTER, _l("Take up again")),
    edge("propose", {S.PROPOSING}, S.PRESENTED, Can.PROPOSE, _l("Propose a direction")),
    edge("return_to_clerk", PRESENTABLE, S.REGISTERED, Can.RETURN, _l("Return to the clerk")),
    edge("direct", {S.PRESENTED}, S.ASSIGNED, Can.DIRECT, _l("Direct and assign")),
    edge("return_to_leader", AT_WORK, S.PRESENTED, Can.RETURN, _l("Return to the leader")),
    edge("hand_on", AT_WORK, S.PROCESSING, Can.HAND_ON, _l("Hand on")),
    edge("give_back", AT_WORK, S.PROCESSING, Can.RETURN, _l("Give back to the head")),
    edge(
        "recall_direction",
        AT_WORK,
        S.PRESENTED,
        Directing.RECALL_DIRECTION,
        _l("Take the direction back"),
    ),
    edge("change_lead", AT_WORK, S.ASSIGNED, Directing.RECALL, _l("Change the lead")),
    edge("change_handler", AT_WORK, S.PROCESSING, Directing.RECALL, _l("Change the official")),
    edge("start", AT_WORK, S.PROCESSING, Can.HANDLE, _l("Draft the reply")),
    edge("complete", AT_WORK, S.COMPLETED, Can.HANDLE, _l("Complete")),
    edge("answered", AT_WORK, S.COMPLETED, Can.RECORD, _l("Completed by the reply")),
    edge(
        "destroy",
        KEPT,
        S.RECALLED,
        after_issue.Can.ANSWER_REQUEST,
        _l("Destroy as the sender asks"),
    ),
    edge("supersede", UNTOUCHED, S.REPLACED, Can.RECORD, _l("Replaced by the sender")),
    hold=refusal_of,
)

OUTGOING = Lifecycle(
    "outgoing",
    S.DRAFT,
    edge("submit", {S.DRAFT}, S.SUBMITTED, Can.SUBMIT, _l("Submit for signature")),
    edge("submit_for_check", {S.DRAFT}, S.CHECKING, Can.SUBMIT, _l("Submit for the checks")),
    edge("checked", {S.CHECKING}, S.SUBMITTED, Can.RECORD, _l("Checked")),
    edge("withdraw", {S.CHECKING, S.SUBMITTED}, S.DRAFT, Can.SUBMIT, _l("Withdraw")),
    edge("cancel", {S.DRAFT}, S.CANCELLED, Drafting.DROP_DRAFT, _l("Drop the draft")),
    edge("send_back", {S.SUBMITTED}, S.DRAFT, Can.SENT_FOR_SIGNATURE, _l("Send back")),
    edge("fault", {S.CHECKING}, S.DRAFT, Reviewing.CHECK_DRAFT, _l("Send back")),
    edge("cosign", {S.SUBMITTED}, S.SUBMITTED, Can.RECORD, _l("Sign with others")),
    edge("sign", {S.SUBMITTED}, S.SIGNED, Can.RECORD, _l("Sign")),
    edge("return_to_drafter", {S.SIGNED}, S.DRAFT, Can.NUMBER, _l("Return to the drafter")),
    edge("number", {S.SIGNED}, S.NUMBERED, Can.NUMBER, _l("Give a number")),
    edge("drop_copy", {S.SIGNED}, S.CANCELLED, Can.NUMBER, _l("Drop the copy")),
    edge("seal", {S.NUMBERED}, S.SEALED, Can.RECORD, _l("Seal")),
    edge("seal_paper", {S.NUMBERED}, S.SEALED, Can.SEAL, _l("Signed and sealed on paper")),
    edge("issue", {S.SEALED}, S.ISSUED, Can.ISSUE, _l("Issue")),
    edge(
        "void",
        {S.DRAFT, S.CHECKING, S.SUBMITTED, S.SIGNED},
        S.CANCELLED,
        Can.RECORD,
        _l("Dropped with its question"),
    ),
    edge("update", {S.ISSUED}, S.ISSUED, after_issue.Can.RECALL, _l("Update")),
    edge("recall", {S.ISSUED}, S.RECALLED, after_issue.Can.RECALL, _l("Recall")),
    edge("replace", {S.ISSUED}, S.REPLACED, Can.ISSUE, _l("Replace")),
    hold=refusal_of,
)

COPY = Lifecycle(
    "copy",
    C.ASKED,
    edge("permit", {C.ASKED}, C.PERMITTED, Copying.PERMIT_COPY, _l("Permit the copy")),
    edge("refuse", {C.ASKED}, C.REFUSED, Copying.PERMIT_COPY, _l("Refuse")),
    edge("withdraw", {C.ASKED}, C.WITHDRAWN, Copying.WITHDRAW_COPY, _l("Withdraw")),
    edge("make", {C.PERMITTED}, C.MADE, Can.RECORD),
    edge("fail", {C.ASKED, C.PERMITTED, C.MADE}, C.FAILED, Can.RECORD),
    edge("drop", {C.MADE}, C.REFUSED, Copying.DROP_COPY, _l("Drop the copy")),
    edge("issue", {C.MADE}, C.ISSUED, Can.RECORD),
)


def _changed(decide: StrEnum) -> tuple[Edge, ...]:
    """The moves of every change of access; who decides on it is the rule of its record."""
    return (
        edge("confirm", {A.ASKED}, A.CONFIRMED, decide, _l("Confirm")),
        edge("refuse", {A.ASKED}, A.REFUSED, decide, _l("Refuse")),
        edge("withdraw", {A.ASKED}, A.WITHDRAWN, Access.WITHDRAW_ACCESS, _l("Withdraw")),
    )


DOCUMENT_ACCESS = Lifecycle("document_access", A.ASKED, *_changed(Access.DECIDE_ACCESS))

FILE_ACCESS = Lifecycle(
    "work_file_access",
    A.ASKED,
    *_changed(FileCan.CONFIRM_ACCESS),
    edge("end", {A.CONFIRMED}, A.ENDED, Can.RECORD),
)

DRAFT_COMMENT = Lifecycle(
    "draft_comment",
    M.OPEN,
    edge("settle", {M.OPEN}, M.SETTLED, Drafting.SETTLE_COMMENT, _l("Settle")),
    edge("reopen", {M.SETTLED}, M.OPEN, Drafting.SETTLE_COMMENT, _l("Open again")),
)

VOLUME = Lifecycle(
    "volume",
    V.CLOSED,
    edge("reopen", {V.CLOSED}, V.REOPENED, Can.REOPEN_BOOK, _l("Reopen the volume")),
)

DOING = {T.GIVEN, T.IN_PROGRESS}

TASK = Lifecycle(
    "task",
    T.GIVEN,
    edge("accept", {T.GIVEN}, T.IN_PROGRESS, Can.LEAD_TASK, _l("Accept")),
    edge("progress", DOING, T.IN_PROGRESS, Can.LEAD_TASK, _l("Report progress")),
    edge("report", DOING, T.REPORTED, Can.LEAD_TASK, _l("Report it done")),
    edge("return", DOING, T.RETURNED, Can.LEAD_TASK, _l("Return the task")),
    edge("give_again", {T.RETURNED}, T.GIVEN, Can.JUDGE_TASK, _l("Assign anew")),
    edge("evaluate", {T.REPORTED}, T.CLOSED, Can.JUDGE_TASK, _l("Evaluate and close")),
    edge("send_back", {T.REPORTED}, T.IN_PROGRESS, Can.JUDGE_TASK, _l("Ask for more work")),
    edge(
        "recall",
        DOING | {T.REPORTED, T.RETURNED},
        T.RECALLED,
        Can.JUDGE_TASK,
        _l("Recall the task"),
    ),
    edge("reopen", {T.CLOSED}, T.IN_PROGRESS, Can.JUDGE_TASK, _l("Reopen")),
)

WORK_FILE = Lifecycle(
    "work_file",
    W.OPEN,
    edge("close", {W.OPEN}, W.CLOSED, FileCan.KEEP_FILE, _l("Close the file")),
    edge("reopen", {W.CLOSED}, W.OPEN, FileCan.KEEP_FILE, _l("Open the file again")),
    edge("offer", {W.CLOSED}, W.OFFERED, FileCan.KEEP_FILE, _l("Hand over to the archive")),
    edge("give_back", {W.OFFERED}, W.CLOSED, FileCan.KEEP_ARCHIVE, _l("Give back")),
    edge("take_over", {W.OFFERED}, W.ARCHIVED, FileCan.KEEP_ARCHIVE, _l("Take over")),
    edge("destroy", {W.CLOSED, W.ARCHIVED}, W.DESTROYED, FileCan.KEEP_ARCHIVE, _l("Destroy")),
    hold=refusal_of,
)

HAND_OVER = Lifecycle(
    "hand_over",
    HandOverState.OFFERED,
    edge(
        "take", {HandOverState.OFFERED}, HandOverState.TAKEN, FileCan.KEEP_ARCHIVE, _l("Take over")
    ),
    edge(
        "give_back",
        {HandOverState.OFFERED},
        HandOverState.RETURNED,
        FileCan.KEEP_ARCHIVE,
        _l("Give back"),
    ),
)

FILE_PLAN = Lifecycle(
    "file_plan",
    PlanState.DRAFT,
    edge("submit", {PlanState.DRAFT}, PlanState.SUBMITTED, FileCan.DRAW_UP_PLAN, _l("Submit")),
    edge(
        "send_back", {PlanState.SUBMITTED}, PlanState.DRAFT, FileCan.APPROVE_PLAN, _l("Send back")
    ),
    edge("approve", {PlanState.SUBMITTED}, PlanState.IN_FORCE, FileCan.APPROVE_PLAN, _l("Approve")),
)

DESTRUCTION = Lifecycle(
    "destruction",
    D.DRAFT,
    edge("judge", {D.DRAFT}, D.JUDGED, FileCan.JUDGE_DESTRUCTION, _l("Give the opinion")),
    edge("decide", {D.JUDGED}, D.DECIDED, FileCan.DECIDE_DESTRUCTION, _l("Decide")),
    edge("carry_out", {D.DECIDED}, D.DESTROYED, FileCan.KEEP_ARCHIVE, _l("Destroy")),
    edge("drop", {D.DRAFT, D.JUDGED}, D.DROPPED, FileCan.KEEP_ARCHIVE, _l("Drop the list")),
)

FREEZE = Lifecycle(
    "freeze",
    FreezeState.HELD,
    edge("lift", {FreezeState.HELD}, FreezeState.LIFTED, Keeping.FREEZE, _l("Lift the freeze")),
)

OLD_BOOK = Lifecycle(
    "old_book",
    O.READING,
    edge("read", {O.READING}, O.READ, Can.RECORD),
    edge("fail", {O.READING}, O.UNREADABLE, Can.RECORD),
    edge("accept", {O.READ}, O.ACCEPTED, Can.KEEP_BOOKS, _l("Enter the lines in the register")),
    edge("undo", {O.ACCEPTED}, O.UNDONE, Can.KEEP_BOOKS, _l("Undo the whole batch")),
)

TRAY = Lifecycle(
    "tray",
    Y.KEPT,
    edge("look", {Y.KEPT}, Y.READY, Can.RECORD),
    edge("hold", {Y.KEPT}, Y.BROKEN, Can.RECORD),
    edge("quarantine", {Y.KEPT}, Y.QUARANTINED, Can.RECORD),
    edge("take", {Y.READY}, Y.TAKEN, Can.REGISTER, _l("Enter")),
    edge("join", {Y.READY}, Y.JOINED, Can.REGISTER, _l("Join into one PDF")),
    edge("drop", {Y.READY, Y.BROKEN}, Y.DROPPED, Can.REGISTER, _l("Lay aside")),
)

EXTENSION = Lifecycle(
    "extension",
    E.ASKED,
    edge("grant", {E.ASKED}, E.GRANTED, Directing.DECIDE_EXTENSION, _l("Grant")),
    edge("refuse", {E.ASKED}, E.REFUSED, Directing.DECIDE_EXTENSION, _l("Refuse")),
    edge("withdraw", {E.ASKED}, E.WITHDRAWN, Directing.WITHDRAW_EXTENSION, _l("Withdraw")),
)

ROUND = Lifecycle(
    "opinions",
    R.WAITING,
    edge("close", {R.WAITING}, R.CLOSED, Directing.RUN_ROUND, _l("Close the round")),
    edge("end", {R.WAITING}, R.CLOSED, Can.RECORD, _l("Ended with the work")),
)

STEP = Lifecycle(
    "step",
    P.WAITING,
    edge("open", {P.WAITING}, P.OPEN, Can.RECORD),
    edge("pass", {P.OPEN}, P.PASSED, Reviewing.DECIDE_STEP, _l("Passed")),
    edge("send_back", {P.OPEN}, P.RETURNED, Reviewing.DECIDE_STEP, _l("Send back")),
    edge("withdraw", {P.WAITING, P.OPEN}, P.WITHDRAWN, Can.RECORD),
)
