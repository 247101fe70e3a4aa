"""The line that each verb leaves in the audit log: held wherever a test has the verb done.

A verb that gives back how much it did leaves no line for nothing. Verbs that move a record by its
table of states leave the line of the table: `tests/house/test_lifecycles.py`.
"""

from collections.abc import Callable
from fnmatch import fnmatch
from functools import wraps
from importlib import import_module
from typing import Any

import pytest

LINES = """
archiving.announce_hand_over             work_file.announce
archiving.extend_keeping                 work_file.extend
archiving.offer_files                    hand_over.offer
archiving.hold_file                      work_file.hold
archiving.lift_hold                      work_file.lift_hold
assigning.recall_assignment              incoming.recall_assignment
attachments.attach_to_draft              outgoing.attached
attachments.detach                       outgoing.detached
book_signing.mark_volume_signed          volume.signed
books.close_book                         volume.closed
books.make_extract                       volume.extracted
books.keep_volume_paper                  volume.printed
books.lend_copy                          copy.lent
connections.connect                      axis.connected
connections.choose_recall_way            axis.recall_way
copying.ask_copy                         copy.asked
corrections.correct_registration         incoming.correct
describing.add_field                     metadata.add_field
describing.end_field                     metadata.end_field
describing.describe_document             document.describe
describing.describe_work_file            work_file.add_metadata
destroying.list_outlived                 destruction.list
dispatching.send_again                   axis.sent_again
document_access.ask_document_access      access.ask
draft_comments.comment_draft             outgoing.commented
draft_comments.answer_comment            outgoing.commented
draft_people.invite_drafters             outgoing.co_drafter
draft_people.end_drafting                outgoing.co_drafter_ended
draft_restoring.restore_version          outgoing.restored
draft_restoring.keep_aside               outgoing.kept_aside
draft_templates.keep_template            draft_template.keep
draft_templates.change_template          draft_template.change
draft_templates.drop_template            draft_template.drop
draft_templates.start_copy               outgoing.copied
drafting.start_draft                     outgoing.drafted
drafting.save_form                       outgoing.saved
erasing.destroy_content                  incoming.destroyed
extensions.ask_more_time                 extension.ask
fileplans.start_plan                     file_plan.start
fileplans.write_plan                     file_plan.write
finding.record_export                    documents.exported
formats.ask_lasting                      document.ask_lasting_copy
formats.keep_lasting                     document.lasting_copy
freezing.freeze_documents                freeze.make
freezing.freeze_file                     freeze.make
freezing.freeze_file                     work_file.freeze
groups.make_group                        group.made
groups.change_group                      group.changed
groups.drop_group                        group.dropped
handing_out.mark_posted                  outgoing.posted
handling.hand_share_on                   incoming.share_handed_on
handling.report_cooperation              incoming.cooperated
incoming_acts.forward                    incoming.forward
incoming_acts.inform                     incoming.inform
intake.hold_delivery                     axis.held
intake.receive_locally                   incoming.arrived
intake.receive_upload                    incoming.arrived
issuing.mark_attachment_sealed           outgoing.attachment_sealed
old_books.bring_old_book                 old_book.brought
opinions.ask_opinion                     *.opinion_asked
opinions.give_opinion                    *.opinion_given
opinions.extend_round                    opinions.extended
opinions.remind_round                    opinions.reminded
phrases.keep_phrase                      phrase.keep
phrases.change_phrase                    phrase.change
phrases.drop_phrase                      phrase.drop
phrases.keep_set                         receiver_set.keep
phrases.rename_set                       receiver_set.rename
phrases.drop_set                         receiver_set.drop
progress.give_progress_code              incoming.progress_code
progress.withdraw_progress_code          incoming.progress_code_withdrawn
recalling.recall                         outgoing.*_ordered
recalling.update                         outgoing.*_ordered
relations.relate                         document.relate
relations.unrelate                       document.unrelate
replacing.start_replacement              outgoing.*_begun
replacing.start_correction               outgoing.*_begun
requests.decline                         incoming.*_declined
review_rules.set_review_rule             review_rule.set
review_rules.end_review_rule             review_rule.end
reviewing.answer_mark                    outgoing.mark_answered
secret_papers.note_secret_paper          secret_paper.noted
series.decide_numbering                  numbers.decided
series.set_opening                       numbers.opened
series.reserve_number                    numbers.reserved
series.cancel_reservation                numbers.cancelled
series.expire_reservations               numbers.expired
series.open_register                     registers.opened
series.end_register                      registers.ended
series.open_body                         bodies.opened
series.end_body                          bodies.ended
sheets.write_sheet                       outgoing.sheet
tasks_clock.escalate                     task.escalated
tasks_doing.add_outcome                  task.outcome
tasks_doing.contribute                   task.contributed
tasks_doing.ask_extension                task.extension_asked
tasks_giving.give_task                   task.given
tasks_giving.hand_down                   task.given
tasks_judging.grant_extension            task.extension_granted
tasks_judging.refuse_extension           task.extension_refused
tasks_judging.urge_task                  task.urged
tray.keep_upload                         tray.kept
tray.keep_checked                        tray.kept
tray.join_tray                           tray.kept
urging.urge                              incoming.urged
workfile_access.ask_access               work_file.ask_access
workfile_packages.ask_package            work_file.export
workfile_packages.bring_package          work_file.bring
workfile_packages.take_in                work_file.take_in
workfiles.open_file                      work_file.open
workfiles.put_in                         work_file.put_in
workfiles.add_further                    work_file.add
workfiles.take_out                       work_file.take_out
workfiles.describe_file                  work_file.describe
"""


def watch(patch: pytest.MonkeyPatch) -> None:
    """From here on a verb of the table that does its work without its line fails."""
    from office import audit

    seen: list[str] = []
    real = audit.record

    def record(act: str, *subject: Any, **facts: Any) -> Any:
        seen.append(act)
        return real(act, *subject, **facts)

    patch.setattr(audit, "record", record)
    door = import_module("documents.operations")
    for place, acts in _acts_of_verbs().items():
        module, _, name = place.partition(".")
        home = import_module(f"documents.operations.{module}")
        verb = getattr(home, name)
        watched = _watched(verb, acts, seen)
        for holder in (home, door):
            if getattr(holder, name, None) is verb:
                patch.setattr(holder, name, watched)


def _acts_of_verbs() -> dict[str, list[str]]:
    """A verb that stands twice leaves both lines."""
    found: dict[str, list[str]] = {}
    for row in filter(None, LINES.splitlines()):
        place, act = row.split()
        found.setdefault(place, []).append(act)
    return found


def _watched(verb: Callable[..., Any], acts: list[str], seen: list[str]) -> Callable[..., Any]:
    @wraps(verb)
    def done(*given: Any, **named: Any) -> Any:
        before = len(seen)
        made = verb(*given, **named)
        if made not in (0, []):
            missing = [act for act in acts if not any(fnmatch(one, act) for one in seen[before:])]
            assert not missing, f"{verb.__name__} leaves no {missing}"
        return made

    return done


def acts_on(record: Any) -> list[str]:
    """The acts in the audit log of one record, the first one first."""
    from sqlalchemy import select

    from office.audit import AuditEvent
    from office.db import db

    lines = select(AuditEvent.act).where(AuditEvent.subject_uid == str(record.uid))
    return list(db.session.scalars(lines.order_by(AuditEvent.id)))
