"""Official layouts of the prescribed forms: load, compare, withdraw."""

from io import BytesIO
from uuid import UUID

from flask import Flask, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from office.i18n import _, _l
from office.permissions import Actor, Role, allowed, require
from office.ui import menu
from office.ui.filled import NOTHING, Filled, Words, answer
from office.ui.parts import Link
from office.ui.toasts import toast
from personnel import operations
from personnel.compose.placeholders import placeholders
from personnel.forms import official_forms as forms
from personnel.forms.printing import DOCX, MEDIA
from personnel.policy import Can
from personnel.queries.official_forms import form_by_uid
from personnel.views.blueprint import actor, bp
from personnel.views.files import file_out, locked


def _administers(actor: Actor) -> bool:
    """Who has one of the pages of the register that only administrators have."""
    return bool(actor.roles & {Role.ADMIN, Role.SECURITY})


def register(app: Flask) -> None:
    """The entry of the navigation; the first page is the one that both kinds of readers have."""
    label = _l("Register: forms and key")
    entry = menu.Entry(
        "personnel.data_key", label, "keys", menu.Section.OPERATION, 47, visible=_administers
    )
    menu.register(app, entry)


def administration_tabs(here: str) -> list[Link]:
    """The pages of the register for who administers it."""
    menu.mark_current("personnel.data_key")
    pages = {
        "personnel.data_key": (_("Key of sensitive values"), allowed(actor(), Can.CHANGE_KEY)),
        "personnel.official_forms": (_("Official forms"), _may_load()),
        "personnel.grants": (_("Who may do more"), allowed(actor(), Can.GRANT, None)),
    }
    return [
        Link(label, url_for(endpoint), is_current=endpoint == here)
        for endpoint, (label, is_shown) in pages.items()
        if is_shown
    ]


def _may_load() -> bool:
    return allowed(actor(), Can.LOAD_FORM, actor().agency_id)


@bp.get("/forms")
def official_forms() -> str:
    """Every prescribed form with what was loaded for it."""
    require(actor(), Can.LOAD_FORM, actor().agency_id)
    return _list_page(NOTHING)


@bp.post("/forms")
def load_form() -> BaseResponse:
    """Try a template and keep it."""
    require(actor(), Can.LOAD_FORM, actor().agency_id)
    code = forms.legal_form(request.form.get("form", "")).code

    def load() -> str:
        made = operations.load_form(code, forms.template_sent(), by=actor())
        toast(_("The template is loaded. Compare it with the published form now."))
        return url_for("personnel.official_form", uid=made.uid)

    return answer(load, _list_page, name=code)


@bp.get("/forms/blank")
def blank_form() -> Response:
    """The layout of the house as a template, to begin with."""
    from personnel.compose.blank import blank_docx

    require(actor(), Can.LOAD_FORM, actor().agency_id)
    form = forms.legal_form(request.args.get("form", ""))
    sent = send_file(
        BytesIO(blank_docx(form)),
        mimetype=MEDIA[DOCX],
        as_attachment=True,
        download_name=f"{form.code}.docx",
    )
    return locked(sent)


@bp.get("/forms/<uuid:uid>")
def official_form(uid: UUID) -> str:
    """Item by item: for which of them the template has places."""
    return _page(uid, NOTHING)


@bp.get("/forms/<uuid:uid>/file")
def official_form_file(uid: UUID) -> Response:
    """The template as it was loaded."""
    found = form_by_uid(uid, actor())
    return file_out(found.sha256, found.name)


@bp.post("/forms/<uuid:uid>/comparison")
def confirm_form(uid: UUID) -> BaseResponse:
    """Papers are made of it from now on."""
    found = form_by_uid(uid, actor())

    def confirm() -> str:
        operations.confirm_form(found, request.form.getlist("left_out"), by=actor())
        toast(_("Papers have the official layout from now on."))
        return url_for("personnel.official_form", uid=uid)

    return answer(confirm, lambda filled: _page(uid, filled), name="left_out")


@bp.post("/forms/<uuid:uid>/withdrawal")
def withdraw_form(uid: UUID) -> BaseResponse:
    """Print the layout of the house again."""
    operations.withdraw_form(form_by_uid(uid, actor()), by=actor())
    toast(_("The template is withdrawn."))
    return redirect(url_for("personnel.official_forms"), code=303)


def _list_page(filled: Filled) -> str:
    return render_template(
        "personnel/official_forms.html",
        tabs=administration_tabs("personnel.official_forms"),
        rows=forms.kept_forms(actor()),
        errors=Words({filled.name: filled.errors["file"]}),
        placeholders=placeholders(),
    )


def _page(uid: UUID, filled: Filled) -> str:
    found = form_by_uid(uid, actor())
    menu.mark_current("personnel.data_key")
    return render_template(
        "personnel/official_form.html",
        loaded=found,
        kept=forms.kept(forms.legal_form(found.form), found),
        ticked=request.form.getlist("left_out") or found.left_out,
        errors=filled.errors,
    )
