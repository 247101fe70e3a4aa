"""Which form is printed in which format, and the file of it."""

from dataclasses import dataclass

from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from personnel.compose.layouts import PEOPLE, Form, forms
from personnel.models import Dossier
from personnel.rows.printing import form_record
from personnel.rows.record import AsOf

PDF, DOCX = "pdf", "docx"
MEDIA = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Printed:
    """A form that was filled."""

    name: str
    media_type: str
    data: bytes


def offered() -> list[Form]:
    """The forms of one person, in the order of the menu."""
    return [form for code, form in forms().items() if code != PEOPLE]


def form_named(code: str) -> Form:
    """The form of this code."""
    found = {form.code: form for form in offered()}.get(code)
    if found is None:
        raise NotFound(_("There is no such form."))
    return found


def filled(form: Form, kind: str, dossier: Dossier, when: AsOf, actor: Actor) -> Printed:
    """The form with what this reader may see; the typesetter is loaded when it is asked for."""
    from personnel.compose.docx import form_docx
    from personnel.compose.printing import form_pdf

    record = form_record(dossier, when, actor)
    data = form_pdf(form, record) if kind == PDF else form_docx(form, record)
    return Printed(f"{form.code}-{dossier.staff_no or dossier.uid}.{kind}", MEDIA[kind], data)
