"""Urging those who owe something (đôn đốc): numbered on each line, told in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from documents.models import Document, Routing, Urging, UrgingKind
from documents.operations.desk_work import log
from documents.operations.enclosures import enclose
from documents.operations.files import NewFile
from documents.policy import AT_WORK, Can, may_urge_line
from office import audit, clock, outbox
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk

MOST_WORDS = 1000


@dataclass(frozen=True)
class Line:
    """One assignee's line: of a document by its routing row, or of a task.

    `url` and `about` are what his notice leads to and names; `about` holds no content.
    """

    to_desk_id: int
    url: str
    about: str = ""
    document_id: int | None = None
    routing_id: int | None = None
    task_uid: UUID | None = None

    @property
    def name(self) -> str:
        """What the numbers are counted by."""
        return f"task:{self.task_uid}:{self.to_desk_id}" if self.task_uid else self._of_routing

    @property
    def _of_routing(self) -> str:
        return f"routing:{self.routing_id}"


@dataclass(frozen=True)
class UrgingWords:
    """What is said and how sharply, with the files enclosed."""

    text: str
    kind: UrgingKind = UrgingKind.REMIND
    files: Sequence[NewFile] = ()


def write_urging(line: Line, words: UrgingWords, *, by: Actor) -> Urging:
    """Keep an urging under the next number of its line; runs inside the operation that allowed it.

    Its notice is a job of its own: whatever becomes of that, the record stands.
    """
    urging = Urging(
        line=line.name,
        number=_next_number(line),
        document_id=line.document_id,
        routing_id=line.routing_id,
        task_uid=line.task_uid,
        to_desk_id=line.to_desk_id,
        from_desk_id=by.desk_id,
        author_name=by.name,
        author_title=by.title,
        on_behalf_of=by.on_behalf_of,
        kind=words.kind,
        text=_fitting(words.text),
        urged_at=clock.now(),
    )
    db.session.add(urging)
    enclose(urging, words.files)
    outbox.enqueue(
        "documents.urged",
        key=f"urged:{urging.uid}",
        urging_id=urging.id,
        url=line.url,
        about=line.about,
    )
    return urging


def read_urgings(which: ColumnElement[bool], *, by: Actor) -> None:
    """Note that the acting desk has read the urgings meant for it; inside an open operation."""
    db.session.execute(
        update(Urging)
        .where(which, Urging.to_desk_id == by.desk_id, Urging.read_at.is_(None))
        .values(read_at=clock.now(), read_by=by.name)
    )


def _next_number(line: Line) -> int:
    """Counted while the desk's row is held, so that two at once get two numbers."""
    held: Any = select(Desk.id).where(Desk.id == line.to_desk_id).with_for_update(key_share=True)
    db.session.execute(held)
    last = db.session.scalar(select(func.max(Urging.number)).where(Urging.line == line.name))
    return (last or 0) + 1


def _fitting(text: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(
            _("A few words are needed here."), fields={"text": _("Say it in one sentence.")}
        )
    if len(words) > MOST_WORDS:
        problem = _("At most %(count)s characters.", count=MOST_WORDS)
        raise Invalid(problem, fields={"text": problem})
    return words


@operation
def urge(document: Document, routing: Routing, words: UrgingWords, *, by: Actor) -> Urging:
    """Urge whoever holds an assignment of a document, as long as it is not done."""
    require(by, Can.URGE, document)
    if not may_urge_line(routing, document, by):
        raise Forbidden(_("Only whoever assigned this, or the head of the office, may urge."))
    if routing.state not in AT_WORK:
        raise Refusal(_("This assignment is finished; there is nothing to urge."))
    urging = write_urging(line_of(routing, document), words, by=by)
    audit.record("incoming.urged", document, by=by, number=urging.number, kind=urging.kind)
    log(
        document,
        "incoming.urged",
        by=by,
        text=urging.text,
        to=units.desk_label(routing.desk_id),
        to_desk_id=routing.desk_id,
        number=urging.number,
        kind=urging.kind.value,
    )
    return urging


def line_of(routing: Routing, document: Document) -> Line:
    """The line of a routing row; its notice names the number of the document and no more."""
    return Line(
        to_desk_id=routing.desk_id,
        url=f"/documents/{document.uid}",
        about="" if document.is_restricted else document.symbol,
        document_id=document.id,
        routing_id=routing.id,
    )
