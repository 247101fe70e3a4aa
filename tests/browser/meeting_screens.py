"""The pages of meetings: whose they are and which meeting stands for each."""

from sqlalchemy import exists, select

from meetings import operations
from meetings.models import (
    LIVE,
    AgendaItem,
    BallotBox,
    BoxMode,
    BoxState,
    Meeting,
    MeetingSeries,
    MeetingState,
    MeetingTask,
    MinutePaper,
    MinutesCheck,
    MinuteSection,
    MinuteVersion,
    OpinionSlip,
    Part,
    Participant,
    Recording,
    Room,
    Secrecy,
    SlipState,
    WeekSchedule,
)
from office import clock
from office.accounts.models import Account
from office.db import db
from office.permissions import SYSTEM, Role
from office.units.models import Desk, Tenure
from signing.models import StoredVerdict
from tests.browser.examples import Found, Screen, role


def meeting(part, *narrow, uid=Meeting.uid, **columns):
    """The last meeting of this sort, as whoever has this part sees it."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, uid, *columns.values())
            .select_from(Meeting)
            .join(Participant, Participant.meeting_id == Meeting.id)
            .join(Account, Account.person_id == Participant.person_id)
            .join(
                Tenure,
                (Tenure.desk_id == Participant.desk_id)
                & (Tenure.person_id == Participant.person_id),
            )
            .where(Participant.part == part, Participant.removed_at.is_(None))
            .where(Tenure.valid_to.is_(None), Meeting.secrecy == Secrecy.NONE, *narrow)
            .order_by(Meeting.id.desc())
        ).first()
        return (
            Found(row[0], dict(zip(("uid", *columns), row[2:], strict=True)), row[1])
            if row
            else None
        )

    return find


def kept(model, part, *narrow):
    """The same with a record of the meeting in the address."""
    of_meeting = model.meeting_id == Meeting.id
    return meeting(part, of_meeting, *narrow, item_uid=model.uid)


def has(model, *narrow):
    """Meetings that have such a record."""
    return Meeting.id.in_(select(model.meeting_id).where(*narrow))


def at_desk(model, *narrow, **more):
    """The last record of a desk, as its holder sees it."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, model.uid)
            .select_from(model)
            .join(Tenure, Tenure.desk_id == model.desk_id)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.valid_to.is_(None), *narrow)
            .order_by(model.id.desc())
        ).first()
        return Found(row[0], {"uid": row[2]} | more, row[1]) if row else None

    return find


def in_agency(model, value):
    """The first record of an agency, as its clerk sees it; `value` is what the address needs."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, value)
            .select_from(model)
            .join(Desk, Desk.agency_id == model.agency_id)
            .join(Tenure, Tenure.desk_id == Desk.id)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.function == Role.CLERK, Tenure.valid_to.is_(None))
            .order_by(model.id)
        ).first()
        if row is None:
            return None
        name = "week" if model is WeekSchedule else "uid"
        shown = row[2].isoformat() if model is WeekSchedule else row[2]
        return Found(row[0], {name: shown}, row[1])

    return find


def own_days():
    """The week of the next meeting of a chair."""
    ahead = (Meeting.state == MeetingState.INVITED, Meeting.starts_at > clock.now())
    found = meeting(Part.CHAIR, *ahead, day=Meeting.starts_at)()
    if found is None:
        return None
    day = clock.to_local(found.values["day"]).date().isoformat()
    return Found(found.account_id, {"view": "week", "day": day}, found.tenure_id)


def checked():
    """A file of minutes that somebody had checked."""
    row = db.session.execute(
        select(Account.id, MinutesCheck.uid)
        .join(Account, Account.person_id == MinutesCheck.person_id)
        .join(StoredVerdict, StoredVerdict.sha256 == MinutesCheck.sha256)
        .where(MinutesCheck.checked_at.is_not(None))
        .order_by(MinutesCheck.id)
    ).first()
    return Found(row[0], {"uid": row[1]}) if row else None


def guest():
    """A guest with a new link in his hands: those that were given are known to their owners."""
    row = db.session.scalars(
        select(Participant)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .where(Meeting.state == MeetingState.INVITED, Meeting.secrecy == Secrecy.NONE)
        .where(Participant.person_id.is_(None), Participant.removed_at.is_(None))
        .order_by(Participant.id)
    ).first()
    return Found(0, {"word": operations.make_link(row, by=SYSTEM)}) if row else None


CHAIR, SECRETARY, MEMBER = Part.CHAIR, Part.SECRETARY, Part.MEMBER
LEADER, CLERK, OFFICIAL = role(Role.LEADER), role(Role.CLERK), role(Role.OFFICIAL)
ADMIN = role(Role.ADMIN)
IS_DRAFT, IS_CALLED = Meeting.state == MeetingState.DRAFT, Meeting.state == MeetingState.INVITED
IS_LIVE, IS_SINGLE = Meeting.state.in_(LIVE), Meeting.series_id.is_(None)
HAS_PAPER = has(MinutePaper, MinutePaper.sha256 != "")
IS_READ = Meeting.state == MeetingState.MINUTES_REVIEW
CLOSING = meeting(SECRETARY, IS_READ, HAS_PAPER)
DRAFT = meeting(SECRETARY, IS_DRAFT, IS_SINGLE, has(AgendaItem))
CALLED = meeting(SECRETARY, IS_CALLED, has(Participant, Participant.person_id.is_(None)))
HAS_BOXES = has(BallotBox, BallotBox.state == BoxState.OPEN)
AT_WORK = meeting(
    CHAIR, IS_LIVE, has(MinuteSection), has(AgendaItem, AgendaItem.started_at.is_not(None))
)
IS_SECRET, IS_SHUT = BallotBox.mode == BoxMode.SECRET, BallotBox.state == BoxState.CLOSED
VERSIONED = exists().where(MinuteVersion.section_id == MinuteSection.id)
IS_WRITTEN, IS_SENT = OpinionSlip.state == SlipState.DRAFT, OpinionSlip.state == SlipState.SENT


def box(part, *narrow):
    """A vote, as whoever has this part sees it."""
    return kept(BallotBox, part, *narrow)


MEETINGS = (
    Screen("meetings.listed", LEADER, "meetings"),
    Screen("meetings.new", OFFICIAL, "meeting-new"),
    Screen("meetings.show", CALLED, "meeting"),
    Screen("meetings.plan_form", DRAFT, "meeting-plan"),
    Screen("meetings.people", DRAFT, "meeting-people"),
    Screen("meetings.agenda", DRAFT, "meeting-agenda"),
    Screen("meetings.item", kept(AgendaItem, SECRETARY, IS_DRAFT), "meeting-item"),
    Screen("meetings.repeating", DRAFT, "meeting-repeating"),
    Screen("meetings.busy", DRAFT, "meeting-busy"),
    Screen("meetings.engine", DRAFT, "meeting-engine"),
    Screen("meetings.agency_engine", ADMIN, "agency-engine"),
    Screen("meetings.postponement", CALLED, "meeting-postponement"),
    Screen("meetings.cancellation", CALLED, "meeting-cancellation"),
    Screen("meetings.answers", CALLED, "meeting-answers"),
    Screen("meetings.calendar", own_days, "calendar"),
    Screen("meetings.feed", LEADER, "calendar-feed"),
    Screen("meetings.outside", LEADER, "calendar-outside"),
    Screen("meetingguests.show", guest, "guest"),
    Screen("meetingguests.show", guest, "guest-inside"),
    Screen("meetingguests.room", guest, "guest-room"),
    Screen("meetings.all_series", OFFICIAL, "all-series"),
    Screen("meetings.series", at_desk(MeetingSeries), "series-of-meetings"),
    Screen("meetings.week", in_agency(WeekSchedule, WeekSchedule.monday), "week"),
    Screen("meetings.week_print", in_agency(WeekSchedule, WeekSchedule.monday), "week-print"),
    Screen("meetings.rooms", CLERK, "rooms"),
    Screen("meetings.new_room", CLERK, "new-room"),
    Screen("meetings.room_card", in_agency(Room, Room.uid), "room-card"),
    Screen("meetings.room_form", in_agency(Room, Room.uid), "room-form"),
    Screen("meetings.room", AT_WORK, "room"),
    Screen("meetings.hall", AT_WORK, "hall"),
    Screen("meetings.check_in_page", meeting(MEMBER, IS_LIVE), "check-in"),
    Screen("meetings.conference", meeting(CHAIR, IS_LIVE, Meeting.engine == "janus"), "conference"),
    Screen("meetings.recording", meeting(SECRETARY, has(Recording)), "recording"),
    Screen("meetings.recordings_over", CLERK, "recordings-over"),
    Screen("meetings.minutes", meeting(SECRETARY, IS_LIVE, has(MeetingTask)), "meeting-minutes"),
    Screen(
        "meetings.section_versions",
        kept(MinuteSection, SECRETARY, VERSIONED),
        "minutes-versions",
    ),
    Screen("meetings.closing", CLOSING, "meeting-closing"),
    Screen("meetings.verify", OFFICIAL, "verify-minutes"),
    Screen("meetings.check_found", checked, "checked-minutes"),
    Screen("meetings.votes", meeting(CHAIR, HAS_BOXES), "votes"),
    Screen("meetings.vote_form", meeting(CHAIR, HAS_BOXES), "vote-form"),
    Screen(
        "meetings.vote_board",
        box(CHAIR, IS_SECRET, BallotBox.state == BoxState.PREPARED),
        "vote-board",
    ),
    Screen("meetings.void_form", box(CHAIR, BallotBox.state == BoxState.OPEN), "vote-void"),
    Screen("meetings.half_form", box(SECRETARY, IS_SECRET, IS_SHUT), "vote-half"),
    Screen("meetings.vote_record", box(CHAIR, BallotBox.counted_at.is_not(None)), "vote-record"),
    Screen("meetings.slips", OFFICIAL, "slips"),
    Screen("meetings.slip_form", OFFICIAL, "slip-new"),
    Screen("meetings.change_form", at_desk(OpinionSlip, IS_WRITTEN), "slip-change"),
    Screen("meetings.slip", at_desk(OpinionSlip, IS_SENT), "slip"),
)
