"""What officials declare: their own proposals, and what waits for the staff office."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.forms import declaring as forms
from personnel.forms.fields import inputs_of
from personnel.lifecycle import DECLARATION
from personnel.models import DeclaredChange, Dossier
from personnel.policy.declarations import CanDeclare, dossier_of
from personnel.queries.looking import READ
from personnel.record.groups import GROUPS
from personnel.record.timeline import Row
from personnel.rows.declared import shown_declaration
from personnel.views.blueprint import actor, bp
from personnel.views.files import declared_file
from personnel.views.head import head

MOST = 200


@bp.get("/declarations")
def waiting() -> str:
    """What waits for the reader to decide, eldest first."""
    page = paging.eldest(
        queries.waiting_declarations(actor()), DeclaredChange.id, request.args.get("after")
    )
    menu.mark_current("personnel.listed")
    return render_template(
        "personnel/declarations.html",
        rows=[(one, dossier_of(one), GROUPS[one.group].label) for one in page.rows],
        next_url=url_for("personnel.waiting", after=page.after) if page.after else "",
    )


@bp.get("/<uuid:uid>/declarations")
def declared(uid: UUID) -> str:
    """What was declared in one dossier, and the groups that can be declared anew."""
    found = queries.visible_dossier(uid, actor())
    rows = db.session.scalars(queries.declarations_of(found).limit(MOST)).all()
    return render_template(
        "personnel/declared.html",
        **head(found, "declarations"),
        rows=[
            (one, GROUPS[one.group].label) for one in rows if allowed(actor(), CanDeclare.READ, one)
        ],
        groups=[(name, GROUPS[name].label) for name in forms.OPEN],
        may_propose=allowed(actor(), CanDeclare.PROPOSE, found),
    )


@bp.get("/<uuid:uid>/declarations/new")
def new_declaration(uid: UUID) -> str:
    """A group of one's own record to be declared anew."""
    found, group, line = _asked(uid)
    return _form(found, group, line, forms.begun_with(found, group, line), {})


@bp.post("/<uuid:uid>/declarations/new")
def propose_change(uid: UUID) -> Response:
    """Send it to the staff office."""
    found, group, line = _asked(uid)
    try:
        change = forms.change_in(group, request.form, line)
        files = forms.files_in(group)
        reason = request.form.get("reason", "")
        made = operations.propose_change(found, change, files, reason, by=actor())
    except Invalid as refusal:
        wrong = _at_inputs(group, refusal)
        return make_response(_form(found, group, line, request.form, wrong), refusal.status)
    toast(_("Your staff office was told."))
    return redirect(url_for("personnel.declaration", uid=made.uid), code=303)


@bp.get("/declarations/<uuid:uid>")
def declaration(uid: UUID) -> str:
    """One declaration beside what holds now."""
    return _page(queries.visible_declaration(uid, actor()), {})


@bp.post("/declarations/<uuid:uid>/acceptance")
def accept_declaration(uid: UUID) -> Response:
    """Take it into the record, and go on with what waits."""
    found = queries.visible_declaration(uid, actor())
    operations.accept_declaration(found, by=actor())
    toast(_("It stands in the record now."))
    return redirect(url_for("personnel.waiting"), code=303)


@bp.post("/declarations/<uuid:uid>/refusal")
def refuse_declaration(uid: UUID) -> Response:
    """Leave the record as it is."""
    found = queries.visible_declaration(uid, actor())
    try:
        operations.refuse_declaration(found, request.form.get("answer", ""), by=actor())
    except Invalid as refusal:
        return make_response(_page(found, refusal.fields), refusal.status)
    toast(_("The official was told why."))
    return redirect(url_for("personnel.waiting"), code=303)


@bp.post("/declarations/<uuid:uid>/withdrawal")
def withdraw_declaration(uid: UUID) -> Response:
    """Take it back."""
    found = queries.visible_declaration(uid, actor())
    operations.withdraw_declaration(found, by=actor())
    return redirect(url_for("personnel.declaration", uid=uid), code=303)


@bp.get("/declarations/<uuid:uid>/files/<sha256>")
def evidence(uid: UUID, sha256: str) -> FlaskResponse:
    """A file that was brought with it; its official sees who took it."""
    return declared_file(queries.visible_declaration(uid, actor()), sha256, actor())


def _asked(uid: UUID) -> tuple[Dossier, str, Row | None]:
    found = queries.visible_dossier(uid, actor())
    require(actor(), CanDeclare.PROPOSE, found)
    group = request.args.get("group", "")
    if group not in forms.OPEN:
        raise NotFound(_("This group is not declared."))
    return found, group, forms.line_of(found, group, request.args.get("line", ""))


def _at_inputs(group: str, refusal: Invalid) -> dict[str, str]:
    """A problem of the history stands at the date, one of a field at its input."""
    known = GROUPS[group].by_name
    return {
        "valid_from" if name.isdecimal() else f"{group}.{name}" if name in known else name: str(
            message
        )
        for name, message in refusal.fields.items()
    } or {"valid_from": str(refusal.message)}


def _form(
    found: Dossier,
    group: str,
    line: Row | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> str:
    menu.mark_current("personnel.own")
    return render_template(
        "personnel/declare.html",
        dossier=found,
        group=group,
        label=GROUPS[group].label,
        line=line.line if line else "",
        items=inputs_of(group, typed, errors),
        typed=typed,
        errors=errors,
    )


def _page(found: DeclaredChange, errors: Mapping[str, Any]) -> str:
    dossier = dossier_of(found)
    operations.note_access(dossier, READ, [found.group], by=actor())
    menu.mark_current("personnel.listed")
    return render_template(
        "personnel/declaration.html",
        change=found,
        dossier=dossier,
        label=GROUPS[found.group].label,
        rows=shown_declaration(dossier, found, opened=queries.may_open_groups(actor(), dossier)),
        moves={edge.name for edge in DECLARATION.moves(found, actor())},
        errors=errors,
    )
