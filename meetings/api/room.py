"""The room over HTTP: who is there, the floor, opinions, notes; what its page sends and asks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response, request
from pydantic import Field

from meetings import operations, queries
from meetings.api.blueprint import Acted, ByItem, Done, actor, bp, done, visible
from meetings.forms.room import checked_in
from meetings.models import AgendaItem, Meeting, SpeechKind, Stance
from meetings.policy import Can
from office.api import ByUid, Closed, Whole, shown
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import require


class PageIn(Acted):
    """Which page of a paper the hall sees."""

    page: Whole = 1


class Here(Closed):
    """Where a presence or a wish stands after an act."""

    uid: UUID | None
    state: str


class PresenceIn(Acted):
    """Check in with the code, join online, leave."""

    act: Literal["check_in", "join", "leave"]
    code: str = Field("", max_length=20)


class PersonPresenceIn(Acted):
    """Noted by the secretary."""

    act: Literal["came", "left"]


class SpeechIn(Acted):
    """What the floor is asked for."""

    kind: Literal["speak", "reply", "point_of_order"] = "speak"


class FloorIn(Acted):
    """The floor is given, a speech ends, a wish is given up."""

    act: Literal["give", "end", "withdraw"]


class OpinionIn(Acted):
    """What is thought of an item."""

    stance: Literal["agree", "with_change", "disagree"]
    text: str = Field("", max_length=4000)


class NoteIn(Acted):
    """A note for oneself."""

    text: str = Field("", max_length=20_000)


class NoteOut(Closed):
    """The note as it is kept."""

    item: UUID
    text: str


class QuorumOut(Closed):
    """How many are there and whether that is enough."""

    members: int
    needed: int
    present: int
    people: int
    people_present: int
    is_met: bool


class SpeechOut(Closed):
    """Who speaks or waits."""

    uid: UUID
    participant: UUID
    kind: str
    state: str
    asked_at: datetime
    began_at: datetime | None


class OpinionOut(Closed):
    """What somebody thinks of an item."""

    item: UUID
    participant: UUID
    stance: str
    text: str
    at: datetime
    is_before: bool


class RoomOut(Closed):
    """The room as it is now."""

    uid: UUID
    state: str
    last_event: int
    quorum: QuorumOut
    present: list[UUID]
    queue: list[SpeechOut]
    opinions: list[OpinionOut]
    notes: list[NoteOut]


FLOOR: Mapping[str, Callable[..., None]] = {
    "give": operations.give_floor,
    "end": operations.end_speech,
    "withdraw": operations.withdraw_speech,
}


def item_at(path: ByItem) -> tuple[Meeting, AgendaItem]:
    """The item of the address with its meeting, or 404."""
    meeting, item = queries.visible_item(path.item_uid, actor())
    if meeting.uid != path.uid:
        raise NotFound(_("There is no such item on an agenda of yours."))
    return meeting, item


@bp.get("/meetings/<uuid:uid>/room", responses={200: RoomOut})
def room(path: ByUid) -> Response:
    """Who is there, who speaks and waits, what is thought of each item, one's own notes."""
    meeting = visible(path.uid)
    require(actor(), Can.ENTER, meeting)
    items = {one.id: one.uid for one in queries.agenda_of(meeting)}
    quorum = queries.quorum(meeting)
    said: dict[str, Any] = {
        "quorum": {name: getattr(quorum, name) for name in QuorumOut.model_fields},
        "present": [one.uid for one in queries.present_at(meeting)],
        "queue": [_speech(speech, who) for speech, who in queries.queue_of(meeting)],
        "opinions": [
            _opinion(items[item], opinion, who)
            for item, found in queries.opinions_on(meeting).items()
            for opinion, who in found
        ],
        "notes": [
            NoteOut(item=items[item], text=text)
            for item, text in queries.notes_of(meeting, actor()).items()
        ],
    }
    last = queries.last_event(meeting)
    return shown(RoomOut(uid=meeting.uid, state=meeting.state.value, last_event=last, **said))


def _speech(speech: Any, who: Any) -> SpeechOut:
    own = ("uid", "kind", "state", "asked_at", "began_at")
    return SpeechOut(participant=who.uid, **{name: getattr(speech, name) for name in own})


def _opinion(item: UUID, opinion: Any, who: Any) -> OpinionOut:
    own = ("stance", "text", "at", "is_before")
    found = {name: getattr(opinion, name) for name in own}
    return OpinionOut(item=item, participant=who.uid, **found)


@bp.post("/meetings/<uuid:uid>/presence", responses={200: Here})
def presence(path: ByUid, body: PresenceIn) -> Response:
    """Check in, join online, leave; a code comes without an Idempotency-Key, so it is counted."""
    meeting = visible(path.uid)
    if body.act == "leave":
        operations.leave(meeting, by=actor())
        return shown(Here(uid=None, state="away"))
    if body.act == "join":
        return shown(Here(uid=operations.join_online(meeting, by=actor()).uid, state="present"))
    if request.headers.get("Idempotency-Key"):
        raise Invalid(_("Send the code of the room without an Idempotency-Key."))
    return shown(Here(uid=checked_in(meeting, body.code, by=actor()).uid, state="present"))


@bp.post("/meetings/<uuid:uid>/people/<uuid:item_uid>/presence", responses={200: Here})
def person_presence(path: ByItem, body: PersonPresenceIn) -> Response:
    """The secretary notes who came and who left."""
    person = queries.participant_of(visible(path.uid), path.item_uid)
    if body.act == "left":
        operations.mark_left(person, by=actor())
        return shown(Here(uid=None, state="away"))
    return shown(Here(uid=operations.mark_present(person, by=actor()).uid, state="present"))


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/speech", responses={200: Here})
def speech(path: ByItem, body: SpeechIn) -> Response:
    """Ask for the floor at the item that the room is at."""
    _meeting, item = item_at(path)
    asked = operations.ask_to_speak(item, SpeechKind(body.kind), by=actor())
    return shown(Here(uid=asked.uid, state=asked.state.value))


@bp.post("/meetings/<uuid:uid>/speeches/<uuid:item_uid>", responses={200: Here})
def floor(path: ByItem, body: FloorIn) -> Response:
    """Give the floor, end a speech, give a wish up."""
    meeting, found = queries.visible_speech(path.item_uid, actor())
    if meeting.uid != path.uid:
        raise NotFound(_("There is no such wish to speak at a meeting of yours."))
    FLOOR[body.act](found, by=actor())
    return shown(Here(uid=found.uid, state=found.state.value))


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/opinion", responses={200: Here})
def opinion(path: ByItem, body: OpinionIn) -> Response:
    """Say what one thinks of an item; what was said in time on a cut line counts."""
    _meeting, item = item_at(path)
    given = operations.give_opinion(item, Stance(body.stance), body.text, by=actor(), at=body.at)
    return shown(Here(uid=given.uid, state=given.stance.value))


@bp.post("/meetings/<uuid:uid>/agenda/<uuid:item_uid>/note", responses={200: NoteOut})
def note(path: ByItem, body: NoteIn) -> Response:
    """Keep a note for oneself."""
    _meeting, item = item_at(path)
    operations.write_note(item, body.text, by=actor(), at=body.at)
    return shown(NoteOut(item=item.uid, text=body.text))


@bp.post("/meetings/<uuid:uid>/papers/<uuid:item_uid>/page", responses={200: Done})
def show_page(path: ByItem, body: PageIn) -> Response:
    """Put a page of a paper on the screen of the hall, or turn it."""
    found = visible(path.uid)
    operations.show_page(queries.paper_of(found, path.item_uid), body.page, by=actor())
    return shown(done(found))


@bp.post("/meetings/<uuid:uid>/hall/clearing", responses={200: Done})
def hide_page(path: ByUid, body: Acted) -> Response:  # a page sends its clock
    """Take the paper off the screen of the hall."""
    found = visible(path.uid)
    operations.hide_page(found, by=actor())
    return shown(done(found))
