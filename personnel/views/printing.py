"""Printed forms of a record: choice, file, and the line that its official reads."""

from io import BytesIO
from uuid import UUID

from flask import Response, render_template, request, send_file

from office.errors import NotFound
from office.i18n import _
from personnel import operations, queries
from personnel.forms import printing as forms
from personnel.forms.moments import as_of
from personnel.views.blueprint import actor, bp
from personnel.views.files import locked
from personnel.views.head import head


@bp.get("/<uuid:uid>/prints")
def prints(uid: UUID) -> str:
    """The forms that can be printed, as of a day."""
    found = queries.visible_dossier(uid, actor())
    return render_template(
        "personnel/prints.html",
        **head(found, "prints"),
        forms=forms.offered(),
        when=as_of(request.args),
        sealed=queries.may_open_groups(actor(), found) - queries.opened_groups(actor(), found),
    )


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
