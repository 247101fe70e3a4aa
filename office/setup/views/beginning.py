"""The first page of a new installation: its agency and its administrator."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from office import beginning
from office.accounts import forms, passwords
from office.beginning import First
from office.errors import Invalid, NotFound
from office.i18n import _
from office.setup.forms import naming_of_form
from office.setup.views.blueprint import NOTHING, Filled, answer, shown
from office.ui.toasts import toast
from office.web import public

bp = Blueprint("beginning", __name__)


@bp.before_request
def only_at_first() -> None:
    """Where somebody can sign in there is no such page."""
    if not beginning.is_open():
        raise NotFound(_("There is no such page."))


@bp.get("/begin")
@public
def ask() -> str:
    return _page(NOTHING)


def _page(filled: Filled) -> str:
    return shown("begin", filled=filled)


@bp.post("/begin")
@public
def begin() -> Response:
    return answer(_begin, _page)


def _begin() -> str:
    first, password = _first(), request.form.get("password", "")
    passwords.check(password, context=(first.login, first.admin))
    beginning.check_code(forms.text("word", longest=100))
    beginning.first_administrator(first, password=password)
    beginning.close_page()
    toast(_("The installation is yours. Sign in as its administrator."))
    return url_for("entrance.sign_in")


def _first() -> First:
    naming = naming_of_form()
    needed = {name: forms.text(name, longest=100) for name in ("code", "admin", "login")}
    empty = {name: _("Enter it.") for name, value in needed.items() if not value}
    if empty:
        raise Invalid(_("Something is missing."), fields=empty)
    return First(naming, **needed)
