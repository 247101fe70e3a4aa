"""Who signs a draft: the main signer, and those who sign with him in order (đồng ký)."""

from collections.abc import Sequence

from sqlalchemy import delete

from documents.models import CoSigner, Document, VersionKind
from documents.operations.draft_versions import keep_version
from documents.operations.drafting import changed, editable
from documents.policy import Can
from documents.queries import reviewing as queries
from office import audit
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require


@operation
def choose_signers(
    document: Document, signer_desk_id: int, others: Sequence[int], *, by: Actor
) -> None:
    """Say who signs and who signs with him, in order; the pages are made anew with them."""
    require(by, Can.SUBMIT, document)
    draft = editable(document, by, None)
    wanted = [desk_id for desk_id in others if desk_id != signer_desk_id]
    if len(set(wanted)) != len(wanted):
        said = _("Somebody stands there twice.")
        raise Invalid(said, fields={"other0": said})
    if queries.co_signers_of(document) == wanted and draft.signer_desk_id == signer_desk_id:
        return
    db.session.execute(delete(CoSigner).where(CoSigner.document_id == document.id))
    db.session.add_all(
        CoSigner(document_id=document.id, position=place, desk_id=desk_id)
        for place, desk_id in enumerate(wanted, 2)
    )
    draft.signer_desk_id = signer_desk_id
    draft.content = draft.content | {"signer_desk_id": signer_desk_id}
    keep_version(draft, VersionKind.WRITTEN, by=by)
    audit.record("outgoing.signers", document, by=by, main=signer_desk_id, others=wanted)
    changed(document, draft, by)
