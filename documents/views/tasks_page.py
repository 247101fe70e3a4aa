"""One task: its facts, people, outcomes, parts and log, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import tasks as forms
from documents.lifecycle import TASK
from documents.models import (
    Document,
    Task,
    TaskEntry,
    TaskExtension,
    TaskFile,
    TaskLine,
    TaskPart,
    Urging,
    UrgingKind,
)
from documents.policy import Can
from documents.queries import Outcome
from documents.views.blueprint import actor, tasks, visible_task
from documents.views.facts import Pairs, size_words
from documents.views.files import disposition, locked, safe_type
from documents.views.tasks_acts import ACTS
from office import blobs, clock
from office.i18n import _, _l, apart, day, moment, number
from office.permissions import Actor, allowed
from office.ui import menu
from office.ui.due import due
from office.ui.parts import Act, LogLine, Step, TreeNode
from office.ui.toasts import toast

WORDS = {
    "task.given": _l("Task given"),
    "task.given_again": _l("Assigned anew"),
    "task.handed_down": _l("A part was handed down"),
    "task.accept": _l("Accepted"),
    "task.progress": _l("Progress"),
    "task.outcome": _l("Outcome entered"),
    "task.report": _l("Reported done"),
    "task.contributed": _l("Contribution reported"),
    "task.return": _l("Returned to the giver"),
    "task.send_back": _l("More work is asked for"),
    "task.evaluate": _l("Evaluated and closed"),
    "task.recall": _l("Recalled"),
    "task.reopen": _l("Reopened"),
    "task.extension_asked": _l("Extension asked for"),
    "task.extension_granted": _l("Extension granted"),
    "task.extension_refused": _l("Extension refused"),
    "task.urged": _l("Urged"),
    "task.escalated": _l("Told to the next higher one"),
    "task.answered": _l("An answer came"),
    "task.answer_begun": _l("Reply begun"),
    "task.answer_issued": _l("The reply was issued"),
}


@dataclass(frozen=True)
class Person:
    """A desk's part as the page shows it."""

    part: str
    name: str
    note: str
    is_lead: bool
    has_ended: bool


@dataclass(frozen=True)
class FileLink:
    """A file of the log with its address."""

    name: str
    url: str
    size: str


@dataclass(frozen=True)
class Page:
    """All that stands on a task's page."""

    facts: Pairs
    people: list[Person]
    outcomes: list[Outcome]
    tree: list[TreeNode]
    lines: list[LogLine]
    files: list[FileLink]
    urgings: list[Urging]
    extensions: list[TaskExtension]
    source: Document | None
    whole: Task | None
    acts: list[Act]
    grade: str
    names: dict[int, str]
    letter_url: str = ""


@tasks.get("/<uuid:uid>")
def show(uid: UUID) -> Response:
    task = visible_task(uid)
    menu.mark_current("tasks.board")
    page = read_page(task, actor())
    return make_response(render_template("documents/tasks/show.html", task=task, page=page))


def read_page(task: Task, reader: Actor) -> Page:
    """Read a task as far as the reader sees what belongs to it."""
    lines, urgings = queries.lines_of_task(task), queries.urgings_of(task)
    marked = [urging.to_desk_id for urging in urgings]
    parts = queries.children_of(task, reader)
    desks = [*(line.desk_id for line in lines), *marked, *(part.lead_desk_id for part in parts)]
    names = queries.desk_names(desks)
    files = queries.files_of_task(task)
    return Page(
        facts=facts_of(task, reader),
        people=_people(task, lines, names),
        outcomes=queries.outcomes_of(task, reader),
        tree=_tree(task.id, parts, names),
        lines=_log(task, queries.entries_of(task), files),
        files=[_link(file) for file in files],
        urgings=urgings,
        extensions=queries.extensions_of(task),
        source=queries.source_of(task, reader),
        whole=queries.whole_of(task, reader),
        acts=acts_on(task, reader),
        grade=forms.grade_name(task.grade, clock.to_local(task.given_at).date())
        if task.grade
        else "",
        names=names,
        letter_url=queries.letter_of_task(task, reader),
    )


def facts_of(task: Task, reader: Actor) -> Pairs:
    """The head of a task, at most seven facts."""
    first = day(task.first_due_at) if task.first_due_at != task.due_at else ""
    return (
        (_("Code"), task.code, "num"),
        (_("Origin"), _origin(task)),
        (_("Giver"), _giver(task), "vi"),
        (_("Given"), moment(task.given_at), "num"),
        (_("Deadline"), due(task.due_at, done_at=task.done_at)),
        (_("First deadline"), first, "num"),
        (_("Progress"), _("%(share)s percent", share=number(task.percent))),
    )


def _origin(task: Task) -> str:
    return " · ".join(filter(None, (str(task.origin.label), task.origin_text)))


def _giver(task: Task) -> str:
    who = ", ".join(filter(None, (task.giver_name, task.giver_title)))
    if task.on_behalf_of:
        return _("%(name)s, on behalf of %(other)s", name=who, other=task.on_behalf_of)
    return who


def _people(task: Task, lines: Sequence[TaskLine], names: dict[int, str]) -> list[Person]:
    order = list(TaskPart)
    shown = [line for line in lines if line.valid_to is None or not task.is_open]
    return [
        Person(
            part=str(line.part.label),
            name=names.get(line.desk_id, ""),
            note=_line_note(line),
            is_lead=line.part is TaskPart.LEAD,
            has_ended=line.valid_to is not None,
        )
        for line in sorted(shown, key=lambda line: order.index(line.part))
    ]


def _line_note(line: TaskLine) -> str:
    if line.duty is not None and line.done_at is None:
        return str(line.duty.label)
    return _("done") if line.done_at else ""


def _tree(above: int, parts: Sequence[Task], names: dict[int, str]) -> list[TreeNode]:
    return [
        TreeNode(
            name=part.title,
            url=url_for("tasks.show", uid=part.uid),
            note=f"{names.get(part.lead_desk_id, '')} · {part.state.label}",
            children=_tree(part.id, parts, names),
        )
        for part in parts
        if part.parent_id == above
    ]


# ------------------------------------------------------------------------------------- log


def _log(task: Task, entries: Sequence[TaskEntry], files: Sequence[TaskFile]) -> list[LogLine]:
    brought: dict[int, list[str]] = {}
    for file in files:
        brought.setdefault(file.entry_id, []).append(file.name)
    lines = [_line(entry, brought.get(entry.id, ())) for entry in entries]
    if lines and task.is_open:
        first = lines[0]
        lines[0] = LogLine(first.what, first.who, first.at, Step.NOW, first.says, first.hint)
    return lines


def _line(entry: TaskEntry, files: Sequence[str]) -> LogLine:
    return LogLine(
        what=_what(entry),
        who=_who(entry),
        at=entry.at,
        says=entry.text,
        hint=" · ".join(filter(None, (_hint(entry), *files))),
    )


def _what(entry: TaskEntry) -> str:
    word = str(WORDS.get(entry.act, entry.act))
    if entry.percent is not None:
        return _("Progress: %(share)s percent", share=number(entry.percent))
    if entry.facts.get("kind") in set(UrgingKind):
        return f"{word} · {UrgingKind(entry.facts['kind']).label}"
    if entry.facts.get("grade"):
        grade = forms.grade_name(entry.facts["grade"], clock.to_local(entry.at).date())
        return f"{word} · {grade}"
    return word


def _who(entry: TaskEntry) -> str:
    if entry.on_behalf_of:
        return _(
            "%(name)s, on behalf of %(other)s", name=entry.actor_name, other=entry.on_behalf_of
        )
    return entry.actor_name if entry.desk_id is not None else ""


def _hint(entry: TaskEntry) -> str:
    facts: dict[str, Any] = entry.facts
    if facts.get("to"):
        return _("to %(name)s", name=facts["to"])
    if facts.get("until"):
        return _("until %(day)s", day=day(datetime.fromisoformat(facts["until"])))
    return apart(facts["symbol"]) if facts.get("symbol") else ""


# ------------------------------------------------------------------------------------ acts


@dataclass(frozen=True)
class Offer:
    """How an act is offered in the bar; `move` names it in the table of states."""

    name: str
    move: str
    icon: str
    key: str = ""
    is_minor: bool = False
    method: str = "get"


OFFERS = (
    Offer("acceptance", "accept", "check", "e", method="post"),
    Offer("decision", "", "due-later", "e"),
    Offer("evaluation", "evaluate", "check", "e"),
    Offer("assignment", "give_again", "next", "f"),
    Offer("contribution", "", "reply", "r"),
    Offer("progress", "progress", "draft", "p"),
    Offer("report", "report", "check", "x"),
    Offer("sending_back", "send_back", "undo", "b"),
    Offer("outcome", "", "plus"),
    Offer("handing_down", "", "next", "f"),
    Offer("urging", "", "bell", "d"),
    Offer("answer", "", "draft", "r", is_minor=True, method="post"),
    Offer("extension", "", "due-later", is_minor=True),
    Offer("return", "return", "undo", is_minor=True),
    Offer("recall", "recall", "x", is_minor=True),
    Offer("reopening", "reopen", "undo", is_minor=True),
)
LABELS = {
    "acceptance": _l("Accept"),
    "assignment": _l("Assign anew"),
    "handing_down": _l("Hand a part down"),
    "answer": _l("Draft the reply"),
}


def acts_on(task: Task, reader: Actor) -> list[Act]:
    """What the reader may do now, in the order of the bar; the first is the filled one."""
    moves = {move.name for move in TASK.moves(task, reader)}
    besides = _besides(task, reader, is_at_work="progress" in moves)
    found = [row for row in OFFERS if (row.move in moves if row.move else row.name in besides)]
    return [_act(task, row, is_first=place == 0) for place, row in enumerate(found)]


def _besides(task: Task, reader: Actor, *, is_at_work: bool) -> set[str]:
    """What is no move of the table."""
    found: set[str] = set()
    if is_at_work:
        found |= {"outcome", "answer"}
        found |= set() if queries.has_asked(task) else {"extension"}
    if is_at_work and allowed(reader, Can.HAND_DOWN_TASK, task):
        found.add("handing_down")
    if allowed(reader, Can.HELP_TASK, task):
        found.add("contribution")
    if allowed(reader, Can.JUDGE_TASK, task) and task.is_open:
        found |= {"decision"} if queries.has_asked(task) else set()
        found |= {"urging"} if queries.urged_lines(task) else set()
    return found


def _act(task: Task, row: Offer, *, is_first: bool) -> Act:
    label = LABELS.get(row.name) or ACTS[row.name.replace("_", "-")].title
    return Act(
        label=str(label),
        url=_act_url(task, row),
        kind="go-on" if is_first and not row.is_minor else "",
        icon=row.icon,
        key=row.key,
        method=row.method,
        is_minor=row.is_minor,
    )


def _act_url(task: Task, row: Offer) -> str:
    if row.name == "handing_down":
        return url_for("tasks.new_task", parent=task.uid)
    return url_for(f"tasks.{row.name}", uid=task.uid)


@tasks.post("/<uuid:uid>/acceptance", endpoint="acceptance")
def accept(uid: UUID) -> Response:
    task = visible_task(uid)
    operations.accept_task(task, by=actor())
    toast(_("The task is yours."))
    return redirect(url_for("tasks.show", uid=uid), code=303)


@tasks.post("/<uuid:uid>/reading")
def reading(uid: UUID) -> tuple[str, int]:
    """Sent by the page once it has been open for a second."""
    operations.mark_task_read(visible_task(uid), by=actor())
    return "", 204


@tasks.post("/<uuid:uid>/answer", endpoint="answer")
def begin_answer(uid: UUID) -> Response:
    """Begin the document that answers the task."""
    draft = operations.answer_task(visible_task(uid), by=actor())
    return redirect(url_for("documents.draft", uid=draft.uid), code=303)


@tasks.get("/files/<uuid:uid>", endpoint="file")
def send_task_file(uid: UUID) -> Response:
    """A file of a task as it was sent in."""
    return task_file(queries.visible_task_file(uid, actor()))


def task_file(file: TaskFile) -> Response:
    """The file to be saved or read, never acting in the house's own place."""
    answer = send_file(blobs.path_of(file.sha256), mimetype=safe_type(file.media_type))
    answer.headers["Content-Disposition"] = disposition(file.name, file.media_type)
    return locked(answer)


def _link(file: TaskFile) -> FileLink:
    return FileLink(file.name, url_for("tasks.file", uid=file.uid), size_words(file.size))
