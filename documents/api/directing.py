"""Assignments followed up over the API: lines, urging, more time, taking back, another lead."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import AssignmentIn, DocumentOut, api, desk_id_of
from documents.api.uploading import FileIn, enclosed
from documents.models import Document, MoreTimeState, Routing, UrgingKind
from documents.operations.assigning import NewLead
from documents.operations.handling import Others
from documents.operations.incoming import Assignment
from documents.operations.urging import UrgingWords
from documents.policy import Can as Core
from documents.policy.directing import Can
from office.api import ByUid, Closed, Moment, shown
from office.permissions import require
from office.units import queries as units


class LineOut(Closed):
    """One line of the assignments and what the reader may do about it."""

    uid: UUID
    above: UUID | None
    duty: str
    desk: str
    state: str
    received_at: datetime
    read_at: datetime | None
    due_at: datetime | None
    first_due_at: datetime | None
    done_at: datetime | None
    urgings: int
    may_urge: bool
    may_change: bool


class ExtensionOut(Closed):
    """A request for more time."""

    uid: UUID
    line: UUID
    state: MoreTimeState
    reason: str
    former_due_at: datetime | None
    wanted_due_at: datetime
    decided_due_at: datetime | None
    asked_by: str
    decided_by: str
    answer: str


class LineList(Closed):
    """The assignments of a document."""

    lines: list[LineOut]
    extensions: list[ExtensionOut]


class UrgingIn(Closed):
    """What is said to whoever holds a line."""

    line: UUID
    text: str = Field(min_length=1, max_length=1000)
    kind: UrgingKind = UrgingKind.REMIND
    files: list[FileIn] = Field([], max_length=3)


class UrgingOut(Closed):
    """An urging under its number; it is never changed."""

    uid: UUID
    line: str
    number: int
    kind: UrgingKind
    text: str
    author_name: str
    on_behalf_of: str
    urged_at: datetime
    read_at: datetime | None


class UrgingList(Closed):
    """The urgings on a document, the latest first."""

    items: list[UrgingOut]


class MoreTimeIn(Closed):
    """The day that is asked for, with the reason."""

    line: UUID
    due_at: Moment
    reason: str = Field(min_length=1, max_length=4000)


class DecisionIn(Closed):
    """Granted as asked, or another day; `beyond` says why it is later than the level above."""

    extension: UUID
    granted: bool
    due_at: Moment | None = None
    answer: str = Field("", max_length=4000)
    beyond: str = Field("", max_length=4000)


class WithdrawalIn(Closed):
    """Which request is taken back."""

    extension: UUID


class RecallIn(Closed):
    """Which line is taken back; the whole direction without one."""

    line: UUID | None = None
    reason: str = Field(min_length=1, max_length=4000)


class NewLeadIn(Closed):
    """Who leads a line from now on."""

    line: UUID
    desk: UUID
    due_at: Moment | None = None
    reason: str = Field(min_length=1, max_length=4000)
    beyond: str = Field("", max_length=4000)


class ShareIn(Closed):
    """Who answers for the share of a cooperating unit, and who else takes part."""

    desk: UUID
    text: str = ""
    due_at: Moment | None = None
    others: list[AssignmentIn] = []
    beyond: str = Field("", max_length=4000)


def _line(document: Document, uid: UUID) -> Routing:
    return queries.line_on(document, uid)


@api.get("/documents/<uuid:uid>/assignments", responses={200: LineList})
def assignments(path: ByUid) -> Response:
    """The lines as a tree in reading order, and the requests for more time."""
    document = _seen(path)
    require(g.actor, Can.FOLLOW, document)
    routings = queries.routing_of(document)
    uids = {row.id: row.uid for row in routings}
    lines = queries.assignment_lines(document, g.actor, routings, queries.urgings_on(document))
    names = set(LineOut.model_fields) & set(Routing.__mapper__.columns.keys())
    desks = units.desk_labels([row.routing.desk_id for row in lines])
    found = [
        LineOut(
            **{name: getattr(row.routing, name) for name in names},
            above=uids.get(row.routing.parent_id or 0),
            desk=desks[row.routing.desk_id],
            urgings=len(row.urgings),
            may_urge=row.may_urge,
            may_change=row.may_change,
        )
        for row in lines
    ]
    asked = [
        ExtensionOut(
            line=uids[row.routing_id],
            **{name: getattr(row, name) for name in set(ExtensionOut.model_fields) - {"line"}},
        )
        for row in queries.extensions_on(document)
    ]
    return shown(LineList(lines=found, extensions=asked))


@api.get("/documents/<uuid:uid>/urgings", responses={200: UrgingList})
def urgings(path: ByUid) -> Response:
    """What was urged on a document."""
    document = _seen(path)
    require(g.actor, Can.FOLLOW, document)
    rows = [_urging_out(row) for row in queries.urgings_on(document)]
    return shown(UrgingList(items=rows))


@api.post("/documents/<uuid:uid>/urgings", responses={201: UrgingOut})
def urge(path: ByUid, body: UrgingIn) -> Response:
    """Urge whoever holds a line."""
    document = _seen(path)
    require(g.actor, Core.URGE, document)
    words = UrgingWords(body.text, body.kind, enclosed(body.files))
    made = operations.urge(document, _line(document, body.line), words, by=g.actor)
    return shown(_urging_out(made), status=201)


def _urging_out(row: object) -> UrgingOut:
    return UrgingOut(**{name: getattr(row, name) for name in UrgingOut.model_fields})


@api.post("/documents/<uuid:uid>/extensions", responses={201: DocumentOut})
def ask_extension(path: ByUid, body: MoreTimeIn) -> Response:
    """Ask for more time on a line of the acting desk."""
    document = _seen(path)
    require(g.actor, Can.ASK_EXTENSION, document)
    line = _line(document, body.line)
    operations.ask_more_time(document, line, body.reason, due_at=body.due_at, by=g.actor)
    return _after(document, status=201)


@api.post("/documents/<uuid:uid>/extensions/decision", responses={200: DocumentOut})
def decide_extension(path: ByUid, body: DecisionIn) -> Response:
    """Grant more time, set another day, or refuse."""
    document = _seen(path)
    require(g.actor, Can.EXTEND, document)
    asked = queries.extension_on(document, body.extension)
    if body.granted:
        operations.grant_more_time(
            asked, body.answer, due_at=body.due_at, beyond=body.beyond, by=g.actor
        )
    else:
        operations.refuse_more_time(asked, body.answer, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/extensions/withdrawal", responses={200: DocumentOut})
def withdraw_extension(path: ByUid, body: WithdrawalIn) -> Response:
    """Take the own request back."""
    document = _seen(path)
    require(g.actor, Can.ASK_EXTENSION, document)
    asked = queries.extension_on(document, body.extension)
    operations.withdraw_more_time(asked, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/assignment-recall", responses={200: DocumentOut})
def assignment_recall(path: ByUid, body: RecallIn) -> Response:
    """Take one assignment back, or the whole direction."""
    document = _seen(path)
    require(g.actor, Can.RECALL, document)
    if body.line is None:
        operations.recall_direction(document, body.reason, by=g.actor)
    else:
        line = _line(document, body.line)
        operations.recall_assignment(document, line, body.reason, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/lead", responses={200: DocumentOut})
def change_lead(path: ByUid, body: NewLeadIn) -> Response:
    """Give the lead of a line to another desk."""
    document = _seen(path)
    require(g.actor, Can.RECALL, document)
    lead = NewLead(desk_id_of(body.desk), body.due_at, body.beyond)
    line = _line(document, body.line)
    operations.change_lead(document, line, lead, body.reason, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/share", responses={200: DocumentOut})
def hand_share_on(path: ByUid, body: ShareIn) -> Response:
    """Hand the share of a cooperating unit to an official of it."""
    document = _seen(path)
    others = [Assignment(desk_id_of(row.desk), row.duty, row.due_at) for row in body.others]
    operations.hand_share_on(
        document,
        desk_id_of(body.desk),
        body.text,
        due_at=body.due_at,
        others=Others(others, body.beyond),
        by=g.actor,
    )
    return _after(document)
