"""A decision that is issued is checked; the verdict on its file lets it write or refuses it."""

from documents.events import DocumentIssued
from office import clock, outbox
from office.events import subscribe
from office.permissions import SYSTEM
from personnel import operations, queries
from signing.events import Verified

CHECK = "personnel.check_decision"


def declare() -> None:
    """Listen."""
    subscribe(DocumentIssued)(take_issued)
    subscribe(Verified)(take_verdict)


def take_issued(event: DocumentIssued) -> None:
    """A document that is no decision of the register changes nothing."""
    operations.note_issued(event.document_uid, by=SYSTEM)


def take_verdict(event: Verified) -> None:
    """The worker reads what lies inside the file, then the register decides."""
    for decision in queries.decisions_by_file(event.sha256):
        outbox.enqueue(
            CHECK,
            key=f"decision:{decision.uid}:check:{clock.now().isoformat()}",
            urgent=True,
            decision_id=decision.id,
        )
