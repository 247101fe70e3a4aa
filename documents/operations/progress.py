"""Lookup codes of the public progress log: printed once, stored hashed, withdrawn at will."""

import secrets

from sqlalchemy import update

from documents.models import Document, ProgressCode, Sender
from documents.operations.desk_work import log
from documents.operations.wording import needed
from documents.policy import Can
from documents.queries.progress import SIGNS, has_progress_code, hash_of
from office import audit, clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

LENGTH, GROUP = 20, 4  # a hundred random bits


@operation
def give_progress_code(document: Document, sender: Sender, *, by: Actor) -> str:
    """Make the code of a receipt (giấy tiếp nhận); a new one withdraws the one before.

    The code, in groups of four, is returned here and known nowhere afterwards.
    """
    require(by, Can.GIVE_PROGRESS_CODE, document)
    _refuse_private(document)
    _withdraw(document, "")
    signs = "".join(secrets.choice(SIGNS) for _place in range(LENGTH))
    db.session.add(
        ProgressCode(
            document_id=document.id,
            sender=sender,
            code_hash=hash_of(signs),
            made_at=clock.now(),
            made_by=by.name,
        )
    )
    audit.record("incoming.progress_code", document, by=by, sender=sender)
    log(document, "incoming.progress_code", by=by)
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


@operation
def withdraw_progress_code(document: Document, reason: str, *, by: Actor) -> None:
    """Make the code of a document worthless; whoever asks with it hears what a wrong one hears."""
    require(by, Can.GIVE_PROGRESS_CODE, document)
    if not has_progress_code(document):
        raise Refusal(_("This document has no code, or it was withdrawn already."))
    why = needed(reason)
    _withdraw(document, why)
    audit.record("incoming.progress_code_withdrawn", document, by=by, reason=why)
    log(document, "incoming.progress_code_withdrawn", by=by, text=why)


def _withdraw(document: Document, why: str) -> None:
    db.session.execute(
        update(ProgressCode)
        .where(ProgressCode.document_id == document.id, ProgressCode.revoked_at.is_(None))
        .values(revoked_at=clock.now(), revoked_why=why)
    )


def _refuse_private(document: Document) -> None:
    """Denunciations and personnel matters name their readers; agencies hear by receipts."""
    if document.is_restricted:
        raise Refusal(
            _("The progress of this document is never public."),
            basis=_("It names its readers: a denunciation or a matter of personnel."),
        )
    if document.issuer_code:
        raise Refusal(
            _("This document came from an agency."),
            fix=_("The axis tells agencies by receipts how far it is; no code is needed."),
        )
    if document.arrival_no is None:
        raise Refusal(
            _("The document is not in the register yet."), fix=_("Register it first, then print.")
        )
