"""Official layouts of the prescribed forms over HTTP."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import Response
from pydantic import Base64Bytes, Field

from office.api import ByUid, Closed, shown
from office.permissions import require
from personnel import operations
from personnel.api.blueprint import actor, bp
from personnel.forms import official_forms as forms
from personnel.forms.printing import DOCX, MEDIA
from personnel.models import OfficialForm
from personnel.policy import Can
from personnel.queries.official_forms import form_by_uid
from personnel.views.files import file_out

LONGEST = 28_000_000


class FormIn(Closed):
    """A template of a form, as a .docx with placeholders."""

    form: str = Field(max_length=60)
    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(max_length=LONGEST)


class ComparedIn(Closed):
    """The items that the published form does not have either."""

    left_out: list[str] = Field([], max_length=200)


class WhichForm(Closed):
    """A form by its code."""

    form: str = Field(max_length=60)


class FormOut(Closed):
    """A loaded template: what it has no place for, and who compared it."""

    uid: UUID
    version: int
    form: str
    name: str
    sha256: str
    missing: list[str]
    left_out: list[str]
    loaded_at: datetime
    loaded_by: str
    compared_at: datetime | None
    compared_by: str
    ended_at: datetime | None


class PrescribedOut(Closed):
    """A form that a regulation prescribes, with what the agency has loaded for it."""

    code: str
    name: str
    basis: str
    loaded: FormOut | None


class PrescribedList(Closed):
    """All of them."""

    items: list[PrescribedOut]


@bp.get("/personnel/forms", responses={200: PrescribedList})
def official_forms() -> Response:
    """The prescribed forms and what was loaded for them."""
    _required()
    items = [
        PrescribedOut(
            code=one.form.code,
            name=one.form.name,
            basis=one.form.basis,
            loaded=_out(one.loaded) if one.loaded else None,
        )
        for one in forms.kept_forms(actor())
    ]
    return shown(PrescribedList(items=items))


@bp.post("/personnel/forms", responses={201: FormOut})
def load_form(body: FormIn) -> Response:
    """Try a template and keep it; papers wait until it was compared."""
    _required()
    code = forms.legal_form(body.form).code
    made = operations.load_form(code, forms.taken(BytesIO(body.content), body.name), by=actor())
    return shown(_out(made), status=201, record=made)


@bp.get("/personnel/forms/blank")
def blank_form(query: WhichForm) -> Response:
    """The layout of the house as a template, to begin with."""
    from personnel.compose.blank import blank_docx

    _required()
    answer = Response(blank_docx(forms.legal_form(query.form)), mimetype=MEDIA[DOCX])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/personnel/forms/<uuid:uid>/file")
def official_form_file(path: ByUid) -> Response:
    """The template as it was loaded."""
    found = form_by_uid(path.uid, actor())
    return file_out(found.sha256, found.name)


@bp.post("/personnel/forms/<uuid:uid>/comparison", responses={200: FormOut})
def confirm_form(path: ByUid, body: ComparedIn) -> Response:
    """Papers are made of it from now on."""
    found = form_by_uid(path.uid, actor())
    operations.confirm_form(found, body.left_out, by=actor())
    return shown(_out(found), record=found)


@bp.delete("/personnel/forms/<uuid:uid>", responses={200: FormOut})
def withdraw_form(path: ByUid) -> Response:
    """Print the layout of the house again."""
    found = form_by_uid(path.uid, actor())
    operations.withdraw_form(found, by=actor())
    return shown(_out(found), record=found)


def _required() -> None:
    require(actor(), Can.LOAD_FORM, actor().agency_id)


def _out(one: OfficialForm) -> FormOut:
    facts = {name: getattr(one, name) for name in FormOut.model_fields if name != "missing"}
    lacking = forms.kept(forms.legal_form(one.form), one).missing
    return FormOut(**facts, missing=[item.key for item in lacking])
