"""A document as packages above see it: what it says of itself, and the facts inside its file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from documents.queries.records import main_file
from documents.queries.visibility import visible_document
from office import blobs
from office.permissions import Actor


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
