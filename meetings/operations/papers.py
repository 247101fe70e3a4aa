"""Papers of an item: bytes of a document of the register, or of a file brought here, fixed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from documents import queries as documents
from meetings.models import AgendaItem, AgendaPaper, Meeting
from meetings.operations.planning import refuse_held
from meetings.operations.telling import take_turn, tell
from meetings.policy.calling import Can
from office import audit, blobs, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

MOST_PAPERS = 50


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file that was checked at the door and stored."""

    name: str
    media_type: str
    stored: blobs.Stored


@operation
def lay_document(item: AgendaItem, document: UUID, *, must_read: bool, by: Actor) -> AgendaPaper:
    """Lay a document before the meeting as it is now (tài liệu họp): later texts are others.

    Whoever lays it sees it, and lets those who take part read it; a restricted one asks for access
    in the register.
    """
    meeting = _to_prepare(item, by)
    found = documents.visible_document(document, by)
    if found.is_restricted:
        raise Refusal(
            _("This document is restricted to named readers."),
            fix=_("Give those who take part access in the register; they read it there."),
        )
    files = documents.files_for(found, by)
    main = next((file for file in files if file.sha256), None)
    if main is None:
        raise Refusal(_("This document has no file yet."), fix=_("Lay it once its pages are made."))
    draft = documents.draft_of(found)
    paper = AgendaPaper(
        document_uid=found.uid,
        version=draft.revision if draft else 1,
        name=main.name,
        media_type=main.media_type,
        sha256=main.sha256,
        size=main.size,
        must_read=must_read,
    )
    return _lay(meeting, item, paper, by)


@operation
def lay_file(item: AgendaItem, file: Paper, *, must_read: bool, by: Actor) -> AgendaPaper:
    """Lay a file that is no document of the register before the meeting."""
    meeting = _to_prepare(item, by)
    paper = AgendaPaper(
        name=file.name,
        media_type=file.media_type,
        sha256=file.stored.sha256,
        size=file.stored.size,
        must_read=must_read,
    )
    return _lay(meeting, item, paper, by)


@operation
def take_paper_back(paper: AgendaPaper, *, by: Actor) -> None:
    """Take a paper from before the meeting; that it lay there stays known."""
    item = db.session.get_one(AgendaItem, paper.item_id)
    meeting = _to_prepare(item, by)
    if item.ended_at is not None:
        raise Refusal(_("The item was treated: its papers stand."))
    paper.removed_at = paper.removed_at or clock.now()
    audit.record("meeting.take_paper", meeting, by=by, paper=paper.uid, sha256=paper.sha256)
    tell(meeting, "paper", by=by, item=item.uid, paper=paper.uid)


def _to_prepare(item: AgendaItem, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.LAY_PAPERS, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    return meeting


def _lay(meeting: Meeting, item: AgendaItem, paper: AgendaPaper, by: Actor) -> AgendaPaper:
    same = select(AgendaPaper).where(AgendaPaper.item_id == item.id)
    lying = db.session.scalars(same.where(AgendaPaper.removed_at.is_(None))).all()
    if any(one.sha256 == paper.sha256 for one in lying):
        raise Invalid(_("These very pages lie before the item already."))
    if len(lying) >= MOST_PAPERS:
        raise Refusal(_("At most %(count)s papers lie before an item.", count=MOST_PAPERS))
    last = db.session.scalar(
        select(func.max(AgendaPaper.position)).where(AgendaPaper.item_id == item.id)
    )
    paper.item_id, paper.position = item.id, (last or 0) + 1
    paper.laid_by, paper.laid_at = by.name, clock.now()
    db.session.add(paper)
    db.session.flush()
    audit.record("meeting.lay_paper", meeting, by=by, paper=paper.uid, sha256=paper.sha256)
    tell(meeting, "paper", by=by, item=item.uid, paper=paper.uid, sha256=paper.sha256)
    return paper
