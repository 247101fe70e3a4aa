"""The verbs of mail; the only way its records change."""

from mail.operations.alarms import raise_alarms
from mail.operations.answering import (
    Reported,
    answer_away,
    ask_delivery,
    note_list_reports,
    note_reports,
    write,
)
from mail.operations.assigning import (
    assign,
    end_assignment,
    note_assignment,
    remind_handlers,
    take_back_orphans,
)
from mail.operations.boxes import (
    change_state,
    choose_rules,
    end_address,
    give_address,
    open_desk_box,
    open_person_box,
    set_quota,
)
from mail.operations.clearing import clear_failed, clear_posted
from mail.operations.confirming import confirm_wish, refuse_wish
from mail.operations.contacts import ContactWords, drop_contact, keep_contact
from mail.operations.delivering import (
    Envelope,
    Judged,
    deliver,
    give_up_arrival,
    refuse_arrival,
    take_in,
)
from mail.operations.departing import claim_draft, come_back, depart, note_built
from mail.operations.distributing import Course, Went, distribute, spread
from mail.operations.domains import ask_proof, close_domain, open_domain, prove_domain
from mail.operations.drafting import (
    Answers,
    File,
    Words,
    attach_file,
    begin_draft,
    bring_back,
    detach_file,
    drop_draft,
    save_draft,
)
from mail.operations.exchanging import (
    Looked,
    bring_file,
    cut_import,
    end_import,
    note_export,
    note_looked,
)
from mail.operations.feedback import (
    Brought,
    ask_feedback,
    drop_aged_feedback,
    keep_broken,
    keep_feedback,
)
from mail.operations.filing import DOCUMENT, MEETING, TASK, Made, note_filing, tell_filing
from mail.operations.former import (
    FormerBox,
    FormerFolder,
    ask_former,
    bring_former,
    cut_former,
    end_former,
    forget_secrets,
    give_up_former,
    leave_former,
    note_cut,
    note_places,
    note_step,
    refuse_login,
    resume_former,
    start_former,
    stop_former,
    take_up_former,
)
from mail.operations.freezing import freeze_account, thaw_account
from mail.operations.handing_out import Leaving, become_letter, hand_out
from mail.operations.handover import (
    end_strangers_rights,
    hand_over,
    join_boxes,
    move_box,
    name_receiver,
    reopen,
)
from mail.operations.importing import bring_letter, note_import
from mail.operations.inside import lay_inside, write_inside
from mail.operations.keeping import Kept, KeptFile, Named, keep_message
from mail.operations.keys import ask_dns, make_key, note_dns, retire_key, use_key
from mail.operations.legal_holds import (
    hold_found,
    hold_person,
    hold_thread,
    place_hold,
    release_hold,
)
from mail.operations.limiting import OverLimit, count_submission, forget_written, tell_limit
from mail.operations.lines import count_lines, keep_policy, mark_told
from mail.operations.linking import take_linked
from mail.operations.mailing_lists import ListWords, change_list, close_list, open_list
from mail.operations.meetings import answer_invitation
from mail.operations.organising import (
    drop_label,
    label,
    make_label,
    mark_folder_seen,
    mark_seen,
    mark_unseen,
    move,
    note_access,
    rename_label,
    restore,
    star,
    turn_private,
    unlabel,
    unstar,
)
from mail.operations.outgoing import (
    BY_HAND,
    CLOSED,
    INFECTED,
    NO_SMARTHOST,
    REPORT,
    TOPIC,
    Attached,
    close_door,
    drop,
    give_up,
    hold,
    mark_sent,
    mend_strays,
    note_attempt,
    note_fall,
    open_door,
    post,
    post_ready,
    retry,
    send_again,
    tell_late,
    wait_for_turn,
    withdraw,
)
from mail.operations.placing import place, place_all
from mail.operations.pools import end_pool, set_pool
from mail.operations.programs import follow_program, lay_copy, take_from_program
from mail.operations.provisioning import hand_over_leavers, provide, provide_soon
from mail.operations.purging import (
    blank_forsaken,
    clear_dropped,
    empty_closed,
    end_box,
    lay_aside_aged,
    let_go,
    purge_box,
)
from mail.operations.queueing import end_tries, hold_back, try_now
from mail.operations.recalling import Reach, Recalled, recall, send_recall
from mail.operations.receipts import ReceiptAnswer, answer_receipt, take_back_answer
from mail.operations.refusing import Stand, end_refusal, refuse_sender
from mail.operations.rereading import Reread, ask_reread, keep_reread
from mail.operations.resting import (
    LATE,
    ask_line,
    note_reached,
    note_unreached,
    step_aside,
    wake,
)
from mail.operations.retrying import try_again
from mail.operations.ruling import set_rules
from mail.operations.scanning import begin_scan, end_scan, note_scanned, set_apart
from mail.operations.sending import LEAVE, PREPARE, go_signed, send, send_now, unsend
from mail.operations.settling import (
    RuleWords,
    TextWords,
    add_rule,
    drop_rule,
    drop_text,
    end_away,
    keep_text,
    raise_rule,
    set_away,
    set_period,
    turn_rule,
)
from mail.operations.sharing import (
    SCOPES,
    grant,
    make_app_password,
    note_lockout,
    note_use,
    revoke,
    revoke_app_password,
)
from mail.operations.trusting import end_trust, trust_sender
from mail.operations.uploading import (
    Upload,
    begin_upload,
    clear_uploads,
    keep_file,
    take_piece,
)
from mail.operations.wishing import withdraw_wish
