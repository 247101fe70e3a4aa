"""A document as packages above see it: what it says of itself, and the facts inside its file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from documents.models import Direction, Document
from documents.queries.records import main_file
from documents.queries.visibility import visible_document, visible_to
from office import blobs
from office.db import db
from office.permissions import Actor

MOST = 20


@dataclass(frozen=True)
class SeenPaper:
    """A document with the hash of its main file; empty while it has none."""

    uid: UUID
    agency_id: int
    state: str
    symbol: str
    issued_on: date | None
    issuer: str
    signer: str
    signer_title: str
    sha256: str


def paper_of(uid: UUID, actor: Actor) -> SeenPaper:
    """The document by its public name, or 404 for whoever may not see it."""
    found = visible_document(uid, actor)
    file = main_file(found)
    return SeenPaper(
        found.uid,
        found.agency_id,
        found.state.value,
        found.symbol,
        found.issued_on,
        found.issuer_name,
        found.signer_name,
        found.signer_title,
        file.sha256 if file else "",
    )


def facts_in(sha256: str, name: str) -> str | None:
    """The facts of this name inside a file of ours; for workers, as it reads the whole file."""
    from documents.compose.data import data_in  # loads the PDF library

    return data_in(blobs.read(sha256), name)


def papers_named(symbol: str, actor: Actor) -> list[tuple[SeenPaper, str]]:
    """Incoming documents with this number and symbol that the actor sees, newest first.

    Each comes with its subject.
    """
    wanted = select(Document.uid, Document.subject).where(
        visible_to(actor),
        Document.direction == Direction.INCOMING,
        Document.symbol == symbol.strip(),
    )
    found = db.session.execute(wanted.order_by(Document.id.desc()).limit(MOST))
    return [(paper_of(row.uid, actor), row.subject) for row in found]
