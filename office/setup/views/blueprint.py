"""What all pages of the first day share: their blueprint, their gate and how forms are answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from office.db import db
from office.errors import Invalid
from office.permissions import Actor, require
from office.setup.policy import Can
from office.ui import menu
from office.units.models import Unit, UnitKind, UnitVersion
from office.units.queries import unit_by_uid

NAMES = ("name", "short_name", "symbol", "place", "address", "heading")
bp = Blueprint("setup", __name__, url_prefix="/set-up")


@bp.before_request
def only_administrators() -> None:
    """Every page below is an administrator's."""
    require(actor(), Can.SET_UP)
    menu.mark_current("setup.guide")


def actor() -> Actor:
    """Who asks."""
    found: Actor = g.actor
    return found


def agency_of(uid: UUID) -> Unit:
    """The agency of an address."""
    found = unit_by_uid(uid)
    if found.kind is not UnitKind.AGENCY:
        abort(404)
    return found


def own_agency() -> Unit:
    """The agency whose uid the address asks for, or that of the acting post."""
    if wanted := request.args.get("uid", type=UUID):
        return agency_of(wanted)
    return db.session.get_one(Unit, actor().agency_id)


class Words(dict[str, Any]):
    """Fields by name; one that is not there is empty."""

    def __missing__(self, _name: str) -> str:
        return ""


@dataclass(frozen=True)
class Filled:
    """What stands in a form and what is wrong with it."""

    values: Mapping[str, Any] = field(default_factory=Words)
    errors: Mapping[str, Any] = field(default_factory=Words)
    name: str = ""

    def of(self, name: str) -> "Filled":
        """The fields of one form of a page that has several."""
        return self if name == self.name else Filled()


NOTHING = Filled()
Page = Callable[[Filled], str]


def answer(act: Callable[[], str], page: Page, *, name: str = "") -> Response:
    """Do what a form asks and lead on; what cannot be taken comes back with what was typed."""
    try:
        return redirect(act(), code=303)
    except Invalid as refusal:
        errors = Words(refusal.fields or {name or "name": refusal.message})
        return make_response(page(Filled(Words(request.form), errors, name)), refusal.status)


def names_in(version: UnitVersion) -> Words:
    """The names of a unit as a form shows them."""
    return Words({name: getattr(version, name) for name in NAMES})


def shown(template: str, **facts: Any) -> str:
    """A page of the first day."""
    return render_template(f"setup/{template}.html", **facts)
