"""The verbs of the document register; the only way its records change."""

from documents.models import TaskOrigin, Urgency
from documents.operations import receivers
from documents.operations.access_changes import AccessWish
from documents.operations.archiving import (
    announce_hand_over,
    extend_keeping,
    give_back_files,
    hold_file,
    lift_hold,
    offer_files,
    take_over,
)
from documents.operations.assigning import change_lead, recall_assignment, recall_direction
from documents.operations.attachments import (
    attach_to_draft,
    detach,
    keep_attachment,
    leave_attachment,
    prepare_attachments,
)
from documents.operations.beginnings import Beginning
from documents.operations.book_signing import (
    keep_raised_volume,
    mark_volume_signed,
    prepare_volume_seal,
    prepare_volume_signature,
)
from documents.operations.books import (
    close_book,
    keep_volume_paper,
    lend_copy,
    make_extract,
    note_volume_problem,
    reopen_volume,
    return_copy,
)
from documents.operations.connections import (
    RecallWay,
    choose_recall_way,
    connect,
    note_poll,
)
from documents.operations.copy_making import (
    keep_copy,
    keep_printed_copy,
    note_copy_problem,
    seal_paper_copy,
)
from documents.operations.copying import (
    Wish,
    ask_copy,
    drop_copy,
    permit_copy,
    refuse_copy,
    withdraw_copy,
)
from documents.operations.corrections import correct_registration
from documents.operations.describing import (
    NewField,
    add_field,
    describe_document,
    describe_work_file,
    end_field,
)
from documents.operations.destroying import (
    carry_out_destruction,
    decide_destruction,
    drop_destruction,
    judge_destruction,
    list_outlived,
)
from documents.operations.dispatching import (
    NewMessage,
    keep_message,
    mark_sent,
    mark_tried,
    note_mail_report,
    note_mailed,
    note_send_problem,
    note_unsent,
    record_status,
    send_again,
    send_status,
)
from documents.operations.document_access import (
    ask_document_access,
    confirm_document_access,
    refuse_document_access,
    withdraw_document_access,
)
from documents.operations.draft_comments import (
    answer_comment,
    comment_draft,
    reopen_comment,
    settle_comment,
)
from documents.operations.draft_files import place_field, take_docx, take_pdf
from documents.operations.draft_people import end_drafting, invite_drafters
from documents.operations.draft_restoring import keep_aside, restore_version
from documents.operations.draft_templates import (
    change_template,
    drop_template,
    keep_template,
    start_copy,
    start_from_template,
)
from documents.operations.draft_versions import keep_version_words
from documents.operations.drafting import (
    cancel_draft,
    keep_composed,
    lay_data,
    note_compose_problem,
    save_form,
    start_draft,
    submit,
    withdraw_submission,
)
from documents.operations.entering import enter_paper
from documents.operations.erasing import destroy_content
from documents.operations.extensions import (
    ask_more_time,
    grant_more_time,
    refuse_more_time,
    withdraw_more_time,
)
from documents.operations.failed_jobs import try_job_again
from documents.operations.fileplans import (
    approve_plan,
    send_plan_back,
    start_plan,
    submit_plan,
    write_plan,
)
from documents.operations.files import Look, NewFile, keep_look, keep_verdict
from documents.operations.finding import drop_search, note_access, record_export, save_search
from documents.operations.flags import flag, lift_flag
from documents.operations.formats import ask_lasting, keep_lasting, note_lasting_problem
from documents.operations.freezing import freeze_documents, freeze_file, lift_freeze
from documents.operations.from_mail import file_letter, give_task_from_letter
from documents.operations.groups import change_group, choose_receivers, drop_group, make_group
from documents.operations.handing_out import mark_posted
from documents.operations.handling import (
    acknowledge,
    complete,
    give_back,
    hand_on,
    hand_share_on,
    report_cooperation,
    return_to_leader,
    start_reply,
)
from documents.operations.incoming import (
    direct,
    present,
    propose,
    refuse,
    register_incoming,
    return_to_clerk,
    take_back,
)
from documents.operations.incoming_acts import (
    forward,
    inform,
    pass_on,
    return_misaddressed,
    take_up_again,
    undo_registration,
)
from documents.operations.intake import (
    acknowledged,
    hold_delivery,
    keep_delivery,
    note_repeat,
    receive,
    receive_locally,
    receive_upload,
)
from documents.operations.issuing import (
    issue,
    keep_raised,
    keep_raised_attachment,
    mark_attachment_sealed,
    mark_sealed,
    mark_signed,
    note_signing_failure,
    number_document,
    prepare_seal,
    prepare_signature,
    return_to_drafter,
    send_back,
)
from documents.operations.letters import begin_letter
from documents.operations.old_books import (
    Brought,
    ReadRow,
    accept_old_book,
    bring_old_book,
    keep_old_rows,
    note_old_problem,
    undo_old_book,
)
from documents.operations.opinions import (
    ask_opinion,
    close_round,
    extend_round,
    give_opinion,
    remind_round,
)
from documents.operations.package_requests import take_back_asked
from documents.operations.phrases import (
    change_phrase,
    drop_phrase,
    drop_set,
    keep_phrase,
    keep_set,
    note_phrases_used,
    rename_set,
)
from documents.operations.progress import give_progress_code, withdraw_progress_code
from documents.operations.reading import mark_read
from documents.operations.recalling import Changes, Order, ask_locally, recall, update
from documents.operations.relations import relate, unrelate
from documents.operations.replacing import start_correction, start_replacement
from documents.operations.requests import Request, agree, decline, take_request
from documents.operations.review_rules import StepWords, end_review_rule, set_review_rule
from documents.operations.reviewing import Mark, answer_mark, pass_check
from documents.operations.sealing import number_and_seal
from documents.operations.secret_papers import note_secret_paper
from documents.operations.series import (
    cancel_reservation,
    decide_numbering,
    draft_for_body,
    end_body,
    end_register,
    expire_reservations,
    open_body,
    open_register,
    reserve_number,
    set_opening,
)
from documents.operations.sheets import SheetWords, keep_sheet, write_sheet
from documents.operations.signers import choose_signers
from documents.operations.tasks_clock import escalate, remind, tell_overdue
from documents.operations.tasks_doing import (
    accept_task,
    add_outcome,
    answer_task,
    ask_extension,
    contribute,
    mark_task_read,
    report_done,
    report_progress,
    return_task,
)
from documents.operations.tasks_giving import (
    NewTask,
    give_again,
    give_task,
    hand_down,
    recall_task,
    reopen_task,
)
from documents.operations.tasks_judging import (
    evaluate,
    grant_extension,
    refuse_extension,
    send_back_task,
    urge_task,
)
from documents.operations.transfer import hand_over_locally
from documents.operations.tray import (
    drop_from_tray,
    join_tray,
    keep_upload,
    take_from_tray,
)
from documents.operations.urging import UrgingWords, urge
from documents.operations.workfile_access import (
    ask_access,
    confirm_access,
    refuse_access,
    withdraw_access,
)
from documents.operations.workfile_blanks import (
    blank_further,
)
from documents.operations.workfile_packages import (
    ask_package,
    bring_package,
    keep_package,
    refuse_package,
    take_in,
)
from documents.operations.workfiles import (
    Further,
    Opening,
    add_further,
    add_made,
    close_file,
    describe_file,
    open_file,
    put_in,
    reopen_file,
    take_out,
)
