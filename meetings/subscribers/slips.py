"""What signing tells of the result sheets of opinion slips."""

from sqlalchemy import select

from meetings import operations
from meetings.operations.slips import KIND
from meetings.queries import slips as queries
from office import blobs
from office.accounts.models import Person
from office.db import db
from office.events import subscribe
from office.permissions import SYSTEM, Actor
from signing import queries as signing
from signing.events import LevelRaised, Signed, SigningFailed


def declare() -> None:
    """Nothing but the subscriptions below."""


@subscribe(Signed, must=True)
def take_slip_signature(event: Signed) -> None:
    """Put the signed sheet in place: the result stands."""
    slip = queries.slip_by(event.subject_uid) if event.subject_kind == KIND else None
    if slip is not None:
        name = db.session.scalar(select(Person.full_name).where(Person.id == event.person_id))
        signer = Actor(
            person_id=event.person_id, agency_id=event.agency_id, name=name or "", is_machine=True
        )
        stored = blobs.Stored(event.sha256, event.size)
        operations.note_slip_signed(slip, event.base_sha256, stored, by=signer)


@subscribe(LevelRaised)
def take_raised_slip(event: LevelRaised) -> None:
    """Keep the revision with time-stamp and proofs."""
    slip = queries.slip_by(event.subject_uid) if event.subject_kind == KIND else None
    if slip is not None:
        stored = blobs.Stored(event.sha256, event.size)
        operations.keep_raised_slip(slip, event.base_sha256, stored, by=SYSTEM)


@subscribe(SigningFailed)
def take_slip_failure(event: SigningFailed) -> None:
    """Say at the slip why nothing was signed."""
    slip = queries.slip_by(event.subject_uid) if event.subject_kind == KIND else None
    if slip is not None:
        operations.note_slip_problem(slip, event.reason, by=SYSTEM)


@signing.shows_file
def shows_slip(actor: Actor, sha256: str) -> bool:
    """The verdict on a result sheet is for whoever sees the slip."""
    return queries.sees_slip_hash(actor, sha256)
