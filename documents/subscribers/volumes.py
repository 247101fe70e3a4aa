"""What signing tells us of the volumes of our registers."""

from sqlalchemy import select

from documents import operations, queries
from documents.models import BookVolume
from documents.operations.book_signing import KIND
from office import blobs
from office.db import db
from office.errors import Refusal
from office.events import subscribe
from office.i18n import _
from office.permissions import SYSTEM, Actor
from signing import queries as signing
from signing.events import LevelRaised, Signed


@subscribe(Signed, must=True)
def take_volume_signature(event: Signed) -> None:
    """Put the signed PDF of a volume in place."""
    if event.subject_kind != KIND:
        return
    volume = _volume(event)
    if volume.sha256 != event.base_sha256:
        raise Refusal(
            _("The text changed after it was prepared for signing; this signature is void."),
            fix=_("Have the signature prepared again."),
        )
    stored = blobs.Stored(event.sha256, event.size)
    operations.mark_volume_signed(
        volume, stored, step=event.step, signer=event.signer_name, by=SYSTEM
    )


@subscribe(LevelRaised)
def take_raised_volume(event: LevelRaised) -> None:
    """Put the revision with time-stamp and proofs in the place of the one it completes."""
    if event.subject_kind == KIND:
        stored = blobs.Stored(event.sha256, event.size)
        operations.keep_raised_volume(_volume(event), event.base_sha256, stored, by=SYSTEM)


def _volume(event: Signed | LevelRaised) -> BookVolume:
    return db.session.scalars(select(BookVolume).where(BookVolume.uid == event.subject_uid)).one()


@signing.shows_file
def shows_volume(actor: Actor, sha256: str) -> bool:
    """The verdict on a volume is for whoever reads the registers of its agency."""
    return queries.sees_volume_hash(sha256, actor)
