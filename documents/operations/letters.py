"""A letter that carries an issued document: begun here, written and sent in the mailbox."""

from uuid import UUID

from documents.models import Document, DocumentState
from documents.operations.handing_out import files_to_send
from documents.policy.after_issue import Can
from mail import operations as mail
from mail import queries as boxes
from office import audit
from office.db import operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def begin_letter(document: Document, *, by: Actor) -> UUID:
    """Begin a letter with the signed files, byte by byte as they are; gives the draft's name."""
    require(by, Can.SEND_LETTER, document)
    if document.state is not DocumentState.ISSUED:
        raise Refusal(_("Only what is issued leaves as a letter."))
    writable = boxes.writing_boxes(by)
    if not writable:
        raise Refusal(_("You have no mailbox to write from."))
    words = mail.Words(subject=f"{document.symbol} – {document.subject}")
    draft = mail.begin_draft(writable[0], words, by=by)
    for row in files_to_send(document):
        file = mail.File(row.name, row.sha256, row.size, row.media_type)
        mail.attach_file(draft, file, by=by)
    audit.record("outgoing.letter_begun", document, by=by, draft=draft.uid)
    return draft.uid
