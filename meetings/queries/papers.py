"""Papers before a meeting: one of them, and whether its document has a newer text."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select

from documents import queries as documents
from meetings.models import AgendaItem, AgendaPaper, Meeting
from office.audit import AuditEvent
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor

READ, HEARD = "meeting.paper_read", "meeting.recording_heard"


def paper_of(meeting: Meeting, uid: UUID) -> AgendaPaper:
    """A paper that lies before this meeting, or 404."""
    wanted = (
        select(AgendaPaper)
        .join(AgendaItem, AgendaItem.id == AgendaPaper.item_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaPaper.uid == uid)
        .where(AgendaPaper.removed_at.is_(None))
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("This paper does not lie before the meeting."))
    return found


def is_noted(record: AgendaPaper | Meeting, actor: Actor) -> bool:
    """Whether the trail says already that this person read the paper, or heard the meeting."""
    act = HEARD if isinstance(record, Meeting) else READ
    line = exists().where(
        AuditEvent.subject_uid == str(record.uid),
        AuditEvent.act == act,
        AuditEvent.account_id == actor.account_id,
    )
    return bool(db.session.scalar(select(line)))


def outdated(papers: Iterable[AgendaPaper], actor: Actor) -> set[int]:
    """The papers whose document has other pages by now, as far as the actor sees the document."""
    from_register = [(paper.document_uid, paper) for paper in papers if paper.document_uid]
    found = documents.visible_documents([uid for uid, _paper in from_register], actor)
    now = {one.uid: {file.sha256 for file in documents.files_for(one, actor)} for one in found}
    return {
        paper.id for uid, paper in from_register if now.get(uid) and paper.sha256 not in now[uid]
    }
