"""Destroying files whose period has run out: list, opinion, decision, content dropped."""

from collections.abc import Sequence

from sqlalchemy import select, update

from documents.lifecycle import DESTRUCTION, WORK_FILE
from documents.models import (
    DestructionList,
    DestructionState,
    WorkFile,
    WorkFileItem,
)
from documents.operations.erasing import drop_files
from documents.operations.wording import needed
from documents.operations.workfile_packages import drop_packages
from documents.policy.workfiles import Can
from documents.queries.archives import files_to_destroy, have_outlived
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

OUTLIVED = "Hồ sơ đã tiêu hủy"  # a record of the office, Vietnamese for every reader


@operation
def list_outlived(files: Sequence[WorkFile], reason: str, *, by: Actor) -> DestructionList:
    """Write the list of files that have outlived their period (danh mục hết giá trị)."""
    require(by, Can.KEEP_ARCHIVE, by)
    if not files:
        raise Invalid(_("Choose the files of the list."))
    _refuse_living(files, by)
    paper = DestructionList(
        agency_id=by.agency_id or 0,
        state=DestructionState.DRAFT,
        reason=needed(reason),
        made_by=by.name,
        made_by_person=by.person_id,
        made_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    for file in files:
        file.destruction_id = paper.id
    audit.record("destruction.list", paper, by=by, files=[file.code for file in files])
    return paper


def _refuse_living(files: Sequence[WorkFile], by: Actor) -> None:
    outlived = have_outlived(files, by)
    for file in files:
        if file.id not in outlived:
            raise Refusal(
                _("%(code)s is still to be kept.", code=file.code),
                basis=_("Its period runs, something holds it, or it is on another list."),
            )


@operation
def judge_destruction(paper: DestructionList, opinion: str, *, by: Actor) -> None:
    """Say whether the files are without value now."""
    DESTRUCTION.advance(paper, "judge", by, opinion=needed(opinion))
    paper.opinion, paper.judged_by, paper.judged_by_person = opinion, by.name, by.person_id


@operation
def decide_destruction(paper: DestructionList, decision: str, *, by: Actor) -> None:
    """The leader decides, naming the decision's number and day."""
    DESTRUCTION.advance(paper, "decide", by, decision=needed(decision))
    paper.decision, paper.decided_by, paper.decided_at = decision, by.name, clock.now()


@operation
def drop_destruction(paper: DestructionList, *, by: Actor) -> None:
    """Give a list up before it is decided; its files are free again."""
    DESTRUCTION.advance(paper, "drop", by)
    for file in files_to_destroy(paper):
        file.destruction_id = None


@operation
def carry_out_destruction(paper: DestructionList, *, by: Actor) -> int:
    """Destroy the content of the files; their metadata and the list stay for good."""
    DESTRUCTION.advance(paper, "carry_out", by)
    paper.destroyed_at = clock.now()
    files = files_to_destroy(paper)
    for file in files:
        _refuse_held(file)
        WORK_FILE.advance(file, "destroy", by, list=paper.uid, decision=paper.decision)
        _drop_content(file)
    return len(files)


def _refuse_held(file: WorkFile) -> None:
    if file.hold_reason:
        raise Refusal(
            _("%(code)s is held back from destruction.", code=file.code),
            basis=file.hold_reason,
            fix=_("The archive lifts the hold first."),
        )


def _drop_content(file: WorkFile) -> None:
    """Further files lose their bytes unless something else needs them; documents stay theirs.

    Packages that were made of the file go with it.
    """
    own = select(WorkFileItem).where(
        WorkFileItem.work_file_id == file.id, WorkFileItem.document_id.is_(None)
    )
    hashes = {item.sha256 for item in db.session.scalars(own) if item.sha256}
    db.session.execute(
        update(WorkFileItem)
        .where(WorkFileItem.work_file_id == file.id, WorkFileItem.document_id.is_(None))
        .values(name="")
    )
    drop_files(hashes | drop_packages([file.id], OUTLIVED), key=str(file.uid))
