"""Finding documents and tasks; `visible_to` and `visible_tasks` say who may see what."""

from documents.policy import AT_WORK
from documents.queries.access import (
    access_change,
    access_confirmers,
    asked_of_document,
    asked_of_file,
    document_change,
    document_changes,
    file_changes,
    granted_desks,
    reader_desks,
)
from documents.queries.archives import (
    brought_packages,
    destruction_lists,
    files_handed_over,
    files_to_destroy,
    hand_overs_of,
    outlived_files,
    packages_of,
    plan_lines_of,
    planned_files,
    plans_of,
    visible_destruction,
    visible_hand_over,
    visible_package,
    visible_plan,
)
from documents.queries.around import Around, around
from documents.queries.assigning import (
    AssignmentLine,
    assignment_lines,
    extension_for,
    extension_on,
    extensions_on,
    line_on,
    lines_from,
    missing_in,
    own_line,
)
from documents.queries.axis import (
    Undelivered,
    address_book,
    by_identifier,
    connection_of,
    connections,
    deliveries,
    external_name,
    is_unsent,
    known_package,
    letter_over_axis,
    line_state,
    same_package,
    undelivered,
)
from documents.queries.bodies import bodies_at
from documents.queries.books import (
    BOOK_COLUMNS,
    BookRow,
    count_up_to,
    documents_of,
    page_of,
    records_of,
)
from documents.queries.copying import (
    CopyLine,
    copied_by,
    copies_for,
    copies_of,
    copy_by_uid,
    copy_waiting_at,
)
from documents.queries.drafts import (
    co_drafting,
    comment_by,
    commented,
    comments_on,
    former_documents,
    open_comments,
    present_version,
    template_by,
    templates_for,
    version_before,
    version_of,
    versions_of,
)
from documents.queries.duplicates import Paper, duplicates_of, same_papers
from documents.queries.finding import (
    access_count,
    accesses_of,
    found,
    is_noted,
    recent_documents,
    saved_search,
    saved_searches,
)
from documents.queries.flags import flagged_by, is_flagged
from documents.queries.following import (
    dispatches_by_uid,
    followed,
    group_by_uid,
    groups_for,
    is_listed,
    pressing_receivers,
)
from documents.queries.formats import aging_files, formats_of, lasting_of
from documents.queries.from_mail import (
    CameByMail,
    came_by_mail,
    filed_before,
    letter_of_task,
    letter_to_file,
    sender_checks,
)
from documents.queries.handling_figures import handling_report
from documents.queries.hearing import (
    Hearing,
    directions_for,
    file_for,
    files_for,
    hearing_of,
    hears_all,
    progress_for,
)
from documents.queries.issuers import known_issuers
from documents.queries.keeping import (
    Fact,
    OwnFact,
    field_by,
    fields_of,
    freeze_by,
    freezes_of,
    frozen_in,
    holding,
    law_facts_of_document,
    law_facts_of_file,
    own_facts,
    own_metadata,
    present_values,
    sizes_of,
)
from documents.queries.kept import kept_by
from documents.queries.old_books import faulty, old_book, old_books, old_rows
from documents.queries.opinions import (
    RoundRow,
    answers_in,
    choice_counts,
    opinion_asked_of,
    opinions_on,
    round_by,
    round_of,
    rounds_of,
    rounds_on,
    visible_enclosure,
    waits_for_opinion,
)
from documents.queries.papers import SeenPaper, facts_in, paper_of, papers_named
from documents.queries.phrases import (
    desk_uid,
    phrase_by,
    receiver_set_by,
    receiver_sets,
    saved_phrases,
)
from documents.queries.progress import PublicProgress, has_progress_code, public_progress
from documents.queries.records import (
    answered_by,
    directives_of,
    dispatches_of,
    document_of,
    draft_of,
    drafting_symbols,
    files_of,
    main_file,
    open_duties_of,
    progress_of,
    replies_to,
    routing_of,
)
from documents.queries.registers import (
    Asked,
    Line,
    lines_of,
    next_part,
    title_of,
)
from documents.queries.relations import relation_on, relation_tree, relations_of
from documents.queries.reviewing import (
    checks_of,
    co_signers_of,
    mark_on,
    marks_of,
    open_marks,
    present_steps,
    review_rules,
    rule_by,
    sheet_of,
    step_in_turn,
    steps_of,
    unmended_marks,
)
from documents.queries.sequels import (
    SequelLine,
    corrected_by,
    open_request_on,
    replaced_by,
    sequels_of,
)
from documents.queries.series import (
    advisory_bodies,
    advisory_body,
    label_of,
    labels,
    named_register,
    named_registers,
    next_number,
    plan_of,
    register_gaps,
    reservation,
    reservations,
    series_names,
    series_rows,
)
from documents.queries.task_records import (
    Outcome,
    children_of,
    document_by_symbol,
    entries_of,
    extensions_of,
    files_of_task,
    has_asked,
    lines_of_task,
    outcomes_of,
    owing_tasks,
    sees_task,
    source_of,
    task_codes_of,
    tasks_from,
    urged_lines,
    urgings_of,
    whole_of,
)
from documents.queries.task_statistics import Kept, Statistics, kept_by_person, kept_by_unit
from documents.queries.tasks import (
    DOING,
    JUDGING,
    OwedRow,
    TaskRow,
    all_rows,
    desk_names,
    is_late_now,
    late_count,
    led_in,
    owed_by_deadline,
    owed_newest,
    tasks_by_deadline,
    tasks_closed,
    visible_task,
    visible_task_file,
    visible_tasks,
)
from documents.queries.tray import (
    count_in_tray,
    secret_papers_of,
    tray_item,
    tray_items,
    tray_of,
)
from documents.queries.urging import (
    enclosures_of,
    urging_counts,
    urgings_on,
    urgings_where,
)
from documents.queries.visibility import (
    BEFORE_NUMBERING,
    WHOLE_AGENCY,
    limits_of,
    listed_for,
    sees_file_hash,
    visible_document,
    visible_documents,
    visible_file,
    visible_to,
)
from documents.queries.volumes import (
    loan_of,
    loans_of,
    sees_volume_hash,
    unclosed,
    volume_of,
    volumes_of,
)
from documents.queries.work import (
    PAGE,
    WORK_COLUMNS,
    Counts,
    Situation,
    WorkRow,
    counts_at,
    counts_of_desk,
    late_at,
    situation_at,
    waits_longest,
    work_by_deadline,
    work_of_desk,
    work_without_deadline,
)
from documents.queries.workfiles import (
    Content,
    contents_of,
    files_visible_to,
    is_open_to,
    item_of,
    items_of,
    keepable_files,
    late_files,
    listed_work_files,
    removed_from,
    visible_work_file,
    visible_work_files,
)
