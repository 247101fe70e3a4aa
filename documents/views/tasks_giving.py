"""Giving a task: from scratch, from a document, or a part of one's own; assigning it anew."""

from functools import partial
from uuid import UUID

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import assigning, choices, from_mail, picking
from documents.forms import tasks as forms
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import Document, Task
from documents.policy import Can
from documents.views.blueprint import actor, tasks, visible, visible_task
from mail import queries as mail
from mail.queries import Letter
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast

Typed = MultiDict[str, str]


@tasks.get("/new")
def new_task() -> Response:
    """The form; `document` or `parent` in the address say what the task comes from."""
    document, parent = _from(request.args)
    _require(parent)
    given = MultiDict(request.args)
    if letter := _letter(request.args):
        given = from_mail.task_start(letter, given)
    return _page(document, parent, forms.start_of(document, parent, given))


@tasks.post("/new")
def give() -> Response:
    document, parent = _from(request.form)
    _require(parent)
    page = partial(_page, document, parent, request.form)
    return answer(lambda: _give(document, parent), page, request.form, "direction")


def _require(parent: Task | None) -> None:
    if parent is None:
        require(actor(), Can.GIVE_TASK)
    else:
        require(actor(), Can.HAND_DOWN_TASK, parent)


def _from(values: "MultiDict[str, str]") -> tuple[Document | None, Task | None]:
    """What the address or the form names; what the reader does not see is not there."""
    document, parent = _uid(values, "document"), _uid(values, "parent")
    return visible(document) if document else None, visible_task(parent) if parent else None


def _letter(values: "MultiDict[str, str]") -> Letter | None:
    """The letter that asks for it, of a box that the giver reads."""
    named = _uid(values, "mail")
    return mail.letter(named, actor()) if named else None


def _uid(values: "MultiDict[str, str]", name: str) -> UUID | None:
    try:
        return UUID(values[name]) if values.get(name) else None
    except ValueError:
        abort(404)


def _give(document: Document | None, parent: Task | None) -> Response:
    typed = request.form
    new = forms.new_task(typed, forms.offered_desks(actor()), document)
    letter = _letter(typed)
    if parent is not None:
        task = operations.hand_down(parent, new, by=actor())
    elif letter is not None:
        task = operations.give_task_from_letter(letter, from_mail.asked_by(letter, new), by=actor())
    else:
        task = operations.give_task(new, origin=forms.origin_of(typed, document), by=actor())
    toast(
        _(
            "The task is given to %(name)s.",
            name=queries.desk_names([task.lead_desk_id])[task.lead_desk_id],
        )
    )
    return redirect(url_for("tasks.show", uid=task.uid), code=303)


def _page(
    document: Document | None, parent: Task | None, typed: Typed, filled: Filled | None = None
) -> Response:
    rows, choice = forms.offered_desks(actor()), assigning.choice_of(typed)
    wanted = typed.get("search", "")
    late = picking.late_loads(actor().agency_id or 0)
    source = document or parent
    text = render_template(
        "documents/tasks/new.html",
        document=document,
        parent=parent,
        letter=_letter(typed),
        tree=picking.pick_tree(rows, choice, late, wanted),
        wanted=wanted,
        names=picking.chosen_names(rows, choice),
        filled=filled or Filled(typed),
        days=forms.day_options(),
        phrases=phrases_for("direction"),
        origins=forms.origin_options(),
        urgencies=choices.urgency_options(),
        autosave=f"task:{source.uid}" if source else "task",
    )
    return make_response(text)


# ----------------------------------------------------------------------------- once more


@tasks.get("/<uuid:uid>/assignment")
def assignment(uid: UUID) -> Response:
    """The form by which a returned task goes to another lead."""
    task = visible_task(uid)
    require(actor(), Can.JUDGE_TASK, task)
    return _again_page(task, Filled({}))


@tasks.post("/<uuid:uid>/assignment")
def assign(uid: UUID) -> Response:
    task = visible_task(uid)
    require(actor(), Can.JUDGE_TASK, task)
    return answer(lambda: _assign(task), partial(_again_page, task), request.form, "direction")


def _assign(task: Task) -> Response:
    typed = request.form
    offered = [
        choices.DeskChoice(row.desk_id, str(row.desk_uid), row.label)
        for row in forms.offered_desks(actor())
    ]
    desk_id = choices.chosen_desk(typed.get("lead", ""), offered, field="lead")
    due_at = forms.deadline_of(typed)
    operations.give_again(task, desk_id, typed.get("text", ""), due_at=due_at, by=actor())
    toast(_("The task is assigned anew."))
    return redirect(url_for("tasks.show", uid=task.uid), code=303)


def _again_page(task: Task, filled: Filled) -> Response:
    rows = forms.offered_desks(actor())
    text = render_template(
        "documents/tasks/assignment.html",
        task=task,
        filled=filled,
        desks=[(str(row.desk_uid), _indented(row.label, row.depth)) for row in rows],
        phrases=phrases_for("direction"),
    )
    return make_response(text)


def _indented(label: str, depth: int) -> str:
    return "\u2003" * depth + label
