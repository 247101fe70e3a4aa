"""What was destroyed elsewhere leaves the work files too; a line with the record stays."""

from uuid import UUID

from sqlalchemy import select

from documents.models import WorkFile, WorkFileItem
from documents.operations.workfile_packages import drop_packages
from documents.policy import Can
from office import audit
from office.db import db, operation
from office.permissions import Actor, require


@operation
def blank_further(file_uid: UUID, hashes: set[str], words: str, *, by: Actor) -> set[str]:
    """Blank the further files of a work file that hold these bytes; says which packages go too.

    Each keeps its place and its description with the words that say why it cannot be opened.
    """
    require(by, Can.RECORD, file_uid)
    file = db.session.scalars(select(WorkFile).where(WorkFile.uid == file_uid)).one()
    lying = select(WorkFileItem).where(
        WorkFileItem.work_file_id == file.id,
        WorkFileItem.document_id.is_(None),
        WorkFileItem.sha256.in_(hashes),
    )
    rows = list(db.session.scalars(lying))
    for row in rows:
        facts = {"item": row.uid, "sha256": row.sha256}
        audit.record("work_file.blank", file, by=by, **facts)
        row.title, row.name, row.sha256, row.size = f"{row.title} {words}", "", "", 0
    return drop_packages([file.id], words) if rows else set()
