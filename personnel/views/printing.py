"""Printed forms of a record: choice, file, and the line that its official reads."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from office.errors import Invalid, NotFound
from office.i18n import _
from personnel import operations, queries
from personnel.forms import printing as forms
from personnel.forms.moments import as_of
from personnel.models import Dossier
from personnel.views.blueprint import actor, bp
from personnel.views.files import locked
from personnel.views.head import head, kept


@bp.get("/<uuid:uid>/prints")
def prints(uid: UUID) -> str:
    """The forms that can be printed, as of a day."""
    return _page(queries.visible_dossier(uid, actor()), {})


@bp.post("/<uuid:uid>/prints/looks")
def open_for_print(uid: UUID) -> BaseResponse:
    """Show all sensitive fields at once, so that a whole form is one purpose and not three."""
    found = queries.visible_dossier(uid, actor())
    wanted = queries.may_open_groups(actor(), found)
    try:
        operations.look_into(found, wanted, request.form.get("purpose", ""), by=actor())
    except Invalid as refusal:
        return make_response(_page(found, refusal.fields), refusal.status)
    return redirect(url_for("personnel.prints", uid=uid, **kept()), code=303)


@bp.post("/<uuid:uid>/prints")
def print_form(uid: UUID) -> Response:
    """One form as a file; what was not opened to its reader is left out and named on it."""
    found = queries.visible_dossier(uid, actor())
    form = forms.form_named(request.form.get("form", ""))
    kind = request.form.get("kind", "")
    if kind not in forms.MEDIA:
        raise NotFound(_("There is no such form."))
    operations.record_print(found, form.name, by=actor())
    made = forms.filled(form, kind, found, as_of(request.form), actor())
    sent = send_file(
        BytesIO(made.data),
        mimetype=made.media_type,
        as_attachment=True,
        download_name=made.name,
    )
    return locked(sent)


def _page(found: Dossier, errors: Mapping[str, object]) -> str:
    return render_template(
        "personnel/prints.html",
        **head(found, "prints"),
        forms=forms.offered(),
        when=as_of(request.args),
        sealed=queries.may_open_groups(actor(), found) - queries.opened_groups(actor(), found),
        kept=kept(),
        errors=errors,
    )
