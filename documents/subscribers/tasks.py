"""What happens to documents is told to the tasks they answer."""

from sqlalchemy import select

from documents.events import DocumentIssued
from documents.models import Document
from documents.operations.tasks_answers import note_issued
from office.db import db
from office.events import subscribe
from office.permissions import SYSTEM


@subscribe(DocumentIssued)
def tell_tasks(event: DocumentIssued) -> None:
    """The answer of a task left the house."""
    wanted = select(Document).where(Document.uid == event.document_uid)
    note_issued(db.session.scalars(wanted).one(), by=SYSTEM)
