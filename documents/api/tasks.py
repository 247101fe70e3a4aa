"""Tasks over HTTP: lists, one task with its log, and every act of the pages."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, g

from documents import operations, queries
from documents.api.frame import Reason, api, desk_id_of
from documents.api.tasks_frame import (
    AgainIn,
    AnswerOut,
    ContributionIn,
    EntryList,
    EntryOut,
    EvaluationIn,
    ExtensionIn,
    GrantIn,
    MoreWorkIn,
    OutcomeIn,
    ProgressIn,
    ResultIn,
    TaskIn,
    TaskLineOut,
    TaskList,
    TaskOut,
    TaskQuery,
    UrgingIn,
)
from documents.api.uploading import FileIn
from documents.forms import from_mail
from documents.models import Duty, Task
from documents.operations import NewTask
from documents.operations.files import NewFile
from documents.queries import DOING, JUDGING
from mail import queries as mail
from office import blobs
from office.api import ByUid, shown
from office.foreign.kinds import Kind
from office.foreign.uploads import check_upload
from office.ui import paging


def _seen(path: ByUid) -> Task:
    return queries.visible_task(path.uid, g.actor)


def _after(task: Task, status: int = 200) -> Response:
    names = set(TaskOut.model_fields) - {"lead"}
    facts = {name: getattr(task, name) for name in names}
    lead = queries.desk_names([task.lead_desk_id]).get(task.lead_desk_id, "")
    return shown(TaskOut(**facts, lead=lead), status=status, record=task)


def _files(sent: list[FileIn]) -> list[NewFile]:
    return [_file(one) for one in sent]


def _file(one: FileIn) -> NewFile:
    accepted = check_upload(BytesIO(one.content), one.name, allowed=tuple(Kind))
    kept = blobs.put(one.content)
    return NewFile(accepted.name, accepted.media_type, kept.sha256, kept.size)


# ----------------------------------------------------------------------------- reading


@api.get("/tasks", responses={200: TaskList})
def tasks(query: TaskQuery) -> Response:
    """Tasks by deadline; closed ones by their end, the latest first."""
    place = paging.decode(query.cursor, datetime, int)
    after = (place[0], place[1]) if place else None
    if query.view in ("todo", "judge"):
        return _owed(DOING if query.view == "todo" else JUDGING, after, query.limit)
    return _book(after, query.limit, is_closed=query.view == "closed")


def _owed(duties: Sequence[Duty], after: tuple[datetime, int] | None, size: int) -> Response:
    found = queries.owed_by_deadline(g.actor, after=after, duties=duties, size=size)
    page = paging.page_of(found, key=lambda row: (row.due_at, row.id), size=size)
    rows = [TaskLineOut(uid=UUID(row.task_uid), duty=row.duty, **_short(row)) for row in page.rows]
    return shown(TaskList(items=rows, next=page.after))


def _book(after: tuple[datetime, int] | None, size: int, *, is_closed: bool) -> Response:
    read = queries.tasks_closed if is_closed else queries.tasks_by_deadline
    found = read(g.actor, after=after, size=size)
    page = paging.page_of(
        found, key=lambda row: (row.closed_at if is_closed else row.due_at, row.id), size=size
    )
    rows = [TaskLineOut(uid=UUID(row.uid), duty="", **_short(row)) for row in page.rows]
    return shown(TaskList(items=rows, next=page.after))


def _short(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "code", "state", "due_at", "percent")}


@api.get("/tasks/<uuid:uid>", responses={200: TaskOut})
def task(path: ByUid) -> Response:
    """One task."""
    return _after(_seen(path))


@api.get("/tasks/<uuid:uid>/log", responses={200: EntryList})
def task_log(path: ByUid) -> Response:
    """What was done with a task."""
    rows = [
        EntryOut(
            at=entry.at,
            act=entry.act,
            actor=entry.actor_name,
            on_behalf_of=entry.on_behalf_of,
            text=entry.text,
            percent=entry.percent,
            facts=entry.facts,
        )
        for entry in queries.entries_of(_seen(path))
    ]
    return shown(EntryList(items=rows))


# ------------------------------------------------------------------------------- acts


@api.post("/tasks", responses={201: TaskOut})
def give_task(body: TaskIn) -> Response:
    """Give a task, or hand a part of one's own down."""
    parent = queries.visible_task(body.parent, g.actor) if body.parent else None
    new = _new(body)
    if parent is not None:
        return _after(operations.hand_down(parent, new, by=g.actor), status=201)
    if body.letter is not None:
        letter = mail.letter(body.letter, g.actor)
        new = from_mail.asked_by(letter, new)
        return _after(operations.give_task_from_letter(letter, new, by=g.actor), status=201)
    return _after(operations.give_task(new, origin=body.origin, by=g.actor), status=201)


def _new(body: TaskIn) -> NewTask:
    names = set(NewTask.__dataclass_fields__) & set(TaskIn.model_fields)
    names -= {"cooperate", "follow", "document"}
    return NewTask(
        **{name: getattr(body, name) for name in names},
        lead_desk_id=desk_id_of(body.lead),
        cooperate=[desk_id_of(uid) for uid in body.cooperate],
        follow=[desk_id_of(uid) for uid in body.follow],
        document=queries.visible_document(body.document, g.actor) if body.document else None,
    )


@api.post("/tasks/<uuid:uid>/acceptance", responses={200: TaskOut})
def task_acceptance(path: ByUid) -> Response:
    """Take the task over."""
    found = _seen(path)
    operations.accept_task(found, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/reading", responses={200: TaskOut})
def task_reading(path: ByUid) -> Response:
    """Mark the task as opened at the acting desk."""
    found = _seen(path)
    operations.mark_task_read(found, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/progress", responses={200: TaskOut})
def task_progress(path: ByUid, body: ProgressIn) -> Response:
    """Report progress."""
    found, files = _seen(path), _files(body.files)
    operations.report_progress(found, body.text, percent=body.percent, files=files, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/outcome", responses={200: TaskOut})
def task_outcome(path: ByUid, body: OutcomeIn) -> Response:
    """Enter an outcome."""
    found, files = _seen(path), _files(body.files)
    document = queries.visible_document(body.document, g.actor) if body.document else None
    operations.add_outcome(found, body.text, document=document, files=files, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/report", responses={200: TaskOut})
def task_report(path: ByUid, body: ResultIn) -> Response:
    """Report the task done."""
    found, files = _seen(path), _files(body.files)
    operations.report_done(found, body.text, left_open=body.left_open, files=files, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/contribution", responses={200: TaskOut})
def task_contribution(path: ByUid, body: ContributionIn) -> Response:
    """Give what a cooperating desk adds."""
    found = _seen(path)
    operations.contribute(found, body.text, files=_files(body.files), by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/return", responses={200: TaskOut})
def task_return(path: ByUid, body: Reason) -> Response:
    """Return the task to its giver."""
    found = _seen(path)
    operations.return_task(found, body.reason, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/assignment", responses={200: TaskOut})
def task_assignment(path: ByUid, body: AgainIn) -> Response:
    """Assign a returned task anew."""
    found, lead = _seen(path), desk_id_of(body.lead)
    operations.give_again(found, lead, body.text, due_at=body.due_at, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/extension", responses={200: TaskOut})
def task_extension(path: ByUid, body: ExtensionIn) -> Response:
    """Ask for an extension."""
    found = _seen(path)
    operations.ask_extension(found, body.reason, due_at=body.due_at, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/grant", responses={200: TaskOut})
def task_grant(path: ByUid, body: GrantIn) -> Response:
    """Grant the extension."""
    found = _seen(path)
    operations.grant_extension(found, body.answer, due_at=body.due_at, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/denial", responses={200: TaskOut})
def task_denial(path: ByUid, body: Reason) -> Response:
    """Refuse the extension."""
    found = _seen(path)
    operations.refuse_extension(found, body.reason, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/urging", responses={200: TaskOut})
def task_urging(path: ByUid, body: UrgingIn) -> Response:
    """Urge those who still owe their part."""
    found, files = _seen(path), _files(body.files)
    desks = [desk_id_of(uid) for uid in body.desks]
    words = operations.UrgingWords(body.text, body.kind, files)
    operations.urge_task(found, words, desk_ids=desks, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/evaluation", responses={200: TaskOut})
def task_evaluation(path: ByUid, body: EvaluationIn) -> Response:
    """Evaluate the result and close the task."""
    found = _seen(path)
    operations.evaluate(
        found, grade=body.grade, remark=body.remark, left_open=body.left_open, by=g.actor
    )
    return _after(found)


@api.post("/tasks/<uuid:uid>/sending-back", responses={200: TaskOut})
def task_sending_back(path: ByUid, body: MoreWorkIn) -> Response:
    """Ask for more work."""
    found = _seen(path)
    operations.send_back_task(found, body.text, due_at=body.due_at, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/recall", responses={200: TaskOut})
def task_recall(path: ByUid, body: Reason) -> Response:
    """Recall the task with its parts."""
    found = _seen(path)
    operations.recall_task(found, body.reason, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/reopening", responses={200: TaskOut})
def task_reopening(path: ByUid, body: Reason) -> Response:
    """Reopen a closed task."""
    found = _seen(path)
    operations.reopen_task(found, body.reason, by=g.actor)
    return _after(found)


@api.post("/tasks/<uuid:uid>/answer", responses={201: AnswerOut})
def task_answer(path: ByUid) -> Response:
    """Begin the document that answers the task."""
    draft = operations.answer_task(_seen(path), by=g.actor)
    return shown(AnswerOut(document=draft.uid), status=201)
