"""The letter of invitation (giấy mời): a document of the register, drafted from the plan.

Decision 45/2018/QĐ-TTg art. 10; the words are those of sample 1.7 in Annex III of Decree
30/2020/NĐ-CP, which is Vietnamese for every reader.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from documents import operations as documents
from documents import queries as register
from meetings.models import (
    AgendaItem,
    ItemKind,
    Meeting,
    MeetingLetter,
    MeetingState,
    Part,
    Participant,
)
from meetings.operations.notice import refuse_short
from meetings.operations.planning import call, refuse_begun
from meetings.operations.reaching import receivers_of, signed_by
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from meetings.queries.calendars import title_on_paper
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import Actor, require

TYPE = "giay-moi"
AS_ABOVE = "Như trên"  # the invited stand in the letter itself
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DROPPED = ("cancelled", "recalled", "replaced")


@operation
def draft_letter(meeting: Meeting, *, by: Actor) -> MeetingLetter:
    """Draft the letter; once it is signed and issued the meeting is called by it."""
    require(by, CallingCan.WRITE_LETTER, meeting)
    require(by, Can.CALL, meeting)
    refuse_begun(meeting)
    refuse_short(meeting)
    _refuse_second(meeting, by)
    made = documents.start_draft(subject=meeting.title, type_code=TYPE, by=by)
    documents.save_form(made, _content(meeting), by=by)
    made.is_restricted = meeting.is_restricted
    letter = MeetingLetter(
        meeting_id=meeting.id,
        document_uid=made.uid,
        sequence=meeting.sequence,
        made_at=clock.now(),
        made_by=by.name,
    )
    db.session.add(letter)
    db.session.flush()
    audit.record("meeting.draft_letter", meeting, by=by, document=made.uid)
    tell(meeting, "letter_drafted", by=by, document=made.uid)
    return letter


@operation
def note_letter_issued(document: UUID, *, by: Actor) -> None:
    """The letter left the house: the meeting is called by it, if it says what is planned now."""
    letter = db.session.scalars(
        select(MeetingLetter).where(MeetingLetter.document_uid == document)
    ).first()
    if letter is None:
        return
    meeting = db.session.get_one(Meeting, letter.meeting_id)
    take_turn(meeting)
    require(by, Can.CALL, meeting)
    letter.issued_at = letter.issued_at or clock.now()
    is_old = letter.sequence < meeting.sequence
    audit.record("meeting.letter_issued", meeting, by=by, document=document, is_old=is_old)
    tell(meeting, "letter_issued", by=by, document=document)
    if is_old:
        _warn_of_old(meeting, letter)
    elif meeting.state in (MeetingState.DRAFT, MeetingState.POSTPONED):
        call(meeting, by=by)


def _warn_of_old(meeting: Meeting, letter: MeetingLetter) -> None:
    """Nobody is called to an hour at which the meeting is not held any more."""
    notices.tell(
        meeting.desk_id,
        kind="meetings.old_letter",
        text=_l(
            "A letter of invitation to meeting %(number)s was issued with a time or place that has"
            " changed since: the meeting is not called by it. Draft a new letter.",
            number=meeting.code,
        ),
        url=f"/meetings/{meeting.uid}",
        key=f"old-letter:{letter.document_uid}",
    )


def _refuse_second(meeting: Meeting, by: Actor) -> None:
    """One letter for one plan; a draft that was dropped and a changed plan ask for another."""
    same = select(MeetingLetter.document_uid).where(
        MeetingLetter.meeting_id == meeting.id, MeetingLetter.sequence == meeting.sequence
    )
    uids = list(db.session.scalars(same))
    seen = {one.uid: one.state.value for one in register.visible_documents(uids, by)}
    if any(seen.get(uid, "") not in DROPPED for uid in uids):
        raise Refusal(
            _("A letter of invitation is drafted for this plan already."),
            fix=_("Go on with that draft, or drop it first."),
        )


# ----------------------------------------------------------------------------- its words


def _content(meeting: Meeting) -> dict[str, object]:
    people = _people(meeting)
    chair = next((one for one in people if one.part == Part.CHAIR), None)
    fields = {
        "invited": _invited(people),
        "event": f"{_lower(meeting.title)}",
        "chair": f"{chair.name}, {chair.title}".strip(", ") if chair else "",
        "time": said_time(meeting.starts_at),
        "venue": meeting.place or "họp trực tuyến",
    }
    return {
        "type_code": TYPE,
        "subject": meeting.title,
        "fields": fields,
        "body": _body(meeting),
        "addressees": [],
        "copies": [AS_ABOVE],
        "legal_basis": [],
        "contact": [],
        "recipients": receivers_of(meeting, people),
        "urgency": "urgent" if meeting.urgent_reason else "normal",
        **signed_by(meeting, TYPE, people),
    }


def _people(meeting: Meeting) -> list[Participant]:
    listed = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.removed_at.is_(None)
    )
    return list(db.session.scalars(listed.order_by(Participant.position, Participant.id)))


def _invited(people: list[Participant]) -> str:
    """Guests and officials by title and name; the chair and the secretary invite."""
    asked = [one for one in people if one.part not in (Part.CHAIR, Part.SECRETARY)]
    return "; ".join(map(_named, asked))


def _named(one: Participant) -> str:
    return ", ".join(filter(None, (one.name, one.title, one.organisation)))


def said_time(at: datetime) -> str:
    """An instant as a Vietnamese document says it: 14 giờ 00, thứ Hai, ngày 07/12/2026."""
    local = clock.to_local(at)
    return f"{local:%H} giờ {local:%M}, {WEEKDAYS[local.weekday()]}, ngày {local:%d/%m/%Y}"


def _body(meeting: Meeting) -> str:
    items = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
        .order_by(AgendaItem.position)
    ).all()
    parts = [meeting.purpose]
    if items:
        parts += ["Nội dung:", *(f"{place}. {_said(item)}" for place, item in enumerate(items, 1))]
    if meeting.basis:
        parts.append(f"Căn cứ: {meeting.basis}")
    if meeting.requirements:
        parts.append(f"Yêu cầu: {meeting.requirements}")
    return "\n\n".join(filter(None, parts))


def _said(item: AgendaItem) -> str:
    """Of an item about a person neither its words are told nor who presents it."""
    title = title_on_paper(item)
    is_open = item.kind != ItemKind.PERSONNEL and item.presenter
    return f"{title} ({item.presenter} trình bày)." if is_open else f"{title}."


def _lower(title: str) -> str:
    """The event goes on a sentence: "Tới dự họp giao ban …"."""
    first = title.split(" ", 1)[0]
    return title if first.isupper() else title[:1].lower() + title[1:]
