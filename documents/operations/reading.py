"""That somebody has opened what was laid on his desk."""

from sqlalchemy import select

from documents.models import Document, Duty, Routing, RoutingState, Urging
from documents.operations.desk_work import lift, read
from documents.operations.urging import read_urgings
from office.db import db, operation
from office.permissions import Actor


@operation
def mark_read(document: Document, *, by: Actor) -> None:
    """Note the opening at the acting desk: what was for information is done, urgings are read."""
    statement = select(Routing).where(
        Routing.document_id == document.id, Routing.desk_id == by.desk_id
    )
    for routing in db.session.scalars(statement):
        read(routing)
        if routing.duty is Duty.INFORM and routing.state is RoutingState.OPEN:
            lift(routing, RoutingState.DONE)
    read_urgings(Urging.document_id == document.id, by=by)
