"""What all pages of the first day share: their blueprint, their gate and how forms are answered."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request

from office.db import db
from office.permissions import Actor, require
from office.setup.policy import Can
from office.ui import menu
from office.ui.filled import NOTHING, Filled, Words, answer
from office.units.models import Unit, UnitKind, UnitVersion
from office.units.queries import unit_by_uid

NAMES = ("name", "short_name", "symbol", "place", "address", "heading")
__all__ = ["NOTHING", "Filled", "Words", "answer"]
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


def names_in(version: UnitVersion) -> Words:
    """The names of a unit as a form shows them."""
    return Words({name: getattr(version, name) for name in NAMES})


def shown(template: str, **facts: Any) -> str:
    """A page of the first day."""
    return render_template(f"setup/{template}.html", **facts)
