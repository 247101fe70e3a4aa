"""Which form is printed in which format, and the file of it."""

from dataclasses import dataclass, replace

from office import blobs
from office.errors import NotFound, Refusal
from office.foreign.conversion import LibreOfficeMissing, NetworkInReach
from office.i18n import _
from office.permissions import Actor
from personnel.compose.facts import FormRecord
from personnel.compose.layouts import PEOPLE, Form, forms
from personnel.models import Dossier, OfficialForm
from personnel.queries.official_forms import form_in_use
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
    """The form with what this reader may see, in its official layout where one is in use."""
    record = form_record(dossier, when, actor)
    official = form_in_use(form.code, dossier.agency_id)
    data = _official(official, kind, record) if official else _of_the_house(form, kind, record)
    return Printed(f"{form.code}-{dossier.staff_no or dossier.uid}.{kind}", MEDIA[kind], data)


def _of_the_house(form: Form, kind: str, record: FormRecord) -> bytes:
    """The typesetter is loaded when it is asked for."""
    from personnel.compose.docx import form_docx
    from personnel.compose.printing import form_pdf

    return form_pdf(form, record) if kind == PDF else form_docx(form, record)


def _official(official: OfficialForm, kind: str, record: FormRecord) -> bytes:
    """The loaded template filled; its PDF takes seconds and a program of the host."""
    from personnel.compose.own_template import fill_template, template_pdf

    compared = replace(record, compared_on=official.compared_at and official.compared_at.date())
    template = blobs.read(official.sha256)
    if kind == DOCX:
        return fill_template(template, compared)
    try:
        return template_pdf(template, compared)
    except (LibreOfficeMissing, NetworkInReach) as refusal:
        raise Refusal(
            refusal.message,
            fix=_("Take the form as a Word file; it has the official layout too."),
            who=refusal.who,
        ) from None
