"""The clerk's last steps in one: the number where it lacks, and all seals ready for one PIN."""

from collections.abc import Sequence

from documents.models import Document, DocumentState
from documents.operations.attachments import prepare_attachments
from documents.operations.issuing import number_document, prepare_seal
from documents.policy import Can
from documents.queries.sealing import lacks_only_files, open_seals
from office.db import db, operation
from office.permissions import Actor, require
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
        return open_seals(document, by)
    require(by, Can.SEAL, document)
    if waiting := open_seals(document, by):
        return waiting
    own = [] if lacks_only_files(document) else [prepare_seal(document, by=by)]
    return [*own, *prepare_attachments(document, by=by)]
