"""A meeting to come, called as the law wants it: by a letter that was signed, numbered, sealed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from documents import operations as documents
from documents import queries as register
from meetings import operations
from meetings.demo.briefings import invite, set_agenda, state_of, wait
from meetings.demo.people import People
from meetings.demo.texts import briefings
from meetings.models import Form, Kind, Meeting, MeetingState, Part
from office import clock, demo_data
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor
from signing import operations as signing
from signing import queries as signatures

AHEAD = 7  # working days
BEGINS, LASTS = timedelta(hours=14), timedelta(hours=2)
CHAIR, SECRETARY = "chair", "secretary"


@demo_step(174, "meeting-called", label=_l("A meeting called by a signed letter"))
def call_by_letter(demo: Demo) -> None:
    """Planned by the secretary, signed by the chair, sealed and sent by the clerk."""
    people, said = People(demo), briefings()
    title = said["called"]["title"]
    if db.session.scalars(select(Meeting.id).where(Meeting.title == title)).first():
        return
    meeting = _planned(people)
    secretary, chair = people.actor(said[SECRETARY]), people.actor(said[CHAIR])
    clerk = people.actor(said["called"]["clerk"])
    letter = operations.draft_letter(meeting, by=secretary)
    document = register.visible_document(letter.document_uid, secretary)
    wait(lambda: _pages_of(letter.document_uid, secretary) != "")
    documents.submit(document, chair.desk_id or 0, by=secretary)
    documents.mark_read(document, by=chair)
    _sign(people, said[CHAIR], documents.prepare_signature(document, by=chair))
    wait(lambda: _state_of(letter.document_uid, secretary) == "signed")
    documents.number_document(document, issue_when_sealed=True, by=clerk)
    draft = register.draft_of(document)
    if draft is not None:
        seal = signatures.request_by_uid(UUID(draft.seal_request))
        _sign(people, said["called"]["clerk"], seal)
    wait(lambda: _is_called(meeting))


def _planned(people: People) -> Meeting:
    said = briefings()
    row, by = said["called"], people.actor(said[SECRETARY])
    starts = clock.local_midnight(clock.add_working_days(clock.today(), AHEAD)) + BEGINS
    plan = operations.Plan(
        title=row["title"],
        purpose=row["purpose"],
        requirements=row["requirements"],
        place=row["place"],
        starts_at=starts,
        ends_at=starts + LASTS,
        kind=Kind.WORK,
        form=Form.HYBRID,
    )
    meeting = operations.plan_meeting(plan, by=by)
    invite(meeting, Part.CHAIR, people.actor(said[CHAIR]), by)
    invite(meeting, Part.SECRETARY, by, by)
    for login in [*said["members"], *said["invited"]]:
        part = Part.MEMBER if login in said["members"] else Part.INVITED
        invite(meeting, part, people.actor(login), by)
    operations.invite_person(meeting, _guest(people), by=by)
    set_agenda(people, meeting, row["items"])
    return meeting


def _guest(people: People) -> operations.Seat:
    """The head of a division of another agency, which gets the letter through its register."""
    named = briefings()["called"]["guest"]
    account = people.demo.account(named["login"])
    return operations.Seat(
        part=Part.INVITED,
        name=account.name,
        title=account.title,
        organisation=demo_data.agency(named["agency"]).vi,
        address=account.email,
    )


def _sign(people: People, login: str, request: signing.SigningRequest) -> None:
    wait(lambda: state_of(request) == "ready")
    actor: Actor = people.actor(login)
    signing.sign_value(request, pin=people.pin(login), by=actor)


def _pages_of(uid: UUID, reader: Actor) -> str:
    _look_again()
    draft = register.draft_of(register.visible_document(uid, reader))
    return draft.pdf_sha256 if draft else ""


def _state_of(uid: UUID, reader: Actor) -> str:
    _look_again()
    return str(register.visible_document(uid, reader).state.value)


def _is_called(meeting: Meeting) -> bool:
    _look_again()
    return meeting.state == MeetingState.INVITED


def _look_again() -> None:
    db.session.rollback()
    db.session.expire_all()
