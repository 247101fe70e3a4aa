"""By when the clerk's steps are due: rows of law, counted from arrival and from registration."""

from datetime import datetime

from documents.models import Document, Urgency
from office import clock, law
from office.law.deadlines import moments


def register_by(document: Document) -> datetime:
    """When an arrival must be in the register (Decree 30/2020/NĐ-CP art. 22)."""
    return _by("register", document)


def present_by(document: Document) -> datetime:
    """When a registered document must lie before the leader or a unit (art. 23)."""
    return _by("present", document)


def _by(step: str, document: Document) -> datetime:
    """What is urgent has a limit of its own: at once (art. 4)."""
    name = step if document.urgency is Urgency.NORMAL else f"{step}.urgent"
    return moments(law.time_limit(name, clock.today()), clock.now()).breach_at
