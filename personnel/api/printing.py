"""Printed forms over HTTP."""

from typing import Literal

from flask import Response
from pydantic import Field

from office import clock
from office.api import ByUid, Closed, Day, Moment
from personnel import operations
from personnel.api.blueprint import actor, bp, visible
from personnel.forms import printing as forms
from personnel.rows.record import AsOf


class PrintIn(Closed):
    """Which form, in which format, of which day."""

    form: str = Field(max_length=60)
    kind: Literal["pdf", "docx"] = "pdf"
    on: Day = Field(default_factory=clock.today)
    known_at: Moment | None = None


@bp.post("/personnel/<uuid:uid>/prints")
def print_form(path: ByUid, body: PrintIn) -> Response:
    """One form as a file; its official sees that it was printed."""
    found = visible(path.uid)
    form = forms.form_named(body.form)
    operations.record_print(found, form.name, by=actor())
    made = forms.filled(form, body.kind, found, AsOf(body.on, body.known_at), actor())
    answer = Response(made.data, mimetype=made.media_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer
