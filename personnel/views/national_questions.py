"""Questions between both ends: what differs, who wins by the rule, and what somebody decides."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from office.errors import Invalid
from office.i18n import _
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.filled import Filled, answer
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.forms import declaring as forms
from personnel.forms.fields import inputs_of
from personnel.models import Dossier, NationalConflict
from personnel.national.codes import Choice
from personnel.policy.national import CanTell
from personnel.queries.looking import READ
from personnel.queries.national import conflict_by, open_conflicts
from personnel.queries.national_compare import CLAIM, is_decided, recommended
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.rows.questions import Side, claimant, sides
from personnel.views.blueprint import actor, bp
from personnel.views.national_head import national_tabs

EDIT = "edit"


@bp.get("/national/questions")
def questions() -> str:
    """What waits for a person, eldest first."""
    require(actor(), CanTell.SEE, None)
    after = request.args.get("after")
    page = paging.eldest(open_conflicts(actor()), NationalConflict.id, after)
    return render_template(
        "personnel/national_questions.html",
        rows=[(one, queries.dossier_of(one), label_of(one)) for one in page.rows],
        tabs=national_tabs("personnel.questions"),
        next_url=url_for("personnel.questions", after=page.after) if page.after else "",
    )


def label_of(conflict: NationalConflict) -> object:
    """What a question is about, in a word."""
    if conflict.kind == CLAIM:
        return _("Two bodies claim the official")
    return GROUPS[conflict.group].label


@bp.get("/national/questions/<uuid:uid>")
def question(uid: UUID) -> str:
    """Both sides of one question."""
    return _page(conflict_by(uid, actor()), Filled())


@bp.post("/national/questions/<uuid:uid>")
def decide_conflict(uid: UUID) -> Response:
    """Keep ours, take theirs, or write the line as the papers say."""
    found = conflict_by(uid, actor())
    require(actor(), CanTell.SETTLE, queries.dossier_of(found))

    def act() -> str:
        operations.decide_conflict(found, _answer(found), by=actor())
        toast(_("The answer goes to the national database."))
        return url_for("personnel.question", uid=uid)

    return answer(act, partial(_page, found), name="note")


def _answer(found: NationalConflict) -> operations.Answer:
    said, note = request.form.get("choice", ""), request.form.get("note", "")
    if said not in set(Choice):
        message = _("Choose whose word holds.")
        raise Invalid(message, fields={"choice": message})
    if said != EDIT:
        return operations.Answer(Choice(said), note)
    dossier = queries.dossier_of(found)
    line = forms.line_of(dossier, found.group, request.form.get("line", ""))
    change = forms.change_in(found.group, request.form, line)
    return operations.Answer(Choice.EDIT, note, change)


@bp.post("/national/questions/<uuid:uid>/look")
def look_at_question(uid: UUID) -> Response:
    """Show the sensitive fields of the group for a while; the official reads what for."""
    found = conflict_by(uid, actor())

    def act() -> str:
        dossier = queries.dossier_of(found)
        purpose = request.form.get("purpose", "")
        operations.look_into(dossier, [found.group], purpose, by=actor())
        return url_for("personnel.question", uid=uid)

    return answer(act, partial(_page, found), name="purpose")


def _page(found: NationalConflict, filled: Filled) -> str:
    menu.mark_current("personnel.national")
    dossier = queries.dossier_of(found)
    may_settle = allowed(actor(), CanTell.SETTLE, dossier)
    if found.kind != CLAIM:
        operations.note_access(dossier, READ, [found.group], by=actor())
    opened = queries.opened_groups(actor(), dossier)
    closed = queries.may_open_groups(actor(), dossier) - opened
    is_readable = found.kind == CLAIM or found.group in queries.readable_groups(actor(), dossier)
    lines = sides(dossier, found, opened=opened) if is_readable else []
    return render_template(
        "personnel/national_question.html",
        question=found,
        dossier=dossier,
        label=label_of(found),
        lines=lines,
        claimant=claimant(found) if found.kind == CLAIM else "",
        is_readable=is_readable,
        is_closed=found.group in closed,
        is_decided=is_decided(found.group),
        advice=recommended(found),
        choices=_choices(found),
        may_settle=may_settle and not found.choice and found.settled_at is None,
        filled=filled,
        **_edit(dossier, found, lines, filled, is_open=_is_shown(found, opened)),
    )


def _is_shown(found: NationalConflict, opened: frozenset[str]) -> bool:
    return not sensitive_fields(found.group) or found.group in opened


def _choices(found: NationalConflict) -> list[tuple[str, object, object]]:
    ours = (str(Choice.KEEP_LOCAL), _("Keep ours"), _("The national database is told again."))
    theirs = (str(Choice.KEEP_REMOTE), _("Take theirs"), _("A new line is written here."))
    if found.kind == CLAIM:
        return [
            (ours[0], _("He is ours"), _("The other body is told.")),
            (theirs[0], _("He is theirs"), _("Only after a decision by which he left.")),
        ]
    return [ours] if is_decided(found.group) else [ours, theirs]


def _edit(
    dossier: Dossier,
    found: NationalConflict,
    lines: list[list[Side]],
    filled: Filled,
    *,
    is_open: bool,
) -> dict[str, Any]:
    """The form in which a line that stands here is written anew, where there is just one."""
    if found.kind == CLAIM or is_decided(found.group) or len(lines) != 1 or not is_open:
        return {"inputs": [], "line": ""}
    uid = str(lines[0][0].line)
    line = forms.line_of(dossier, found.group, uid)
    if line is None:
        return {"inputs": [], "line": ""}
    typed = filled.values or forms.begun_with(dossier, found.group, line)
    return {
        "inputs": inputs_of(found.group, typed, filled.errors),
        "line": uid,
        "since": typed.get("valid_from", ""),
    }
