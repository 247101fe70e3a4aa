"""The acts on a task as forms: one table says what each asks for and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices
from documents.forms import tasks as forms
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import Document, Task
from documents.policy import Can
from documents.views.blueprint import actor, tasks, visible_task
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import require
from office.ui.toasts import toast


@dataclass(frozen=True)
class TaskAct:
    """One act: its words, who may do it, the fields it asks for and the verb behind it."""

    name: str
    title: object
    button: object
    done: object
    can: Can
    do: Callable[[Task], object]
    fields: tuple[str, ...] = ("text",)
    label: object = _l("Reason")
    hint: object = ""
    kind: str = "go-on"
    icon: str = "check"
    needs_text: bool = True


def _text() -> str:
    return request.form.get("text", "")


def _left_open() -> str:
    return request.form.get("left_open", "")


def _files() -> Any:
    return forms.files_of(request.files)


def _progress(task: Task) -> None:
    percent = forms.percent_of(request.form)
    operations.report_progress(task, _text(), percent=percent, files=_files(), by=actor())


def _report(task: Task) -> None:
    operations.report_done(task, _text(), left_open=_left_open(), files=_files(), by=actor())


def _outcome(task: Task) -> None:
    document = _named_document()
    operations.add_outcome(task, _text(), document=document, files=_files(), by=actor())


def _named_document() -> Document | None:
    symbol = request.form.get("symbol", "")
    found = queries.document_by_symbol(symbol, actor())
    if symbol.strip() and found is None:
        raise Invalid(
            _("There is no such document on your desk."),
            fields={"symbol": _("Write number and symbol as on the document: 412/SNV-CCVC.")},
        )
    return found


def _extension(task: Task) -> None:
    due_at = forms.deadline_of(request.form)
    operations.ask_extension(task, _text(), due_at=due_at, by=actor())


def _decide(task: Task) -> None:
    if request.form.get("verdict") == "refuse":
        operations.refuse_extension(task, _text(), by=actor())
        return
    due_at = forms.deadline_of(request.form)
    operations.grant_extension(task, _text(), due_at=due_at, by=actor())


def _urge(task: Task) -> None:
    wanted = set(request.form.getlist("receiver"))
    desks = [line.desk_id for line in queries.urged_lines(task) if str(line.id) in wanted]
    words = operations.UrgingWords(_text(), forms.kind_of(request.form), _files())
    operations.urge_task(task, words, desk_ids=desks, by=actor())


def _evaluate(task: Task) -> None:
    grade = request.form.get("grade", "")
    operations.evaluate(task, grade=grade, remark=_text(), left_open=_left_open(), by=actor())


def _send_back(task: Task) -> None:
    due_at = forms.deadline_of(request.form)
    operations.send_back_task(task, _text(), due_at=due_at, by=actor())


ACTS = {
    act.name: act
    for act in (
        TaskAct(
            "progress",
            _l("Report progress"),
            _l("Report"),
            _l("The progress stands in the log."),
            Can.LEAD_TASK,
            _progress,
            ("percent", "text", "files"),
            _l("What was done, what comes next"),
        ),
        TaskAct(
            "outcome",
            _l("Add an outcome"),
            _l("Add"),
            _l("The outcome is kept with the task."),
            Can.LEAD_TASK,
            _outcome,
            ("text", "symbol", "files"),
            _l("Outcome"),
            _l("A text, a document of this house or files; a task may bring several."),
            icon="plus",
            needs_text=False,
        ),
        TaskAct(
            "report",
            _l("Report it done"),
            _l("Report it done"),
            _l("The giver is asked to evaluate the result."),
            Can.LEAD_TASK,
            _report,
            ("text", "files", "left_open"),
            _l("Result"),
            _l("The day of this report decides whether the task was done on time."),
            needs_text=False,
        ),
        TaskAct(
            "contribution",
            _l("Report the contribution"),
            _l("Report"),
            _l("Your contribution stands in the log."),
            Can.HELP_TASK,
            lambda task: operations.contribute(task, _text(), files=_files(), by=actor()),
            ("text", "files"),
            _l("Contribution"),
            icon="reply",
        ),
        TaskAct(
            "return",
            _l("Return the task"),
            _l("Return"),
            _l("The task is back with its giver."),
            Can.LEAD_TASK,
            lambda task: operations.return_task(task, _text(), by=actor()),
            hint=_l("For what is not your function. The giver assigns it anew."),
            icon="undo",
        ),
        TaskAct(
            "extension",
            _l("Ask for an extension"),
            _l("Ask"),
            _l("The giver is asked for more time."),
            Can.LEAD_TASK,
            _extension,
            ("due", "text"),
            icon="due-later",
        ),
        TaskAct(
            "decision",
            _l("Decide on the extension"),
            _l("Grant"),
            _l("The lead is told."),
            Can.JUDGE_TASK,
            _decide,
            ("asked", "due", "text"),
            _l("Answer"),
            needs_text=False,
        ),
        TaskAct(
            "urging",
            _l("Urge"),
            _l("Urge"),
            _l("The urging is written down and told to its receivers."),
            Can.JUDGE_TASK,
            _urge,
            ("receivers", "kind", "text", "files"),
            _l("Text"),
            _l("It is numbered and can never be changed."),
            icon="bell",
        ),
        TaskAct(
            "evaluation",
            _l("Evaluate and close"),
            _l("Evaluate and close"),
            _l("The task is closed."),
            Can.JUDGE_TASK,
            _evaluate,
            ("grade", "text", "left_open"),
            _l("Remark"),
            needs_text=False,
        ),
        TaskAct(
            "sending-back",
            _l("Ask for more work"),
            _l("Send back"),
            _l("The task is back with its lead."),
            Can.JUDGE_TASK,
            _send_back,
            ("text", "due"),
            _l("What is missing"),
            icon="undo",
        ),
        TaskAct(
            "recall",
            _l("Recall the task"),
            _l("Recall"),
            _l("The task is recalled, with the parts that were handed down."),
            Can.JUDGE_TASK,
            lambda task: operations.recall_task(task, _text(), by=actor()),
            hint=_l("Everybody who has a part in it is relieved; the log stays."),
            kind="harm",
            icon="x",
        ),
        TaskAct(
            "reopening",
            _l("Reopen"),
            _l("Reopen"),
            _l("The task is open again and lies with its lead."),
            Can.JUDGE_TASK,
            lambda task: operations.reopen_task(task, _text(), by=actor()),
            icon="undo",
        ),
    )
}


def _ask(act: TaskAct, uid: UUID) -> Response:
    task = visible_task(uid)
    require(actor(), act.can, task)
    return _page(act, task, Filled(_start(act, task)))


def _start(act: TaskAct, task: Task) -> dict[str, str]:
    """What the form proposes: the share so far, the day that was asked for."""
    if act.name == "progress":
        return {"percent": str(task.percent)}
    asked = _asked(task) if act.name == "decision" else None
    return {"due_on": choices.local_day(asked.wanted_due_at)} if asked else {}


def _asked(task: Task) -> Any:
    found = [row for row in queries.extensions_of(task) if row.decided_at is None]
    return found[0] if found else None


def _do(act: TaskAct, uid: UUID) -> Response:
    task = visible_task(uid)
    require(actor(), act.can, task)

    def act_on_it() -> Response:
        act.do(task)
        toast(str(act.done))
        return redirect(_onward(task), code=303)

    return answer(act_on_it, partial(_page, act, task), request.form, act.name)


def _onward(task: Task) -> str:
    """Back to the task; once it left my sight, to the board."""
    seen = queries.sees_task(task, actor())
    return url_for("tasks.show", uid=task.uid) if seen else url_for("tasks.board")


def _page(act: TaskAct, task: Task, filled: Filled) -> Response:
    lines = queries.urged_lines(task) if "receivers" in act.fields else []
    names = queries.desk_names([line.desk_id for line in lines])
    text = render_template(
        "documents/tasks/act.html",
        task=task,
        act=act,
        filled=filled,
        phrases=phrases_for(act.name),
        receivers=[
            (str(line.id), names.get(line.desk_id, ""), line.desk_id == task.lead_desk_id)
            for line in lines
        ],
        kinds=forms.kind_options(),
        grades=forms.grade_options() if "grade" in act.fields else [],
        asked=_asked(task) if "asked" in act.fields else None,
        needs_why=bool(task.open_children) or _has_helpers(act, task),
    )
    return make_response(text)


def _has_helpers(act: TaskAct, task: Task) -> bool:
    if act.name != "report":
        return False
    return any(line.desk_id != task.lead_desk_id for line in queries.urged_lines(task))


for _act in ACTS.values():
    _word = _act.name.replace("-", "_")
    _rule = f"/<uuid:uid>/{_act.name}"
    tasks.add_url_rule(_rule, _word, partial(_ask, _act), methods=["GET"])
    tasks.add_url_rule(_rule, f"keep_{_word}", partial(_do, _act), methods=["POST"])
