"""Who signs what, in which form, on what basis, from when to when (thẩm quyền ký)."""

from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from office import clock, i18n, law
from office.accounts import forms
from office.errors import Invalid
from office.i18n import _
from office.setup import queries
from office.setup.forms import lines_of
from office.setup.views.blueprint import NOTHING, Filled, Words, actor, agency_of, answer, bp, shown
from office.ui.toasts import toast
from office.units import operations as units
from office.units.models import Desk, Unit
from office.units.operations.authority import Grant
from office.units.queries import desk_by_uid, name_of

SHOW = "show"
OWN_TITLE = ""  # signs in his own title, without any letters before it


@bp.get("/agencies/<uuid:uid>/authorities")
def authorities(uid: UUID) -> str:
    return _page(agency_of(uid), NOTHING)


def _page(agency: Unit, filled: Filled) -> str:
    desks = queries.signing_desks(agency.id)
    return shown(
        "authorities",
        agency=agency,
        name=name_of(agency.id),
        rows=queries.authorities_of(agency.id),
        desks=[(str(desk.uid), _who(name, title)) for desk, name, title in desks],
        codes=[(OWN_TITLE, _("In the own title")), *_codes()],
        allowed=[(row.printed, row.allowed_when(i18n.language())) for row in law.authority_codes()],
        types=[(row.code, row.name(i18n.language())) for row in law.document_types()],
        type_names={row.code: row.name(i18n.language()) for row in law.document_types()},
        chosen=request.form.getlist("types"),
        preview=_preview(desks) if SHOW in request.form else None,
        filled=filled,
        today=clock.today(),
    )


def _who(name: str, title: str) -> str:
    return f"{name} · {title}" if title else name


def _codes() -> list[tuple[str, str]]:
    return [
        (row.code, f"{row.printed} {row.name(i18n.language())}") for row in law.authority_codes()
    ]


@bp.post("/agencies/<uuid:uid>/authorities")
def grant(uid: UUID) -> Response:
    agency = agency_of(uid)
    if SHOW in request.form:
        return make_response(_page(agency, Filled(Words(request.form), Words(), "grant")))
    return answer(lambda: _grant(agency), lambda filled: _page(agency, filled), name="grant")


def _grant(agency: Unit) -> str:
    desk = _desk(agency)
    until = request.form.get("until", "")
    code = _code()
    basis = forms.text("basis", longest=300)
    if code.needs_written_delegation and not (basis and until):
        words = _("A delegation is in writing and ends on a day: name the document and the day.")
        raise Invalid(words, fields={"until" if basis else "basis": words})
    wanted = Grant(
        lines=_lines(code.printed),
        code=code.printed,
        type_codes=_types(),
        basis=basis,
        valid_from=forms.day("on"),
        valid_to=forms.day("until") if until else None,
    )
    units.grant_authority(desk, wanted, by=actor())
    toast(_("The right to sign has been entered."))
    return url_for("setup.authorities", uid=agency.uid)


def _preview(desks: list[tuple[Desk, str, str]]) -> tuple[list[str], str]:
    """What will stand above and below a signature."""
    name = next((n for desk, n, _t in desks if str(desk.uid) == request.form.get("desk")), "")
    try:
        return _lines(_code().printed), name
    except Invalid:
        return [], name


def _desk(agency: Unit) -> Desk:
    desk = desk_by_uid(forms.public_name("desk"))
    if desk.agency_id != agency.id:
        raise Invalid(_("Choose one."), fields={"desk": _("Choose one.")})
    return desk


class _Code:
    """The letters before a title, or none."""

    def __init__(self, chosen: str) -> None:
        row = next((one for one in law.authority_codes() if one.code == chosen), None)
        if chosen and row is None:
            raise Invalid(_("Choose one."), fields={"code": _("Choose one.")})
        self.printed = row.printed if row else ""
        self.needs_written_delegation = row is not None and row.needs_written_delegation


def _code() -> _Code:
    return _Code(request.form.get("code", ""))


def _lines(printed: str) -> list[str]:
    """What stands above the signature; the letters of the form are put before the first line."""
    lines = [line.upper() for line in lines_of("lines", most=4)]
    if not lines:
        words = _("Enter the title as it is printed.")
        raise Invalid(words, fields={"lines": words})
    if printed and not any(line.startswith(printed) for line in lines):
        lines[0] = f"{printed} {lines[0]}"
    return lines


def _types() -> list[str]:
    known = {row.code for row in law.document_types()}
    return [code for code in dict.fromkeys(request.form.getlist("types")) if code in known]


@bp.post("/authorities/<uuid:uid>/ending")
def end_authority(uid: UUID) -> Response:
    row = queries.authority_by_uid(uid)
    agency = queries.unit_of(row.agency_id)
    units.end_authority(row, on=forms.day("on"), by=actor())
    toast(_("The right to sign ends on that day; what was signed stays valid."))
    return redirect(url_for("setup.authorities", uid=agency.uid), code=303)
