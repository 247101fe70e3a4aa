"""An issued letter of invitation calls its meeting."""

from documents.events import DocumentIssued
from meetings import operations
from office.events import subscribe
from office.permissions import SYSTEM


def declare() -> None:
    """Listen."""
    subscribe(DocumentIssued)(call_by_letter)


def call_by_letter(event: DocumentIssued) -> None:
    """A document that is no letter of a meeting changes nothing."""
    operations.note_letter_issued(event.document_uid, by=SYSTEM)
