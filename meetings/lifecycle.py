"""The states of a meeting as a table: buttons, checks, audit lines and the diagram come from it."""

from meetings.models import BoxState, MeetingState, SlipState
from meetings.policy import Can
from meetings.policy.minutes import Can as Minutes
from meetings.policy.slips import CanSlip
from meetings.policy.votes import CanVote
from office.i18n import _l
from office.lifecycle import Lifecycle, edge

S = MeetingState
B = BoxState
P = SlipState

MEETING = Lifecycle(
    "meeting",
    S.DRAFT,
    edge("invite", [S.DRAFT, S.POSTPONED], S.INVITED, Can.CALL, _l("Call the meeting")),
    edge("postpone", [S.INVITED], S.POSTPONED, Can.CALL, _l("Postpone")),
    edge("cancel", [S.DRAFT, S.INVITED, S.POSTPONED], S.CANCELLED, Can.CALL, _l("Cancel")),
    edge("open", [S.INVITED], S.OPEN, Can.RUN, _l("Open the session")),
    edge("pause", [S.OPEN], S.PAUSED, Can.RUN, _l("Pause")),
    edge("resume", [S.PAUSED], S.OPEN, Can.RUN, _l("Go on")),
    edge("close", [S.OPEN, S.PAUSED], S.CLOSED, Can.RUN, _l("Close the session")),
    edge("send_minutes", [S.CLOSED], S.MINUTES_REVIEW, Can.KEEP_MINUTES, _l("Send for reading")),
    edge(
        "take_back_minutes",
        [S.MINUTES_REVIEW],
        S.CLOSED,
        Can.KEEP_MINUTES,
        _l("Take the minutes back"),
    ),
    edge("sign_minutes", [S.MINUTES_REVIEW], S.MINUTES_SIGNED, Can.BE_SIGNED),
    edge("archive", [S.MINUTES_SIGNED], S.ARCHIVED, Minutes.REGISTER, _l("Put into a work file")),
)

BOX = Lifecycle(
    "ballot",
    B.PREPARED,
    edge("open", [B.PREPARED], B.OPEN, CanVote.HOLD, _l("Open the vote")),
    edge("close", [B.OPEN], B.CLOSED, CanVote.HOLD, _l("Close the vote")),
    edge("count", [B.CLOSED], B.COUNTED, CanVote.COUNT, _l("Count the papers")),
    edge("void", [B.PREPARED, B.OPEN, B.CLOSED], B.VOID, CanVote.HOLD, _l("Declare it void")),
)

SLIP = Lifecycle(
    "slip",
    P.DRAFT,
    edge("send", [P.DRAFT], P.SENT, CanSlip.KEEP, _l("Send the slip")),
    edge("close", [P.SENT], P.CLOSED, CanSlip.KEEP, _l("Count the answers")),
    edge("withdraw", [P.DRAFT, P.SENT], P.WITHDRAWN, CanSlip.KEEP, _l("Withdraw the slip")),
    edge("sign", [P.CLOSED], P.SIGNED, CanSlip.RECORD),
)
