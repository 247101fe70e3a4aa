"""The moves of every table of the documents, written out by hand a second time."""

MOVES = """\
incoming.register           policy.REGISTER                 arrived > registered
incoming.refuse             policy.REGISTER                 arrived > refused
incoming.ask_proposal       policy.PRESENT                  registered > proposing
incoming.present            policy.PRESENT                  registered > presented
incoming.take_back          policy.TAKE_BACK                proposing,presented > registered
incoming.undo_register      policy.REGISTER                 registered > arrived
incoming.wrong_address      policy.REGISTER                 registered > refused
incoming.take_up_again      policy.REGISTER                 refused > arrived
incoming.propose            policy.PROPOSE                  proposing > presented
incoming.return_to_clerk    policy.RETURN                   proposing,presented > registered
incoming.direct             policy.DIRECT                   presented > assigned
incoming.return_to_leader   policy.RETURN                   assigned,processing > presented
incoming.hand_on            policy.HAND_ON                  assigned,processing > processing
incoming.give_back          policy.RETURN                   assigned,processing > processing
incoming.recall_direction   directing.RECALL_DIRECTION      assigned,processing > presented
incoming.change_lead        directing.RECALL                assigned,processing > assigned
incoming.change_handler     directing.RECALL                assigned,processing > processing
incoming.start              policy.HANDLE                   assigned,processing > processing
incoming.complete           policy.HANDLE                   assigned,processing > completed
incoming.answered           policy.RECORD                   assigned,processing > completed
incoming.destroy            after_issue.ANSWER_REQUEST      arrived,registered,proposing,presented,\
assigned,processing,completed,replaced > recalled
incoming.supersede          policy.RECORD                   arrived,registered > replaced

outgoing.submit             policy.SUBMIT                   draft > submitted
outgoing.submit_for_check   policy.SUBMIT                   draft > checking
outgoing.checked            policy.RECORD                   checking > submitted
outgoing.withdraw           policy.SUBMIT                   checking,submitted > draft
outgoing.cancel             drafting.DROP_DRAFT             draft > cancelled
outgoing.send_back          policy.SENT_FOR_SIGNATURE       submitted > draft
outgoing.fault              reviewing.CHECK_DRAFT           checking > draft
outgoing.cosign             policy.RECORD                   submitted > submitted
outgoing.sign               policy.RECORD                   submitted > signed
outgoing.return_to_drafter  policy.NUMBER                   signed > draft
outgoing.number             policy.NUMBER                   signed > numbered
outgoing.drop_copy          policy.NUMBER                   signed > cancelled
outgoing.seal               policy.RECORD                   numbered > sealed
outgoing.seal_paper         policy.SEAL                     numbered > sealed
outgoing.issue              policy.ISSUE                    sealed > issued
outgoing.void               policy.RECORD                   draft,checking,submitted,\
signed > cancelled
outgoing.update             after_issue.RECALL              issued > issued
outgoing.recall             after_issue.RECALL              issued > recalled
outgoing.replace            policy.ISSUE                    issued > replaced

copy.permit                 copying.PERMIT_COPY             asked > permitted
copy.refuse                 copying.PERMIT_COPY             asked > refused
copy.withdraw               copying.WITHDRAW_COPY           asked > withdrawn
copy.make                   policy.RECORD                   permitted > made
copy.fail                   policy.RECORD                   asked,permitted,made > failed
copy.drop                   copying.DROP_COPY               made > refused
copy.issue                  policy.RECORD                   made > issued

draft_comment.settle        drafting.SETTLE_COMMENT         open > settled
draft_comment.reopen        drafting.SETTLE_COMMENT         settled > open

volume.reopen               policy.REOPEN_BOOK              closed > reopened

task.accept                 policy.LEAD_TASK                given > in_progress
task.progress               policy.LEAD_TASK                given,in_progress > in_progress
task.report                 policy.LEAD_TASK                given,in_progress > reported
task.return                 policy.LEAD_TASK                given,in_progress > returned
task.give_again             policy.JUDGE_TASK               returned > given
task.evaluate               policy.JUDGE_TASK               reported > closed
task.send_back              policy.JUDGE_TASK               reported > in_progress
task.recall                 policy.JUDGE_TASK               given,in_progress,\
reported,returned > recalled
task.reopen                 policy.JUDGE_TASK               closed > in_progress

work_file.close             workfiles.KEEP_FILE             open > closed
work_file.reopen            workfiles.KEEP_FILE             closed > open
work_file.offer             workfiles.KEEP_FILE             closed > offered
work_file.give_back         workfiles.KEEP_ARCHIVE          offered > closed
work_file.take_over         workfiles.KEEP_ARCHIVE          offered > archived
work_file.destroy           workfiles.KEEP_ARCHIVE          closed,archived > destroyed

hand_over.take              workfiles.KEEP_ARCHIVE          offered > taken
hand_over.give_back         workfiles.KEEP_ARCHIVE          offered > returned

file_plan.submit            workfiles.DRAW_UP_PLAN          draft > submitted
file_plan.send_back         workfiles.APPROVE_PLAN          submitted > draft
file_plan.approve           workfiles.APPROVE_PLAN          submitted > in_force

destruction.judge           workfiles.JUDGE_DESTRUCTION     draft > judged
destruction.decide          workfiles.DECIDE_DESTRUCTION    judged > decided
destruction.carry_out       workfiles.KEEP_ARCHIVE          decided > destroyed
destruction.drop            workfiles.KEEP_ARCHIVE          draft,judged > dropped

document_access.confirm     access.DECIDE_ACCESS            asked > confirmed
document_access.refuse      access.DECIDE_ACCESS            asked > refused
document_access.withdraw    access.WITHDRAW_ACCESS          asked > withdrawn

work_file_access.confirm    workfiles.CONFIRM_ACCESS        asked > confirmed
work_file_access.refuse     workfiles.CONFIRM_ACCESS        asked > refused
work_file_access.withdraw   access.WITHDRAW_ACCESS          asked > withdrawn
work_file_access.end        policy.RECORD                   confirmed > ended

freeze.lift                 keeping.FREEZE                  held > lifted

old_book.read               policy.RECORD                   reading > read
old_book.fail               policy.RECORD                   reading > unreadable
old_book.accept             policy.KEEP_BOOKS               read > accepted
old_book.undo               policy.KEEP_BOOKS               accepted > undone

tray.look                   policy.RECORD                   kept > ready
tray.hold                   policy.RECORD                   kept > broken
tray.quarantine             policy.RECORD                   kept > quarantined
tray.take                   policy.REGISTER                 ready > taken
tray.join                   policy.REGISTER                 ready > joined
tray.drop                   policy.REGISTER                 ready,broken > dropped

extension.grant             directing.DECIDE_EXTENSION      asked > granted
extension.refuse            directing.DECIDE_EXTENSION      asked > refused
extension.withdraw          directing.WITHDRAW_EXTENSION    asked > withdrawn

opinions.close              directing.RUN_ROUND             waiting > closed
opinions.end                policy.RECORD                   waiting > closed

step.open                   policy.RECORD                   waiting > open
step.pass                   reviewing.DECIDE_STEP           open > passed
step.send_back              reviewing.DECIDE_STEP           open > returned
step.withdraw               policy.RECORD                   waiting,open > withdrawn
"""


def rows() -> list[tuple[str, str, frozenset[str], str]]:
    """Each move with its permission, the states that it leads from and the one it leads to."""
    found = []
    for line in filter(None, MOVES.splitlines()):
        name, can, sources, _, target = line.split()
        found.append((name, can, frozenset(sources.split(",")), target))
    return found
