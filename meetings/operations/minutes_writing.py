"""Writing the minutes: sections, who holds one, saving, and a text that comes back."""

import hashlib
from datetime import timedelta

from sqlalchemy import select

from meetings import queries
from meetings.models import (
    LIVE,
    Meeting,
    MeetingState,
    MinuteSection,
    MinuteVersion,
    SectionPlace,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from meetings.operations.minutes_papers import void_paper
from meetings.operations.telling import hold_chain, take_turn, tell
from meetings.policy.minutes import Can
from office import audit, clock
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Conflict, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LEASE = timedelta(seconds=30)
KEPT = timedelta(minutes=10)
LONGEST = 200_000
WRITABLE = (*LIVE, MeetingState.CLOSED, MeetingState.MINUTES_REVIEW)


@operation
def begin_minutes(meeting: Meeting, *, by: Actor) -> list[MinuteSection]:
    """Lay out the sections: head, one for each item of the agenda, tail; twice is once."""
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    refuse_fixed(meeting)
    lay_sections(meeting)
    return queries.sections_of(meeting)


def lay_sections(meeting: Meeting) -> None:
    """Every item has its section from the opening on, those put on the agenda later too."""
    known = {(one.place, one.item_id) for one in queries.sections_of(meeting)}
    items = [(SectionPlace.ITEM, item.id) for item in queries.agenda_of(meeting)]
    for place, item_id in [(SectionPlace.HEAD, None), *items, (SectionPlace.TAIL, None)]:
        if (place, item_id) not in known:
            _lay(meeting, place, item_id)
    db.session.flush()


def _lay(meeting: Meeting, place: SectionPlace, item_id: int | None) -> None:
    """SQL lets two empty items stand beside each other: head and tail are held by the chain."""
    if item_id is None:
        hold_chain(meeting)
        there = select(MinuteSection.id).where(
            MinuteSection.meeting_id == meeting.id, MinuteSection.place == place
        )
        if db.session.scalar(there) is not None:
            return
    insert_ignoring(
        MinuteSection,
        {
            "uid": new_uid(),
            "meeting_id": meeting.id,
            "item_id": item_id,
            "place": place,
            "number": 0,
            "body": "",
            "lease_by": "",
        },
    )


def refuse_fixed(meeting: Meeting) -> None:
    """Minutes are written from the opening until both have signed."""
    if meeting.state not in WRITABLE:
        raise Refusal(
            _("Minutes are not written at this stage: “%(state)s”.", state=meeting.state.label),
            fix=_("They begin with the session and stand once both have signed."),
        )


@operation
def hold_section(section: MinuteSection, *, by: Actor) -> None:
    """Begin to write, or go on: nobody else writes on the section meanwhile."""
    meeting = _writable(section, by)
    _refuse_held(section, by)
    is_new = section.lease_person_id != by.person_id
    now = clock.now()
    section.lease_person_id, section.lease_by = by.person_id, by.name
    section.lease_until, section.kept_until = now + LEASE, now + KEPT
    if is_new:
        tell(meeting, "minutes_held", by=by, section=section.uid)


@operation
def release_section(section: MinuteSection, *, by: Actor) -> None:
    """Give the section back; what another holds stays his."""
    meeting = _writable(section, by)
    if section.lease_person_id == by.person_id:
        _free(section)
        tell(meeting, "minutes_released", by=by, section=section.uid)


@operation
def save_section(section: MinuteSection, body: str, *, base: int, by: Actor) -> MinuteSection:
    """Keep a new version, if the writer began from the present one.

    The same text once more is no clash: a page that saves by itself may have sent it a moment ago.
    """
    meeting = _writable(section, by)
    _refuse_held(section, by)
    given = _checked(body)
    if given == section.body:
        return section
    if base != section.number:
        raise Conflict(
            _("Somebody wrote on this section in the meantime; your text was not lost."),
            fix=_("Compare both texts and save again, or lay yours down as a proposal."),
        )
    put_text(meeting, section, given, by=by)
    return section


def put_text(meeting: Meeting, section: MinuteSection, body: str, *, by: Actor) -> None:
    """Make a text the present one; part of other acts."""
    section.body, section.number = body, section.number + 1
    version = MinuteVersion(
        section_id=section.id,
        number=section.number,
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        person_id=by.person_id,
        by=by.name,
        at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    void_paper(meeting, _("The text of the minutes was changed."), by=by)
    tell(meeting, "minutes", by=by, section=section.uid, version=section.number)


@operation
def bring_back(section: MinuteSection, body: str, *, base: int, by: Actor) -> Suggestion | None:
    """Lay down what was written off line as a proposal; it never overwrites what stands now.

    What says nothing new is no proposal; the same text brought twice is one.
    """
    meeting = _writable(section, by)
    given = _checked(body)
    if given in (section.body, queries.text_at(section, base)):
        return None
    same = select(Suggestion).where(
        Suggestion.section_id == section.id,
        Suggestion.kind == SuggestionKind.RETURNING,
        Suggestion.person_id == by.person_id,
        Suggestion.body == given,
        Suggestion.state == SuggestionState.OPEN,
    )
    if found := db.session.scalars(same).first():
        return found
    made = Suggestion(
        meeting_id=meeting.id,
        section_id=section.id,
        kind=SuggestionKind.RETURNING,
        state=SuggestionState.OPEN,
        base=min(max(base, 0), section.number),
        before=queries.text_at(section, base),
        body=given,
        person_id=by.person_id,
        by=by.name,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("minutes.text_came_back", meeting, by=by, section=section.uid, proposal=made.uid)
    tell(meeting, "minutes_proposal", by=by, section=section.uid, proposal=made.uid)
    return made


def _writable(section: MinuteSection, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, section.meeting_id)
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    refuse_fixed(meeting)
    db.session.refresh(section)
    return meeting


def _refuse_held(section: MinuteSection, by: Actor) -> None:
    if queries.is_held(section, by):
        raise Conflict(
            _("%(name)s is writing on this section.", name=section.lease_by),
            fix=_("Wait until it is given back, or lay your text down as a proposal."),
        )


def _free(section: MinuteSection) -> None:
    section.lease_person_id, section.lease_by = None, ""
    section.lease_until = section.kept_until = None


def _checked(body: str) -> str:
    given = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    if len(given) > LONGEST:
        problem = _("At most %(count)s characters.", count=LONGEST)
        raise Invalid(_("The section is too long."), fields={"body": problem})
    return given
