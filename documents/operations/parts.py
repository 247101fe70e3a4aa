"""The end of a desk's part in a document, when something is taken back from it."""

from sqlalchemy import exists, select

from documents.models import Document, Participation, Routing, RoutingState
from documents.policy import AT_WORK
from office import clock
from office.db import db


def end_part(document: Document, routing: Routing, *, seen: bool) -> None:
    """The desk takes part no longer, unless it was given something else as well."""
    db.session.flush()
    other = exists().where(
        Routing.document_id == document.id,
        Routing.desk_id == routing.desk_id,
        Routing.id != routing.id,
        Routing.state.in_([*AT_WORK, RoutingState.DONE]),
    )
    if db.session.scalar(select(other)):
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
