"""The paper of the minutes: made, read, signed by the secretary and then by the chair."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from meetings import queries
from meetings.lifecycle import MEETING
from meetings.models import (
    Meeting,
    MeetingClosing,
    MeetingState,
    MinutePaper,
    PaperState,
    SuggestionState,
)
from meetings.operations.telling import take_turn, tell
from meetings.policy.minutes import Can
from office import audit, blobs, clock, law, notices, outbox
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, require
from signing import operations as signing

KIND: Final = "meeting_minutes"
SECRETARY, CHAIR = "secretary", "chair"
FIELDS = {CHAIR: "chuky1", SECRETARY: "chuky2"}
NOTICE = "meeting.notice"
READING_HOURS = 24
LONGEST_READING = 240


def begin_closing(meeting: Meeting) -> MeetingClosing:
    """What follows the session, from its end on; part of other acts."""
    found = queries.closing_of(meeting)
    if found is not None:
        return found
    ended = clock.to_local(meeting.closed_at or clock.now()).date()
    days = law.time_limit(NOTICE, ended).breach.working_days or 0
    due = clock.add_working_days(ended, days)
    made = MeetingClosing(meeting_id=meeting.id, notice_due_on=due)
    db.session.add(made)
    db.session.flush()
    return made


# ------------------------------------------------------------------------------ reading


@operation
def send_for_reading(meeting: Meeting, *, hours: int = READING_HOURS, by: Actor) -> None:
    """Give the minutes to those who took part, for so many hours (lấy ý kiến dự thảo biên bản)."""
    if not 1 <= hours <= LONGEST_READING:
        problem = _("Between one hour and ten days.")
        raise Invalid(problem, fields={"hours": problem})
    take_turn(meeting)
    MEETING.advance(meeting, "send_minutes", by, hours=hours)
    closing = begin_closing(meeting)
    closing.read_until = clock.now() + timedelta(hours=hours)
    _ask(meeting)
    tell(meeting, "minutes_to_read", by=by, until=closing.read_until)
    for one in queries.people_of(meeting):
        if one.desk_id is not None and one.person_id != by.person_id and one.is_admitted:
            notices.tell(
                one.desk_id,
                kind="minutes_to_read",
                text=_l("The minutes of meeting %(number)s can be read.", number=meeting.code),
                url=f"/meetings/{meeting.uid}/minutes",
                key=f"minutes:{meeting.uid}:{closing.read_until.isoformat()}:{one.desk_id}",
            )


@operation
def end_reading(meeting: Meeting, *, by: Actor) -> None:
    """End the reading before its time, when everybody has said what he wanted."""
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    closing = _in_review(meeting)
    if closing.read_until is None or closing.read_until > clock.now():
        closing.read_until = clock.now()
        audit.record("minutes.end_reading", meeting, by=by)
        tell(meeting, "reading_ended", by=by)


@operation
def take_minutes_back(meeting: Meeting, *, by: Actor) -> None:
    """Take the minutes back to write on them; what was signed by one is void."""
    take_turn(meeting)
    MEETING.advance(meeting, "take_back_minutes", by)
    void_paper(meeting, _("The minutes were taken back."), by=by)
    begin_closing(meeting).read_until = None
    tell(meeting, "minutes_taken_back", by=by)


def _in_review(meeting: Meeting) -> MeetingClosing:
    if meeting.state is not MeetingState.MINUTES_REVIEW:
        raise Refusal(
            _("The minutes are not being read now."), fix=_("Send them for reading first.")
        )
    return begin_closing(meeting)


# -------------------------------------------------------------------------------- paper


@operation
def ask_paper(meeting: Meeting, *, by: Actor) -> MinutePaper:
    """Have the minutes made anew from the present text; an earlier unsigned paper is void."""
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    _in_review(meeting)
    void_paper(meeting, _("The minutes were made anew."), by=by)
    return _ask(meeting)


def _ask(meeting: Meeting) -> MinutePaper:
    last = next(iter(queries.minute_papers(meeting)), None)
    made = MinutePaper(
        meeting_id=meeting.id,
        number=last.number + 1 if last else 1,
        state=PaperState.COMPOSING,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    outbox.enqueue(
        "meetings.compose_minutes",
        key=f"minutes:{made.uid}",
        urgent=True,
        paper_id=made.id,
    )
    return made


def void_signature(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """A comment after the first signature voids it: the text may change, so both sign anew."""
    paper = queries.present_paper(meeting)
    if paper is not None and paper.state is PaperState.SIGNED_BY_SECRETARY:
        void_paper(meeting, reason, by=by)


def void_paper(meeting: Meeting, reason: str, *, by: Actor) -> None:
    """A paper that does not say what stands now is void; it is kept with the reason."""
    take_turn(meeting)
    paper = queries.present_paper(meeting)
    if paper is None or paper.state is PaperState.SIGNED:
        return
    signing.withdraw_waiting(paper.uid, by=SYSTEM)  # requests first, as where one runs out
    paper.state, paper.void_reason = PaperState.VOID, reason
    audit.record("minutes.paper_void", meeting, by=by, paper=paper.uid, reason=reason)
    tell(meeting, "paper_void", by=by, paper=paper.number)


def _in_turn(meeting: Meeting, paper: MinutePaper) -> None:
    """The paper as it stands once the acts before this one are done."""
    take_turn(meeting)
    db.session.refresh(paper)


@dataclass(frozen=True)
class MadePaper:
    """What the worker made: the PDF with its two places, the .docx, the manifest."""

    pdf: blobs.Stored
    docx: blobs.Stored
    manifest: blobs.Stored


@operation
def keep_paper(paper: MinutePaper, made: MadePaper, *, by: Actor) -> None:
    """Keep the pages once; what comes for a void paper is dropped."""
    meeting = db.session.get_one(Meeting, paper.meeting_id)
    require(by, Can.RECORD, meeting)
    _in_turn(meeting, paper)
    if paper.state is not PaperState.COMPOSING:
        return
    paper.state, paper.problem = PaperState.READY, ""
    paper.sha256, paper.size = made.pdf.sha256, made.pdf.size
    paper.first_sha256, paper.docx_sha256 = made.pdf.sha256, made.docx.sha256
    paper.manifest_sha256 = made.manifest.sha256
    audit.record("minutes.paper_made", meeting, by=by, paper=paper.uid, sha256=paper.sha256)


@operation
def note_paper_problem(paper: MinutePaper, problem: str, *, by: Actor) -> None:
    """Say why no pages could be made, or why a signature was not put on them."""
    require(by, Can.RECORD, paper)
    paper.problem = problem


# --------------------------------------------------------------------------- signatures


@operation
def prepare_secretary_signature(meeting: Meeting, *, by: Actor) -> signing.SigningRequest:
    """Have the secretary's signature prepared, the first one; his PIN is asked when it is ready."""
    require(by, Can.SIGN_AS_SECRETARY, meeting)
    take_turn(meeting)
    _refuse_unread(meeting)
    return _request(meeting, SECRETARY, PaperState.READY, by)


@operation
def prepare_chair_signature(meeting: Meeting, *, by: Actor) -> signing.SigningRequest:
    """Have the chair's signature prepared on what the secretary has signed."""
    require(by, Can.SIGN_AS_CHAIR, meeting)
    return _request(meeting, CHAIR, PaperState.SIGNED_BY_SECRETARY, by)


def _refuse_unread(meeting: Meeting) -> None:
    closing = _in_review(meeting)
    if queries.suggestions_of(meeting, state=SuggestionState.OPEN):
        raise Refusal(
            _("There are suggestions that nobody decided on."),
            fix=_("Take each of them in or decline it, then sign."),
        )
    if closing.read_until and closing.read_until > clock.now():
        raise Refusal(
            _("The minutes are still being read."),
            fix=_("Wait for the end of the reading, or end it."),
        )


def _request(meeting: Meeting, step: str, wanted: PaperState, by: Actor) -> signing.SigningRequest:
    take_turn(meeting)
    _in_review(meeting)
    paper = queries.present_paper(meeting)
    if paper is None or paper.state is PaperState.COMPOSING:
        raise Refusal(
            paper.problem if paper and paper.problem else _("The paper is still being made."),
            fix=_("Have the minutes made anew, or wait a moment."),
        )
    if paper.state is not wanted:
        raise Refusal(
            _("It is not the turn of this signature: “%(state)s”.", state=paper.state.label),
            basis=_("The secretary signs first, then the chair."),
        )
    return signing.request_signature(
        subject=signing.Subject(KIND, paper.uid, _label(meeting)),
        file_sha256=paper.sha256,
        field=FIELDS[step],
        stamp=signing.Stamp(signing.StampKind.PERSON, (by.name,)),
        step=step,
        by=by,
    )


def _label(meeting: Meeting) -> str:
    return f"Biên bản {meeting.code}: {meeting.title}"[:200]


@operation
def note_signed(
    paper: MinutePaper, base: str, stored: blobs.Stored, *, step: str, by: Actor
) -> None:
    """Put the signed revision in place; with the chair's signature the minutes stand."""
    meeting = db.session.get_one(Meeting, paper.meeting_id)
    require(by, Can.RECORD, meeting)
    _in_turn(meeting, paper)
    if paper.sha256 != base or paper.state not in (
        PaperState.READY,
        PaperState.SIGNED_BY_SECRETARY,
    ):
        raise Refusal(
            _("The minutes changed after they were prepared for signing; this signature is void.")
        )
    paper.sha256, paper.size, paper.problem = stored.sha256, stored.size, ""
    audit.record("minutes.signed", meeting, by=by, step=step, sha256=stored.sha256)
    if step == SECRETARY:
        paper.state, paper.secretary_signed_at = PaperState.SIGNED_BY_SECRETARY, clock.now()
        _ask_chair(meeting)
    else:
        paper.state, paper.chair_signed_at = PaperState.SIGNED, clock.now()
        MEETING.advance(meeting, "sign_minutes", by, sha256=stored.sha256)
    tell(meeting, "minutes_signed", by=by, step=step, paper=paper.number)


def _ask_chair(meeting: Meeting) -> None:
    for one in queries.people_of(meeting):
        if one.part == "chair" and one.desk_id is not None:
            notices.tell(
                one.desk_id,
                kind="minutes_to_sign",
                text=_l("The minutes of meeting %(number)s wait for you.", number=meeting.code),
                url=f"/meetings/{meeting.uid}/closing",
                key=f"minutes:sign:{meeting.uid}:{clock.now().isoformat()}",
            )


@operation
def keep_raised_minutes(paper: MinutePaper, base: str, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep a revision that only adds proofs."""
    require(by, Can.RECORD, paper)
    _in_turn(db.session.get_one(Meeting, paper.meeting_id), paper)
    if paper.sha256 == base:
        paper.sha256, paper.size = stored.sha256, stored.size


# ----------------------------------------------------------------------------- on paper


@operation
def keep_ink(meeting: Meeting, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the scan of minutes that were signed in ink, where somebody has no certificate.

    The pages that were printed bear the fingerprint; the scan stands beside them.
    """
    require(by, Can.REGISTER, meeting)
    take_turn(meeting)
    closing = begin_closing(meeting)
    paper = queries.present_paper(meeting)
    if paper is None or not paper.first_sha256:
        raise Refusal(
            _("The paper is still being made."),
            fix=_("Print the minutes made here, so that they bear the fingerprint."),
        )
    if paper.state is not PaperState.SIGNED:
        _refuse_unread(meeting)
    closing.ink_sha256, closing.ink_size = stored.sha256, stored.size
    closing.ink_at, closing.ink_by = clock.now(), by.name
    audit.record(
        "minutes.ink_kept", meeting, by=by, sha256=stored.sha256, printed=paper.manifest_sha256
    )
    if paper.state is not PaperState.SIGNED and meeting.state is MeetingState.MINUTES_REVIEW:
        signing.withdraw_waiting(paper.uid, by=SYSTEM)
        paper.state = PaperState.SIGNED
        MEETING.advance(meeting, "sign_minutes", SYSTEM, ink=stored.sha256)
    tell(meeting, "minutes_in_ink", by=by, sha256=stored.sha256)
