"""An official form as an administrator brings it, and what its page says of it."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from flask import request

from office import blobs
from office.errors import Invalid, NotFound, Refusal
from office.foreign.kinds import Kind
from office.foreign.uploads import check_upload
from office.i18n import _
from office.permissions import Actor
from personnel import operations
from personnel.compose.coverage import Covered, covered
from personnel.compose.layouts import Form, forms
from personnel.models import OfficialForm
from personnel.queries.official_forms import own_form

FILE = "file"


@dataclass(frozen=True)
class Kept:
    """A form of the law, what the agency has loaded for it, and the items it has places for."""

    form: Form
    loaded: OfficialForm | None
    items: list[Covered]

    @property
    def missing(self) -> list[Covered]:
        """The items without any place."""
        return [one for one in self.items if one.is_missing]


def legal_forms() -> list[Form]:
    """The forms that a regulation prescribes; extracts are the house's own."""
    return [form for form in forms().values() if form.basis]


def kept_forms(actor: Actor) -> list[Kept]:
    """Every prescribed form with what the actor's agency has loaded for it."""
    return [kept(form, own_form(form.code, actor.agency_id or 0)) for form in legal_forms()]


def kept(form: Form, loaded: OfficialForm | None) -> Kept:
    """A form beside a template of it."""
    return Kept(form, loaded, covered(form, loaded.asked) if loaded else [])


def legal_form(code: str) -> Form:
    """The prescribed form of this code, or 404."""
    found = next((form for form in legal_forms() if form.code == code), None)
    if found is None:
        raise NotFound(_("There is no such form."))
    return found


def template_sent() -> operations.Template:
    """The template of a form, tried; raises `Invalid` with what is wrong with it."""
    sent = request.files.get(FILE)
    if sent is None or not sent.filename:
        raise Invalid(_("The file is missing."), fields={FILE: _("Choose the .docx file.")})
    return taken(sent.stream, sent.filename)  # type: ignore[arg-type]  # a spooled file reads like one


def taken(stream: BinaryIO, filename: str) -> operations.Template:
    """A .docx checked at the door, then tried on a record; only a good one is stored."""
    from personnel.compose.own_template import SIZE_LIMIT, check_template

    try:
        found = check_upload(stream, filename, allowed=(Kind.DOCX,), size_limit=SIZE_LIMIT)
        data = stream.read()
        asked = check_template(data)
    except Refusal as refusal:
        words = " ".join(str(one) for one in (refusal.message, refusal.fix) if one)
        raise Invalid(refusal.message, fields={FILE: words}) from None
    return operations.Template(found.name, blobs.put(BytesIO(data)).sha256, asked)
