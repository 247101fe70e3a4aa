"""Documents that follow a meeting: the notice of conclusions, the registered minutes, its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from documents import operations as documents
from documents import queries as register
from meetings import queries
from meetings.compose.course import moment
from meetings.lifecycle import MEETING
from meetings.media.brought import format_in
from meetings.models import (
    HELD,
    AgendaItem,
    ItemKind,
    Meeting,
    MeetingState,
    MeetingTask,
    MinutePaper,
    Part,
    Participant,
)
from meetings.operations.evidence import ask_evidence, refuse_films_to_come
from meetings.operations.meeting_tasks import GIVE
from meetings.operations.minutes_papers import begin_closing
from meetings.operations.reaching import AS_PRESENT, concerned, printed_copies, signed_by
from meetings.operations.telling import take_turn, tell
from meetings.policy.minutes import Can
from meetings.queries import recordings
from meetings.queries.calendars import title_on_paper
from meetings.queries.series import letters_of
from office import audit, blobs, clock, notices, outbox
from office.db import operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units

NOTICE, MINUTES = "thong-bao", "bien-ban"
PDF = "application/pdf"
JSON = "application/json"
SIGNED = (MeetingState.MINUTES_SIGNED, MeetingState.ARCHIVED)


# ----------------------------------------------------------------- notice of conclusions


@operation
def draft_notice(meeting: Meeting, *, by: Actor) -> UUID:
    """Begin the notice of conclusions (thông báo kết luận): conclusions and confirmed tasks.

    What concerns a person is left to a notice of its own; of a restricted meeting the notice is
    restricted too, here and where it is sent. It is signed, numbered and sent like every other.
    """
    require(by, Can.DRAW_UP, meeting)
    take_turn(meeting)
    if meeting.state not in HELD:
        raise Refusal(_("The session is not over yet."))
    closing = begin_closing(meeting)
    if closing.notice_uid is not None:
        return closing.notice_uid
    subject = f"Kết luận của {_chair_words(meeting)} tại cuộc họp {meeting.title}"[:500]
    document = documents.start_draft(subject=subject, type_code=NOTICE, by=by)
    document.is_restricted = meeting.is_restricted
    content = _content(subject, NOTICE, "\n\n".join(_notice(meeting)))
    documents.save_form(document, content | _reaching(meeting), by=by)
    closing.notice_uid = document.uid
    audit.record("meeting.draft_notice", meeting, by=by, document=document.uid)
    tell(meeting, "notice_drafted", by=by, document=document.uid)
    return document.uid


def _reaching(meeting: Meeting) -> dict[str, Any]:
    """Whom it goes to and who signs; whoever drafts it changes both."""
    tasks, people = queries.confirmed_tasks(meeting), queries.people_of(meeting)
    there = [one for one in people if one.is_admitted]
    return {
        "copies": printed_copies(meeting, tasks),
        "recipients": concerned(meeting, tasks, there),
        **signed_by(meeting, NOTICE, there),
    }


def _chair_words(meeting: Meeting) -> str:
    chair = chair_of(meeting)
    return ", ".join(part for part in (chair.name, chair.title) if part) if chair else "chủ tọa"


def chair_of(meeting: Meeting) -> Participant | None:
    """Who presided."""
    return next((one for one in queries.people_of(meeting) if one.part == Part.CHAIR), None)


def secretary_of(meeting: Meeting) -> Participant | None:
    """Who kept the minutes."""
    found = (one for one in queries.people_of(meeting) if one.part == Part.SECRETARY)
    return next(found, None)


def _notice(meeting: Meeting) -> Iterator[str]:
    day = clock.to_local(meeting.opened_at or meeting.starts_at)
    agency = units.name_of(meeting.agency_id)
    yield (
        f"Ngày {day:%d/%m/%Y}, {_chair_words(meeting)} chủ trì cuộc họp {meeting.title} "
        f"của {agency}. Sau khi nghe báo cáo và ý kiến của các thành phần dự họp, "
        "chủ tọa kết luận như sau:"
    )
    tasks = queries.confirmed_tasks(meeting)
    number = 0
    for item in queries.agenda_of(meeting):
        own = [one for one in tasks if one.item_id == item.id]
        if item.conclusion.strip() or own:
            number += 1
            yield from _point(number, item, own)
    others = [one for one in tasks if one.item_id is None]
    if others:
        yield f"## {number + 1}. Nhiệm vụ khác"
        yield from (_task_line(one) for one in others)
    yield "Thông báo để các cơ quan, đơn vị biết, thực hiện."


def _point(number: int, item: AgendaItem, tasks: Sequence[MeetingTask]) -> Iterator[str]:
    yield f"## {number}. {_plain(title_on_paper(item))}"
    if item.kind == ItemKind.PERSONNEL:
        yield "Kết luận và nhiệm vụ về nội dung này được thông báo riêng."
        return
    if item.conclusion.strip():
        yield item.conclusion.strip()
    for task in tasks:
        yield _task_line(task)


def _task_line(task: MeetingTask) -> str:
    day = units.name_of(task.lead_unit_id, clock.to_local(task.made_at).date())
    helpers = ", ".join(units.name_of(one) for one in task.helper_ids)
    parts = [f"Giao {day} chủ trì{f', phối hợp với {helpers}' if helpers else ''}: {task.text}"]
    parts += [f"sản phẩm: {task.product}"] if task.product else []
    parts += [f"hoàn thành trước ngày {task.due_on:%d/%m/%Y}"]
    return _plain("; ".join(parts)) + "."


def _plain(text: str) -> str:
    return " ".join(text.split())


def _content(subject: str, type_code: str, body: str, **fields: str) -> dict[str, Any]:
    """The form of a draft; what is not said here the drafter fills in."""
    return {
        "type_code": type_code,
        "subject": subject,
        "body": body,
        "addressees": [],
        "copies": [AS_PRESENT],
        "legal_basis": [],
        "contact": [],
        "recipients": [],
        "urgency": "normal",
        "fields": fields,
    }


# -------------------------------------------------------------------- minutes registered


@operation
def register_minutes(meeting: Meeting, *, by: Actor) -> UUID:
    """Enter the signed minutes as an outgoing document (biên bản), the signed file beside it.

    The chair signs it too, where he may; of minutes signed in ink the scan lies beside it.
    """
    require(by, Can.REGISTER, meeting)
    take_turn(meeting)
    paper = _signed_paper(meeting)
    closing = begin_closing(meeting)
    if closing.minutes_uid is not None:
        return closing.minutes_uid
    subject = meeting.title[:500]
    document = documents.start_draft(subject=subject, type_code=MINUTES, by=by)
    document.is_restricted = meeting.is_restricted
    words = f"Toàn văn tại biên bản đã ký kèm theo (mã xác thực {paper.manifest_sha256})."
    content = _content(subject, MINUTES, words, **_fields(meeting))
    documents.save_form(document, content | _signer(meeting), by=by)
    documents.attach_to_draft(document, [*_signed_files(meeting, paper)], by=by)
    closing.minutes_uid = document.uid
    audit.record("meeting.register_minutes", meeting, by=by, document=document.uid)
    tell(meeting, "minutes_registered", by=by, document=document.uid)
    return document.uid


def _signed_files(meeting: Meeting, paper: MinutePaper) -> Iterator[documents.NewFile]:
    yield documents.NewFile(_name(meeting, "pdf"), PDF, paper.sha256, paper.size)
    closing = begin_closing(meeting)
    if closing.ink_sha256:
        name = _name(meeting, "scan.pdf")
        yield documents.NewFile(name, PDF, closing.ink_sha256, closing.ink_size)


def _signer(meeting: Meeting) -> dict[str, Any]:
    """The chair, if he may sign such documents of the agency; else the drafter chooses."""
    chair, agency_id = chair_of(meeting), units.successor_of(meeting.agency_id)
    may = {one.desk_id for one in units.signers_of(agency_id, MINUTES, clock.today())}
    return {"signer_desk_id": chair.desk_id} if chair and chair.desk_id in may else {}


def _signed_paper(meeting: Meeting) -> MinutePaper:
    paper = queries.present_paper(meeting)
    if meeting.state not in SIGNED or paper is None:
        raise Refusal(_("The minutes are not signed by both yet."))
    return paper


def _fields(meeting: Meeting) -> dict[str, str]:
    chair, secretary = chair_of(meeting), secretary_of(meeting)
    present = [one for one in queries.people_of(meeting) if one.is_admitted]
    return {
        "begins": moment(_local(meeting.opened_at or meeting.starts_at)),
        "venue": meeting.place or "trực tuyến",
        "present": f"{len(present)} người, theo biên bản kèm theo",
        "chair": chair.name if chair else "",
        "secretary": secretary.name if secretary else "",
        "ends": moment(_local(meeting.closed_at or meeting.ends_at)),
    }


def _local(at: datetime) -> datetime:
    return clock.to_local(at)


def _name(meeting: Meeting, ending: str) -> str:
    return f"bien-ban-{meeting.number}-{meeting.year}.{ending}"


# ------------------------------------------------------------------------- the work file


@dataclass(frozen=True, kw_only=True)
class Filing:
    """With which words the file of a meeting is opened (Decree 30/2020/NĐ-CP art. 29)."""

    title: str
    notation: str
    retention: str


@operation
def file_meeting(meeting: Meeting, filing: Filing, *, by: Actor) -> UUID:
    """Open the work file of a meeting (hồ sơ cuộc họp) with all that belongs to it.

    What has to be made for it (attendance, votes, course, opinions, raw recordings) follows.
    """
    require(by, Can.REGISTER, meeting)
    take_turn(meeting)
    paper = _signed_paper(meeting)
    refuse_films_to_come(meeting)
    MEETING.advance(meeting, "archive", by)
    opening = documents.Opening(
        title=filing.title.strip(),
        notation=filing.notation.strip(),
        retention=filing.retention,
        started_on=clock.to_local(meeting.created_at).date(),
        is_restricted=meeting.is_restricted,
    )
    closing = begin_closing(meeting)
    letters = [one.document_uid for one in letters_of(meeting)]
    made = (*letters, closing.notice_uid, closing.minutes_uid)
    named = [one for one in made if one is not None]
    found = [one for one in register.visible_documents(named, by) if one.state != "cancelled"]
    file = documents.open_file(opening, found, by=by)
    for further in _further(meeting, paper):
        documents.add_further(file, further, by=by)
    closing.work_file_uid = file.uid
    tell(meeting, "filed", by=by, file=file.uid)
    ask_evidence(meeting)
    return file.uid


def _further(meeting: Meeting, paper: MinutePaper) -> Iterator[documents.Further]:
    at = meeting.closed_at or meeting.ends_at
    made = paper.chair_signed_at or paper.made_at
    signed = blobs.Stored(paper.sha256, paper.size)
    yield documents.Further(signed, _name(meeting, "pdf"), PDF, "Biên bản đã ký", made)
    manifest = blobs.Stored(paper.manifest_sha256, blobs.size_of(paper.manifest_sha256))
    name = "meeting-manifest.json"
    yield documents.Further(manifest, name, JSON, "Hồ sơ xác thực cuộc họp", made)
    closing = begin_closing(meeting)
    if closing.ink_sha256:
        scan = blobs.Stored(closing.ink_sha256, closing.ink_size)
        title = "Bản chụp biên bản ký tay"
        yield documents.Further(scan, _name(meeting, "scan.pdf"), PDF, title, closing.ink_at or at)
    yield from _films(meeting)
    for papers in queries.papers_of(meeting).values():
        for one in papers:
            kept = blobs.Stored(one.sha256, one.size)
            yield documents.Further(kept, one.name, one.media_type, one.name, one.laid_at)


def _films(meeting: Meeting) -> Iterator[documents.Further]:
    """What can be played; the raw pieces stay with the meeting and its fingerprint."""
    for recording, segment in recordings.segments_of(meeting):
        if segment.film_sha256:
            size = blobs.size_of(segment.film_sha256)
            film = blobs.Stored(segment.film_sha256, size)
            form = format_in(blobs.path_of(film.sha256))
            name = f"ban-ghi-{meeting.number}-{meeting.year}-{segment.id}.{form.ending}"
            title = f"Bản ghi, đoạn {segment.number}"
            media_type = form.media_type(sort=recording.codec.sort)
            yield documents.Further(film, name, media_type, title, segment.started_at)


# ------------------------------------------------------------------------- what came of it


@operation
def note_notice_issued(meeting: Meeting, *, by: Actor) -> None:
    """The notice of conclusions left the house: its tasks go into the register now."""
    require(by, Can.RECORD, meeting)
    take_turn(meeting)
    begin_closing(meeting).notice_issued_at = clock.now()
    tell(meeting, "notice_issued", by=by)
    key = f"meeting:{meeting.uid}:tasks"
    outbox.enqueue(GIVE, key=key, partition=key, meeting_id=meeting.id)


@operation
def remind_of_notice(meeting: Meeting, *, by: Actor) -> None:
    """Tell the desk that prepared the meeting that its notice of conclusions is due; once a day."""
    require(by, Can.RECORD, meeting)
    closing = begin_closing(meeting)
    if not meeting.is_classified:
        notices.tell(
            meeting.desk_id,
            kind="notice_due",
            text=_l(
                "The notice of conclusions of meeting %(number)s is due by %(day)s.",
                number=meeting.code,
                day=f"{closing.notice_due_on:%d/%m/%Y}",
            ),
            url=f"/meetings/{meeting.uid}/closing",
            key=f"notice:{meeting.uid}:{clock.today().isoformat()}",
        )
