"""Minutes over HTTP: sections with their lease, saving with the version, proposals, suggestions."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import Response
from pydantic import Field

from meetings import operations, queries
from meetings.api.blueprint import ByItem, actor, bp, visible
from meetings.models import Meeting, MinuteSection, Suggestion, SuggestionKind, SuggestionState
from meetings.policy.minutes import Can
from office.api import ByUid, Closed, Whole, scope, shown
from office.db import db
from office.errors import Conflict, NotFound
from office.i18n import _
from office.permissions import require

LONGEST = 200_000


class MinuteSectionOut(Closed):
    """A section of the minutes and who writes on it."""

    uid: UUID
    place: str
    item_uid: UUID | None
    version: int
    body: str
    held_by: str
    held_until: datetime | None


class SuggestionOut(Closed):
    """Words that somebody would rather read."""

    uid: UUID
    section_uid: UUID
    kind: SuggestionKind
    state: SuggestionState
    base: int
    paragraph: int
    before: str
    body: str
    reason: str
    by: str
    at: datetime
    decided_by: str
    answer: str


class MinutesOut(Closed):
    """The minutes as they stand."""

    uid: UUID
    state: str
    sections: list[MinuteSectionOut]
    suggestions: list[SuggestionOut]


class MinuteSectionIn(Closed):
    """A text, and the version from which it was begun."""

    base_version: Whole
    body: str = Field(max_length=LONGEST)


class MinutesPieceOut(Closed):
    """Paragraphs side by side; where `differs`, both changed the same place."""

    current: list[str]
    returning: list[str]
    differs: bool


class MinutesClash(Closed):
    """Somebody saved or writes: what stands now, and both texts put together."""

    title: str
    status: int = 409
    current: MinuteSectionOut
    pieces: list[MinutesPieceOut]
    merged: str
    is_clean: bool


class SectionLeaseIn(Closed):
    """Begin to write or go on; give the section back."""

    move: Literal["hold", "release"]


class SuggestionIn(Closed):
    """Other words for one paragraph of a version."""

    base_version: Whole
    paragraph: Whole
    body: str = Field(max_length=20_000)
    reason: str = Field("", max_length=1000)


class SuggestionDecisionIn(Closed):
    """Whether the words are taken in; not taking them in needs a reason."""

    decision: Literal["take_in", "decline"]
    answer: str = Field("", max_length=1000)


class ConclusionIn(Closed):
    """What the chair concluded."""

    conclusion: str = Field(max_length=20_000)
    decision_number: str = Field("", max_length=40)


def section_out(meeting: Meeting, section: MinuteSection) -> MinuteSectionOut:
    """The schema of a section."""
    items = {item.id: item.uid for item in queries.agenda_of(meeting)}
    return MinuteSectionOut(
        uid=section.uid,
        place=section.place,
        item_uid=items.get(section.item_id or 0),
        version=section.number,
        body=section.body,
        held_by=section.lease_by,
        held_until=section.lease_until,
    )


def suggestion_out(one: Suggestion) -> SuggestionOut:
    """The schema of a suggestion."""
    names = SuggestionOut.model_fields.keys() - {"section_uid"}
    section = db.session.get_one(MinuteSection, one.section_id)
    return SuggestionOut(section_uid=section.uid, **{name: getattr(one, name) for name in names})


def _seen(uid: UUID) -> Meeting:
    meeting = visible(uid)
    require(actor(), Can.READ, meeting)
    return meeting


def _minutes(meeting: Meeting) -> Response:
    return shown(
        MinutesOut(
            uid=meeting.uid,
            state=meeting.state,
            sections=[section_out(meeting, one) for one in queries.sections_of(meeting)],
            suggestions=[suggestion_out(one) for one in queries.suggestions_of(meeting)],
        )
    )


@bp.get("/meetings/<uuid:uid>/minutes", responses={200: MinutesOut})
def minutes(path: ByUid) -> Response:
    """The sections, who writes on which, and what was suggested."""
    return _minutes(_seen(path.uid))


@bp.post("/meetings/<uuid:uid>/minutes", responses={200: MinutesOut})
@scope("act")
def minutes_begun(path: ByUid) -> Response:
    """Lay out the sections; twice is once."""
    meeting = visible(path.uid)
    operations.begin_minutes(meeting, by=actor())
    return _minutes(meeting)


@bp.put(
    "/meetings/<uuid:uid>/minutes/<uuid:item_uid>",
    responses={200: MinuteSectionOut, 409: MinutesClash},
)
@scope("act")
def section(path: ByItem, body: MinuteSectionIn) -> Response:
    """Save a section; a text begun from a former version is answered with both put together."""
    meeting = visible(path.uid)
    found = queries.section_by(meeting, path.item_uid)
    try:
        operations.save_section(found, body.body, base=body.base_version, by=actor())
    except Conflict as refusal:
        db.session.refresh(found)
        return shown(_clash(meeting, found, body, str(refusal.message)), status=409)
    return shown(section_out(meeting, found))


def _clash(
    meeting: Meeting, found: MinuteSection, body: MinuteSectionIn, title: str
) -> MinutesClash:
    result = queries.merged(found, body.base_version, body.body)
    pieces = [
        MinutesPieceOut(
            current=list(one.current), returning=list(one.returning), differs=one.differs
        )
        for one in result.pieces
    ]
    return MinutesClash(
        title=title,
        current=section_out(meeting, found),
        pieces=pieces,
        merged=result.text,
        is_clean=result.is_clean,
    )


@bp.post("/meetings/<uuid:uid>/minutes/<uuid:item_uid>/lease", responses={200: MinuteSectionOut})
@scope("act")
def section_lease(path: ByItem, body: SectionLeaseIn) -> Response:
    """Hold a section while writing, renewed before thirty seconds pass; or give it back."""
    meeting = visible(path.uid)
    found = queries.section_by(meeting, path.item_uid)
    act = operations.hold_section if body.move == "hold" else operations.release_section
    act(found, by=actor())
    return shown(section_out(meeting, found))


@bp.post("/meetings/<uuid:uid>/minutes/<uuid:item_uid>/proposals", responses={200: SuggestionOut})
@scope("act")
def section_proposal(path: ByItem, body: MinuteSectionIn) -> Response:
    """Lay down a text written off line; what says nothing new is answered by 204."""
    meeting = visible(path.uid)
    found = queries.section_by(meeting, path.item_uid)
    made = operations.bring_back(found, body.body, base=body.base_version, by=actor())
    return shown(suggestion_out(made)) if made else Response(status=204)


@bp.post("/meetings/<uuid:uid>/minutes/<uuid:item_uid>/suggestions", responses={200: SuggestionOut})
@scope("act")
def section_suggestion(path: ByItem, body: SuggestionIn) -> Response:
    """Wish other words for a paragraph while the minutes are being read."""
    meeting = visible(path.uid)
    found = queries.section_by(meeting, path.item_uid)
    made = operations.suggest(
        found,
        body.body,
        paragraph=body.paragraph,
        base=body.base_version,
        reason=body.reason,
        by=actor(),
    )
    return shown(suggestion_out(made))


@bp.post(
    "/meetings/<uuid:uid>/suggestions/<uuid:item_uid>/decision", responses={200: SuggestionOut}
)
@scope("act")
def suggestion_decision(path: ByItem, body: SuggestionDecisionIn) -> Response:
    """Take a suggestion in, or decline it with the reason."""
    found = queries.suggestion_by(visible(path.uid), path.item_uid)
    if body.decision == "take_in":
        operations.take_in(found, body.answer, by=actor())
    else:
        operations.decline_suggestion(found, body.answer, by=actor())
    return shown(suggestion_out(found))


@bp.put("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/conclusion", responses={200: ConclusionIn})
@scope("act")
def conclusion(path: ByItem, body: ConclusionIn) -> Response:
    """What the chair concluded on an item, with the number of the decision."""
    found, item = queries.visible_item(path.item_uid, actor())
    if found.uid != path.uid:
        raise NotFound(_("There is no such item on an agenda of yours."))
    operations.conclude_item(item, body.conclusion, body.decision_number, by=actor())
    words = ConclusionIn(conclusion=item.conclusion, decision_number=item.decision_number)
    return shown(words)
