"""The clerk's last steps in one: the number where it lacks, and all seals ready for one PIN."""

from collections.abc import Sequence

from documents.models import Document, DocumentState
from documents.operations.attachments import prepare_attachments, waiting_for_seal
from documents.operations.issuing import number_document, prepare_seal
from documents.queries.records import draft_of
from office.db import db, operation
from office.permissions import Actor
from signing import queries as signing
from signing.operations import SigningRequest


@operation
def number_and_seal(
    document: Document, *, issue_when_sealed: bool = True, by: Actor
) -> Sequence[SigningRequest]:
    """Give the number that lacks and have the seal prepared; what waits already is taken up.

    A paper copy and one whose seal another holds get the number alone.
    """
    if document.state is DocumentState.SIGNED:
        number_document(document, issue_when_sealed=issue_when_sealed, by=by)
        db.session.flush()
        return open_seals(document, by=by)
    return open_seals(document, by=by) or prepare_all_seals(document, by=by)


@operation
def prepare_all_seals(document: Document, *, by: Actor) -> list[SigningRequest]:
    """The seal of the document and of the files of their own beside it."""
    own = [] if lacks_only_files(document) else [prepare_seal(document, by=by)]
    return [*own, *prepare_attachments(document, by=by)]


def lacks_only_files(document: Document) -> bool:
    """The document is sealed, a file beside it is not: its signature ran out or failed."""
    return document.state is DocumentState.SEALED and bool(waiting_for_seal(document))


def open_seals(document: Document, *, by: Actor) -> list[SigningRequest]:
    """The actor's open requests on the document and on the files beside it."""
    own = open_request(document, by=by)
    uids = [file.uid for file in waiting_for_seal(document)]
    mine = signing.open_requests_of(by).where(SigningRequest.subject_uid.in_(uids))
    files = [one for one in db.session.scalars(mine) if not one.has_run_out()]
    return [*([own] if own else []), *files]


def open_request(document: Document, *, by: Actor) -> SigningRequest | None:
    """His request on this document that still waits: who left its page goes on with the same."""
    draft = draft_of(document)
    mine = signing.open_requests_of(by).where(
        SigningRequest.subject_uid == document.uid,
        SigningRequest.file_sha256 == (draft.pdf_sha256 if draft else ""),
    )
    return next((one for one in db.session.scalars(mine) if not one.has_run_out()), None)
