"""One act on up to a hundred documents, with a result for each."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import assignments_of
from documents.api.frame import AssignmentIn, DocumentOut, api, desk_id_of, document_out
from documents.api.registering import agency_id_of
from documents.forms.many import as_sent
from documents.models import Document
from documents.operations import bulk
from documents.operations.bulk import MOST, Outcome, RowAct
from documents.operations.handling import Others
from office.api import ByUid, Closed, Moment, shown
from office.errors import Invalid
from office.i18n import _


class ManyAct(StrEnum):
    """The acts that can be done on many at once."""

    REGISTRATION = "registration"
    PRESENTATION = "presentation"
    PROPOSAL = "proposal"
    DIRECTION = "direction"
    HAND_ON = "hand-on"
    CHECK = "check"
    NUMBERING = "numbering"
    COMPLETION = "completion"
    FORWARDING = "forwarding"
    ISSUANCE = "issuance"
    READING = "reading"
    FLAG = "flag"
    FLAG_END = "flag-end"
    FILING = "filing"


class ManyIn(Closed):
    """The act, the documents, and what the act asks once for all of them."""

    act: ManyAct
    documents: list[UUID] = Field(min_length=1, max_length=MOST)
    text: str = Field("", max_length=8000)
    unanswered: str = Field("", max_length=4000)
    desk: UUID | None = None
    leader: UUID | None = None
    assignments: list[AssignmentIn] = []
    due_at: Moment | None = None
    agencies: list[str] = Field([], max_length=100)
    desks: list[UUID] = Field([], max_length=100)
    work_file: UUID | None = None
    issue_when_sealed: bool = True


class OutcomeOut(Closed):
    """What became of one document; a refused one was left as it is."""

    document: UUID
    is_done: bool
    code: str = ""
    reason: str = ""
    fix: str = ""


class ManyOut(Closed):
    """How many were done, and each row."""

    done: int
    results: list[OutcomeOut]


@api.post("/documents/many", responses={200: ManyOut})
def many(body: ManyIn) -> Response:
    """Do one act on each; every row is wholly done or refused with its reason."""
    rows = bulk.each(body.documents, ACTS[body.act](body), by=g.actor)
    found = [_outcome(row) for row in rows]
    return shown(ManyOut(done=sum(row.is_done for row in found), results=found))


def _outcome(row: Outcome) -> OutcomeOut:
    if row.refusal is None:
        return OutcomeOut(document=row.uid, is_done=True)
    fix = str(row.refusal.fix or "")
    return OutcomeOut(
        document=row.uid, is_done=False, code=row.refusal.code, reason=row.reason, fix=fix
    )


def _register(body: ManyIn) -> RowAct:
    desk = desk_id_of(body.desk) if body.desk else None
    return lambda document: operations.register_incoming(
        document, as_sent(document), present_to=desk, by=g.actor
    )


def _present(body: ManyIn) -> RowAct:
    desk = _desk(body.desk, "desk")
    return lambda document: operations.present(document, desk, by=g.actor)


def _propose(body: ManyIn) -> RowAct:
    leader, rows = _desk(body.leader, "leader"), assignments_of(body.assignments)
    return lambda document: operations.propose(
        document, body.text, rows, leader_desk_id=leader, by=g.actor
    )


def _direct(body: ManyIn) -> RowAct:
    rows = assignments_of(body.assignments)
    return lambda document: operations.direct(document, body.text, rows, by=g.actor)


def _hand_on(body: ManyIn) -> RowAct:
    desk, others = _desk(body.desk, "desk"), Others(assignments_of(body.assignments))
    return lambda document: operations.hand_on(
        document, desk, body.text, due_at=body.due_at, others=others, by=g.actor
    )


def _approve(body: ManyIn) -> RowAct:
    return lambda document: operations.pass_check(document, body.text, by=g.actor)


def _number(body: ManyIn) -> RowAct:
    return partial(operations.number_and_seal, issue_when_sealed=body.issue_when_sealed, by=g.actor)


def _complete(body: ManyIn) -> RowAct:
    return lambda document: operations.complete(
        document, body.text, unanswered=body.unanswered, by=g.actor
    )


def _pass_on(body: ManyIn) -> RowAct:
    agencies = [agency_id_of(code) for code in body.agencies]
    desks = [desk_id_of(uid) for uid in body.desks]
    if not agencies and not desks:
        raise Invalid(_("Nobody is chosen."), fields={"agencies": _("Choose at least one.")})
    note = body.text.strip()
    return partial(operations.pass_on, agency_ids=agencies, desk_ids=desks, note=note, by=g.actor)


def _file(body: ManyIn) -> RowAct:
    if body.work_file is None:
        raise Invalid(_("Choose a file."), fields={"work_file": _("Choose a file.")})
    file = queries.visible_work_file(body.work_file, g.actor)
    return lambda document: operations.put_in(file, [document], by=g.actor)


def _plainly(act: Callable[..., object]) -> Callable[[ManyIn], RowAct]:
    return lambda _body: partial(act, by=g.actor)


def _desk(uid: UUID | None, field: str) -> int:
    if uid is None:
        raise Invalid(_("Choose one of the list."), fields={field: _("Choose one of the list.")})
    return desk_id_of(uid)


ACTS: Mapping[ManyAct, Callable[[ManyIn], RowAct]] = {
    ManyAct.REGISTRATION: _register,
    ManyAct.PRESENTATION: _present,
    ManyAct.PROPOSAL: _propose,
    ManyAct.DIRECTION: _direct,
    ManyAct.HAND_ON: _hand_on,
    ManyAct.CHECK: _approve,
    ManyAct.COMPLETION: _complete,
    ManyAct.FORWARDING: _pass_on,
    ManyAct.NUMBERING: _number,
    ManyAct.ISSUANCE: _plainly(operations.issue),
    ManyAct.READING: _plainly(operations.mark_read),
    ManyAct.FLAG: _plainly(operations.flag),
    ManyAct.FLAG_END: _plainly(operations.lift_flag),
    ManyAct.FILING: _file,
}


@api.put("/documents/<uuid:uid>/flag", responses={200: DocumentOut})
def flag(path: ByUid) -> Response:
    """Keep a document in sight of the acting desk."""
    document = queries.visible_document(path.uid, g.actor)
    operations.flag(document, by=g.actor)
    return _after(document)


@api.delete("/documents/<uuid:uid>/flag", responses={200: DocumentOut})
def lift_flag(path: ByUid) -> Response:
    """Keep it in sight no longer."""
    document = queries.visible_document(path.uid, g.actor)
    operations.lift_flag(document, by=g.actor)
    return _after(document)


def _after(document: Document) -> Response:
    return shown(document_out(document), record=document)
