"""The verbs of the register; the only way its records change."""

from personnel.operations.carrying import pack_events, take_answers, trust_register
from personnel.operations.comparing import (
    begin_comparison,
    compare_piece,
    end_comparison,
    note_difference,
    restart_comparison,
)
from personnel.operations.deciding import (
    Answer,
    decide_conflict,
    note_unsettled,
    settle_conflict,
)
from personnel.operations.decisions import (
    Outline,
    Wish,
    cancel_decision,
    change_decision,
    draft_decision,
    drop_decision,
)
from personnel.operations.declaring import (
    Evidence,
    accept_declaration,
    keep_portrait,
    propose_change,
    refuse_declaration,
    withdraw_declaration,
)
from personnel.operations.dossiers import Opening, let_days_pass, open_dossier, open_many
from personnel.operations.drafting import send_decision, take_back_decision
from personnel.operations.effects import settle_posts
from personnel.operations.following import follow_reorganisation
from personnel.operations.foreseeing import (
    ask_forecast,
    begin_forecast,
    forget_runs,
    reckon_piece,
)
from personnel.operations.grants import end_grant, grant_scope
from personnel.operations.handing import (
    remind_of_handovers,
    tick_handover,
    untick_handover,
)
from personnel.operations.handing_over import (
    Proposal,
    accept_hand_over,
    note_answered,
    note_hand_overs,
    note_offered,
    note_proposed,
    propose_hand_over,
    reject_hand_over,
)
from personnel.operations.hearing import (
    begin_anew,
    note_acked,
    note_not_ours,
    take_changes,
    take_questions,
    take_record,
    tell_lost,
)
from personnel.operations.importing import (
    Brought,
    assign_columns,
    bring_import,
    drop_import,
    finish_reading,
    keep_lines,
    mend_import,
    refuse_file,
)
from personnel.operations.importing_checks import check_piece
from personnel.operations.importing_runs import approve_import, run_piece
from personnel.operations.line import (
    Address,
    ask_check,
    change_national,
    connect_national,
    end_national,
    keep_check,
    load_dossiers,
    send_now,
)
from personnel.operations.lists import (
    Mark,
    RatingList,
    draft_evaluation,
    draft_raises,
)
from personnel.operations.national import (
    claim_events,
    note_call,
    note_keys,
    note_line,
    note_lists,
    note_trouble,
    resume_telling,
    settle_events,
    tell_again,
    tell_many_again,
)
from personnel.operations.official_forms import (
    Template,
    confirm_form,
    load_form,
    withdraw_form,
)
from personnel.operations.preparing import draft_prepared
from personnel.operations.quality import answer_finding, check_quality, check_unit_quality
from personnel.operations.quality_nights import note_day, remind_of_findings
from personnel.operations.reading import look_into, note_access, record_print
from personnel.operations.recording import (
    ask_verdict_again,
    bring_decision,
    check_again,
    note_issued,
    settle_decision,
)
from personnel.operations.secrets import change_key, reseal
from personnel.operations.staffing import Allotted, allot, withdraw_allotment
from personnel.operations.taking import Taking, take_list
from personnel.operations.twins import settle_twins

__all__ = [
    "Address",
    "Allotted",
    "Answer",
    "Brought",
    "Evidence",
    "Mark",
    "Opening",
    "Outline",
    "Proposal",
    "RatingList",
    "Taking",
    "Template",
    "Wish",
    "accept_declaration",
    "accept_hand_over",
    "allot",
    "answer_finding",
    "approve_import",
    "ask_check",
    "ask_forecast",
    "ask_verdict_again",
    "assign_columns",
    "begin_anew",
    "begin_comparison",
    "begin_forecast",
    "bring_decision",
    "bring_import",
    "cancel_decision",
    "change_decision",
    "change_key",
    "change_national",
    "check_again",
    "check_piece",
    "check_quality",
    "check_unit_quality",
    "claim_events",
    "compare_piece",
    "confirm_form",
    "connect_national",
    "decide_conflict",
    "draft_decision",
    "draft_evaluation",
    "draft_prepared",
    "draft_raises",
    "drop_decision",
    "drop_import",
    "end_comparison",
    "end_grant",
    "end_national",
    "finish_reading",
    "follow_reorganisation",
    "forget_runs",
    "grant_scope",
    "keep_check",
    "keep_lines",
    "keep_portrait",
    "let_days_pass",
    "load_dossiers",
    "load_form",
    "look_into",
    "mend_import",
    "note_access",
    "note_acked",
    "note_answered",
    "note_call",
    "note_day",
    "note_difference",
    "note_hand_overs",
    "note_issued",
    "note_keys",
    "note_line",
    "note_lists",
    "note_not_ours",
    "note_offered",
    "note_proposed",
    "note_trouble",
    "note_unsettled",
    "open_dossier",
    "open_many",
    "pack_events",
    "propose_change",
    "propose_hand_over",
    "reckon_piece",
    "record_print",
    "refuse_declaration",
    "refuse_file",
    "reject_hand_over",
    "remind_of_findings",
    "remind_of_handovers",
    "reseal",
    "restart_comparison",
    "resume_telling",
    "run_piece",
    "send_decision",
    "send_now",
    "settle_conflict",
    "settle_decision",
    "settle_events",
    "settle_posts",
    "settle_twins",
    "take_answers",
    "take_back_decision",
    "take_changes",
    "take_list",
    "take_questions",
    "take_record",
    "tell_again",
    "tell_lost",
    "tell_many_again",
    "tick_handover",
    "trust_register",
    "untick_handover",
    "withdraw_allotment",
    "withdraw_declaration",
    "withdraw_form",
]
