"""An agency: what it is called, its codes, how it is reached, its seal and its choices."""

from dataclasses import replace
from uuid import UUID

from flask import Response as FlaskResponse
from flask import request, url_for
from werkzeug.wrappers import Response

from office import blobs, clock
from office.accounts import forms
from office.db import transaction
from office.errors import Invalid, NotFound
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import seal_picture
from office.i18n import _
from office.setup import choices
from office.setup.forms import naming_of_form, whole
from office.setup.views.blueprint import (
    NOTHING,
    Filled,
    actor,
    agency_of,
    answer,
    bp,
    names_in,
    shown,
)
from office.ui.toasts import toast
from office.units import operations as units
from office.units.models import CodeScheme, Unit, UnitKind
from office.units.operations.tree import naming_of
from office.units.queries import name_of, version_of
from office.units.settings import settings_of
from office.units.versions import codes_of, versions_of


@bp.get("/agencies/new")
def new_agency() -> str:
    return _new_page(NOTHING)


def _new_page(filled: Filled) -> str:
    return shown("new_agency", filled=filled, today=clock.today())


@bp.post("/agencies")
def open_agency() -> Response:
    return answer(_open_agency, _new_page)


def _open_agency() -> str:
    naming, code = naming_of_form(), forms.text("code", longest=60)
    on = forms.day("on")
    with transaction():
        agency = units.open_unit(UnitKind.AGENCY, naming, parent=None, on=on, by=actor())
        if code:
            units.add_code(agency, CodeScheme.ORGAN_ID, code, on=on, by=actor())
    toast(_("The agency has been opened."))
    return url_for("setup.guide", uid=agency.uid)


@bp.get("/agencies/<uuid:uid>")
def agency(uid: UUID) -> str:
    return _page(agency_of(uid), NOTHING)


def _page(agency: Unit, filled: Filled) -> str:
    version = version_of(agency.id)
    return shown(
        "agency",
        agency=agency,
        version=version,
        names_now=names_in(version),
        versions=versions_of(agency.id),
        codes=codes_of(agency.id),
        chosen=settings_of(agency.id),
        filled=filled,
        today=clock.today(),
    )


@bp.post("/agencies/<uuid:uid>/naming")
def name_agency(uid: UUID) -> Response:
    found = agency_of(uid)
    return answer(lambda: _name(found), lambda filled: _page(found, filled), name="naming")


def _name(agency: Unit) -> str:
    order = naming_of(version_of(agency.id)).order
    naming = replace(naming_of_form(), order=order)
    units.rename(agency, naming, on=forms.day("on"), by=actor())
    toast(_("The names have been kept."))
    return _address(agency)


def _address(agency: Unit) -> str:
    return url_for("setup.agency", uid=agency.uid)


@bp.post("/agencies/<uuid:uid>/codes")
def add_code(uid: UUID) -> Response:
    found = agency_of(uid)
    return answer(lambda: _add_code(found), lambda filled: _page(found, filled), name="codes")


def _add_code(agency: Unit) -> str:
    code = forms.text("code", longest=60)
    try:
        scheme = CodeScheme(request.form.get("scheme", ""))
    except ValueError:
        raise Invalid(_("Choose one."), fields={"scheme": _("Choose one.")}) from None
    if not code:
        raise Invalid(_("Enter the code."), fields={"code": _("Enter the code.")})
    units.add_code(agency, scheme, code, on=forms.day("on"), by=actor())
    toast(_("The code has been kept."))
    return _address(agency)


@bp.post("/agencies/<uuid:uid>/contact")
def keep_contact(uid: UUID) -> Response:
    found = agency_of(uid)
    return answer(lambda: _keep_contact(found), lambda filled: _page(found, filled), name="contact")


def _keep_contact(agency: Unit) -> str:
    with transaction():
        for name in choices.CONTACT:
            units.choose(agency, name, forms.text(name, longest=200), by=actor())
    toast(_("How the agency is reached has been kept."))
    return _address(agency)


# --------------------------------------------------------------------------------- seal


@bp.post("/agencies/<uuid:uid>/seal")
def keep_seal(uid: UUID) -> Response:
    found = agency_of(uid)
    return answer(lambda: _keep_seal(found), lambda filled: _page(found, filled), name="seal")


def _keep_seal(agency: Unit) -> str:
    diameter, file = whole("diameter"), request.files.get("picture")
    image = ""
    if file is not None and file.filename:
        try:
            image = blobs.put(seal_picture(file.stream, file.filename)).sha256  # type: ignore[arg-type]  # a spooled file reads like one
        except ForeignFileRefused as refusal:
            words = f"{refusal.message} {refusal.fix}"
            raise Invalid(refusal.message, fields={"picture": words}) from None
    units.keep_seal(agency, diameter_mm=diameter, image=image, by=actor())
    toast(_("The seal has been kept."))
    return _address(agency)


@bp.get("/agencies/<uuid:uid>/seal.png")
def seal_image(uid: UUID) -> FlaskResponse:
    """The picture of the seal as it stands on documents."""
    found = settings_of(agency_of(uid).id).seal_image
    if not found:
        raise NotFound(_("This agency has no picture of its seal."))
    answer = FlaskResponse(blobs.read(found), content_type="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


# ------------------------------------------------------------------------------ choices


@bp.get("/agencies/<uuid:uid>/settings")
def settings(uid: UUID) -> str:
    return _settings(agency_of(uid), NOTHING)


def _settings(found: Unit, filled: Filled) -> str:
    chosen = choices.chosen_by(found)
    now = settings_of(found.id)
    rows = [(one, now, chosen.get(one.name)) for one in choices.CHOICES]
    amounts = [
        (one, filled.values.get(one.name, getattr(now, one.name)), chosen.get(one.name))
        for one in choices.AMOUNTS
    ]
    page = {"name": name_of(found.id), "rows": rows, "amounts": amounts, "errors": filled.errors}
    return shown("settings", agency=found, **page)


@bp.post("/agencies/<uuid:uid>/settings")
def choose(uid: UUID) -> Response:
    found = agency_of(uid)

    def keep() -> str:
        with transaction():
            _choose(found)
        toast(_("The choices have been kept."))
        return url_for("setup.settings", uid=uid)

    return answer(keep, lambda filled: _settings(found, filled))


def _choose(agency: Unit) -> None:
    """Only what differs is written, so that the trail names who decided what."""
    now = settings_of(agency.id)
    for one in choices.CHOICES:
        wanted = request.form.get(one.name) == choices.YES
        if wanted != getattr(now, one.name):
            units.choose(agency, one.name, wanted, by=actor())
    for amount in choices.AMOUNTS:
        if amount.name not in request.form:
            continue
        given = choices.checked(amount.name, whole(amount.name))
        if given != getattr(now, amount.name):
            units.choose(agency, amount.name, given, by=actor())
