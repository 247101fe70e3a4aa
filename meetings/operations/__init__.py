"""The verbs of meetings."""

from meetings.operations.agenda import (
    Point,
    add_item,
    change_item,
    move_item,
    remove_item,
)
from meetings.operations.answering import (
    Said,
    StandIn,
    accept_answer,
    admit_stand_in,
    answer,
    refuse_stand_in,
    send_stand_in,
    set_answer_aside,
)
from meetings.operations.board import (
    give_half,
    name_board,
    seal_box,
)
from meetings.operations.counting import (
    count_secret,
)
from meetings.operations.evidence import keep_evidence
from meetings.operations.feeds import (
    make_feed,
    note_fetch,
    withdraw_feed,
)
from meetings.operations.guests import (
    answer_as_guest,
    make_link,
    open_link,
    take_paper,
    withdraw_links,
)
from meetings.operations.hall import (
    hide_page,
    keep_page,
    show_page,
)
from meetings.operations.inviting import (
    Seat,
    change_seat,
    invite_desks,
    invite_person,
    move_person,
    remove_person,
)
from meetings.operations.letters import (
    draft_letter,
    note_letter_issued,
)
from meetings.operations.meeting_tasks import (
    HandOut,
    answer_hand_out,
    confirm_hand_out,
    hand_out,
    note_given,
    note_task_done,
    note_task_problem,
    withdraw_hand_out,
)
from meetings.operations.minutes_checking import (
    ask_check,
    keep_check,
)
from meetings.operations.minutes_concluding import (
    conclude_item,
)
from meetings.operations.minutes_documents import (
    Filing,
    draft_notice,
    file_meeting,
    note_notice_issued,
    register_minutes,
    remind_of_notice,
)
from meetings.operations.minutes_papers import (
    MadePaper,
    ask_paper,
    end_reading,
    keep_ink,
    keep_paper,
    keep_raised_minutes,
    note_paper_problem,
    note_signed,
    prepare_chair_signature,
    prepare_secretary_signature,
    send_for_reading,
    take_minutes_back,
)
from meetings.operations.minutes_suggesting import (
    decline_suggestion,
    suggest,
    take_in,
)
from meetings.operations.minutes_writing import (
    begin_minutes,
    bring_back,
    hold_section,
    release_section,
    save_section,
)
from meetings.operations.moderating import (
    put_out,
    take_voice,
)
from meetings.operations.outside import (
    drop_outside_busy,
    keep_outside_busy,
)
from meetings.operations.papers import (
    Paper,
    lay_document,
    lay_file,
    take_paper_back,
)
from meetings.operations.planning import (
    Plan,
    call,
    cancel,
    change_plan,
    plan_meeting,
    postpone,
)
from meetings.operations.presence import (
    check_in,
    join_online,
    leave,
    mark_left,
    mark_present,
)
from meetings.operations.reading import (
    note_access,
)
from meetings.operations.reminding import (
    remind,
)
from meetings.operations.replies import (
    Came,
    note_reply,
)
from meetings.operations.rooms import (
    RoomFacts,
    add_room,
    change_room,
    end_room,
)
from meetings.operations.running import (
    begin_item,
    close_session,
    end_item,
    open_session,
    pause_session,
    resume_session,
)
from meetings.operations.series import (
    Repeating,
    begin_series,
    change_series,
    end_series,
    follow_meeting,
    lay_out_ahead,
)
from meetings.operations.slips import (
    SlipWords,
    answer_slip,
    change_slip,
    close_slip,
    draft_slip,
    keep_raised_slip,
    keep_slip_sheet,
    lay_slip_paper,
    note_slip_problem,
    note_slip_signed,
    prepare_slip_signature,
    remind_members,
    send_slip,
    take_slip_paper_away,
    withdraw_slip,
)
from meetings.operations.speaking import (
    ask_to_speak,
    end_speech,
    give_floor,
    give_opinion,
    withdraw_speech,
    write_note,
)
from meetings.operations.telling_calendars import (
    tell_calendars,
)
from meetings.operations.texting import (
    text_people,
)
from meetings.operations.voting import (
    Question,
    cast,
    close_box,
    declare_void,
    open_box,
    prepare_box,
)
from meetings.operations.weeks import (
    publish_week,
)

__all__ = [
    "Came",
    "Filing",
    "HandOut",
    "MadePaper",
    "Paper",
    "Plan",
    "Point",
    "Question",
    "Repeating",
    "RoomFacts",
    "Said",
    "Seat",
    "SlipWords",
    "StandIn",
    "accept_answer",
    "add_item",
    "add_room",
    "admit_stand_in",
    "answer",
    "answer_as_guest",
    "answer_hand_out",
    "answer_slip",
    "ask_check",
    "ask_paper",
    "ask_to_speak",
    "begin_item",
    "begin_minutes",
    "begin_series",
    "bring_back",
    "call",
    "cancel",
    "cast",
    "change_item",
    "change_plan",
    "change_room",
    "change_seat",
    "change_series",
    "change_slip",
    "check_in",
    "close_box",
    "close_session",
    "close_slip",
    "conclude_item",
    "confirm_hand_out",
    "count_secret",
    "declare_void",
    "decline_suggestion",
    "draft_letter",
    "draft_notice",
    "draft_slip",
    "drop_outside_busy",
    "end_item",
    "end_reading",
    "end_room",
    "end_series",
    "end_speech",
    "file_meeting",
    "follow_meeting",
    "give_floor",
    "give_half",
    "give_opinion",
    "hand_out",
    "hide_page",
    "hold_section",
    "invite_desks",
    "invite_person",
    "join_online",
    "keep_check",
    "keep_evidence",
    "keep_ink",
    "keep_outside_busy",
    "keep_page",
    "keep_paper",
    "keep_raised_minutes",
    "keep_raised_slip",
    "keep_slip_sheet",
    "lay_document",
    "lay_file",
    "lay_out_ahead",
    "lay_slip_paper",
    "leave",
    "make_feed",
    "make_link",
    "mark_left",
    "mark_present",
    "move_item",
    "move_person",
    "name_board",
    "note_access",
    "note_fetch",
    "note_given",
    "note_letter_issued",
    "note_notice_issued",
    "note_paper_problem",
    "note_reply",
    "note_signed",
    "note_slip_problem",
    "note_slip_signed",
    "note_task_done",
    "note_task_problem",
    "open_box",
    "open_link",
    "open_session",
    "pause_session",
    "plan_meeting",
    "postpone",
    "prepare_box",
    "prepare_chair_signature",
    "prepare_secretary_signature",
    "prepare_slip_signature",
    "publish_week",
    "put_out",
    "refuse_stand_in",
    "register_minutes",
    "release_section",
    "remind",
    "remind_members",
    "remind_of_notice",
    "remove_item",
    "remove_person",
    "resume_session",
    "save_section",
    "seal_box",
    "send_for_reading",
    "send_slip",
    "send_stand_in",
    "set_answer_aside",
    "show_page",
    "suggest",
    "take_in",
    "take_minutes_back",
    "take_paper",
    "take_paper_back",
    "take_slip_paper_away",
    "take_voice",
    "tell_calendars",
    "text_people",
    "withdraw_feed",
    "withdraw_hand_out",
    "withdraw_links",
    "withdraw_slip",
    "withdraw_speech",
    "write_note",
]
