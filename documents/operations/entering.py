"""Papers that the clerk enters by hand: arrived and registered in one step."""

from documents.models import Document
from documents.operations.incoming import Registration, register_incoming
from documents.operations.intake import Arrival, arrive
from documents.policy import Can
from office.db import operation
from office.permissions import Actor, require


@operation
def enter_paper(arrival: Arrival, *, present_to: int | None = None, by: Actor) -> Document:
    """Enter one envelope and give it its number (đăng ký văn bản giấy); all of it or nothing."""
    require(by, Can.REGISTER, arrival)
    document = arrive(arrival, by=by)
    given = Registration(document.subject, document.urgency, document.due_at)
    register_incoming(document, given, present_to=present_to, by=by)
    return document
