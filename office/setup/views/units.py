"""The units of an agency, who sits where, and the acts on each."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from office import clock
from office.accounts import forms
from office.accounts.models import Person
from office.accounts.queries import account_by_login
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import Role
from office.setup import columns, queries
from office.setup.forms import naming_of_form
from office.setup.rights import conflicts_of
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
from office.units.models import Unit, UnitKind
from office.units.operations.tree import naming_of
from office.units.queries import name_of, unit_by_uid, version_of
from office.units.tree import tree
from office.units.versions import unit_uids, versions_of


@bp.get("/agencies/<uuid:uid>/units")
def list_units(uid: UUID) -> str:
    return _list_page(agency_of(uid), NOTHING)


def _list_page(agency: Unit, filled: Filled) -> str:
    rooms = [(agency.id, 0), *((unit, depth + 1) for unit, depth in tree().rooms(agency.id))]
    return shown(
        "units",
        agency=agency,
        name=name_of(agency.id),
        rooms=[(tree().nodes[unit], depth) for unit, depth in rooms],
        uids=unit_uids([unit for unit, _depth in rooms]),
        posts=queries.posts_in([unit for unit, _depth in rooms]),
        roles=columns.ROLE_WORDS,
        parents=_places(agency),
        filled=filled,
        today=clock.today(),
    )


def _places(agency: Unit, besides: int = 0) -> list[tuple[str, str]]:
    """Where a unit of this agency can stand."""
    rooms = tree().rooms(agency.id)
    known = tree()
    found = [(unit, depth) for unit, depth in rooms if not known.is_below(unit, besides)]
    uids = unit_uids([unit for unit, _depth in found])
    inside = [
        (str(uids[unit]), f"{'— ' * (depth + 1)}{known.nodes[unit].name}") for unit, depth in found
    ]
    return [(str(agency.uid), name_of(agency.id)), *inside]


@bp.post("/agencies/<uuid:uid>/units")
def open_unit(uid: UUID) -> Response:
    agency = agency_of(uid)
    return answer(lambda: _open(agency), lambda filled: _list_page(agency, filled), name="open")


def _open(agency: Unit) -> str:
    naming, under = naming_of_form(), unit_by_uid(forms.public_name("under"))
    units.open_unit(UnitKind.ROOM, naming, parent=under, on=forms.day("on"), by=actor())
    toast(_("The unit has been opened."))
    return url_for("setup.list_units", uid=agency.uid)


# ----------------------------------------------------------------------------- one unit


@bp.get("/units/<uuid:uid>")
def unit(uid: UUID) -> str:
    return _page(unit_by_uid(uid), NOTHING)


def _page(found: Unit, filled: Filled) -> str:
    agency = db.session.get_one(Unit, found.agency_id or found.id)
    version = version_of(found.id)
    above = db.session.get(Unit, version.parent_id) if version.parent_id else None
    return shown(
        "unit",
        unit=found,
        agency=agency,
        version=version,
        names_now=names_in(version),
        versions=versions_of(found.id),
        posts=queries.posts_in([found.id], past=queries.PAST),
        roles=[(role.value, words) for role, words in columns.ROLE_WORDS.items()],
        role_words=columns.ROLE_WORDS,
        parents=_places(agency, besides=found.id),
        above=str(above.uid) if above else "",
        filled=filled,
        today=clock.today(),
        now=clock.now(),
    )


def _back(found: Unit) -> str:
    return url_for("setup.unit", uid=found.uid)


@bp.post("/units/<uuid:uid>/naming")
def name_unit(uid: UUID) -> Response:
    found = unit_by_uid(uid)
    return answer(lambda: _name(found), lambda filled: _page(found, filled), name="naming")


def _name(found: Unit) -> str:
    order = naming_of(version_of(found.id)).order
    naming = replace(naming_of_form(), order=order)
    units.rename(found, naming, on=forms.day("on"), by=actor())
    toast(_("The names have been kept."))
    return _back(found)


@bp.post("/units/<uuid:uid>/placing")
def move_unit(uid: UUID) -> Response:
    found = unit_by_uid(uid)
    return answer(lambda: _move(found), lambda filled: _page(found, filled), name="placing")


def _move(found: Unit) -> str:
    under = unit_by_uid(forms.public_name("under"))
    units.move(found, under=under, on=forms.day("on"), by=actor())
    toast(_("The unit has been moved."))
    return _back(found)


@bp.post("/units/<uuid:uid>/closing")
def close_unit(uid: UUID) -> Response:
    found = unit_by_uid(uid)
    agency = db.session.get_one(Unit, found.agency_id or found.id)
    units.close_unit(found, on=forms.day("on"), by=actor())
    toast(_("The unit has been closed."))
    return redirect(url_for("setup.list_units", uid=agency.uid), code=303)


# -------------------------------------------------------------------------------- posts


@bp.post("/units/<uuid:uid>/posts")
def appoint(uid: UUID) -> Response:
    found = unit_by_uid(uid)
    return answer(lambda: _appoint(found), lambda filled: _page(found, filled), name="posts")


def _appoint(found: Unit) -> str:
    person = _person()
    units.appoint(
        person,
        found,
        function=_function(),
        title=forms.text("title", longest=100),
        at=_instant(forms.day("on")),
        by=actor(),
    )
    toast(_("The post has been given."))
    for one in conflicts_of(found.agency_id or found.id, person.id):
        toast(_("Rights that belong apart: %(why)s", why=one.why))
    return _back(found)


def _person() -> Person:
    account = account_by_login(forms.text("login", longest=200))
    if account is None:
        words = _("Nobody has this login. Open the account first.")
        raise Invalid(words, fields={"login": words})
    return db.session.get_one(Person, account.person_id)


def _function() -> Role:
    try:
        return Role(request.form.get("function", ""))
    except ValueError:
        raise Invalid(_("Choose one."), fields={"function": _("Choose one.")}) from None


def _instant(day: date) -> datetime:
    """A post of today begins and ends now, one of another day at its midnight."""
    return clock.now() if day == clock.today() else clock.local_midnight(day)


@bp.post("/posts/<uuid:uid>/ending")
def end_post(uid: UUID) -> Response:
    post = queries.post_by_uid(uid)
    found = db.session.get_one(Unit, post.unit_id)
    units.unseat(post, at=_instant(forms.day("on")), by=actor())
    toast(_("The post has ended; its rights have ended with it."))
    return redirect(_back(found), code=303)
