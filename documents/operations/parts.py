"""The end of a desk's part in a document, when something is taken back from it."""

from sqlalchemy import delete, exists, select

from documents.models import Document, Participation, Routing, RoutingState
from documents.policy import AT_WORK
from office import clock
from office.db import db


def end_part(document: Document, routing: Routing, *, seen: bool) -> None:
    """The desk takes part no longer, unless it was given something else as well."""
    if _has_other(document, routing):
        return
    present = select(Participation).where(
        Participation.document_id == document.id,
        Participation.desk_id == routing.desk_id,
        Participation.valid_to.is_(None),
    )
    for part in db.session.scalars(present).all():
        if not seen and part.valid_from >= routing.received_at:
            db.session.delete(part)
        else:
            part.valid_to = clock.now()


def lose_sight(document: Document, routing: Routing) -> None:
    """What the desk was let in for is over and was never its own work: it sees nothing any more."""
    if _has_other(document, routing):
        return
    db.session.execute(
        delete(Participation).where(
            Participation.document_id == document.id,
            Participation.desk_id == routing.desk_id,
        )
    )


def _has_other(document: Document, routing: Routing) -> bool:
    """Whether the desk was given something else of it, and did not lose that."""
    db.session.flush()
    other = exists().where(
        Routing.document_id == document.id,
        Routing.desk_id == routing.desk_id,
        Routing.id != routing.id,
        Routing.state.in_([*AT_WORK, RoutingState.DONE]),
    )
    return bool(db.session.scalar(select(other)))
