"""Distribution lists of an agency: who is on them today, who may write to them."""

from functools import partial
from uuid import UUID

from flask import g, request, url_for
from flask import render_template as page
from sqlalchemy import select
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.forms import keeping as forms
from mail.models import ListKind, MailList, Posting
from mail.queries import keeper
from mail.queries.lists import members
from mail.views.blueprint import keeping as bp
from mail.views.failure_words import failures_of_list
from mail.views.keeping_frame import chosen_domain, guard, tabs
from office import clock
from office.accounts.forms import text
from office.db import db
from office.i18n import _, _l
from office.permissions import Role
from office.ui import menu
from office.ui.filled import NOTHING, Filled, Words, answer
from office.ui.toasts import toast
from office.units import queries as units
from office.units.models import Unit

KINDS = {
    ListKind.UNIT: _l("Everybody in a unit"),
    ListKind.SUBTREE: _l("Everybody in a unit and below it"),
    ListKind.HEADS: _l("Leaders and heads of units"),
    ListKind.FUNCTION: _l("All who have a function"),
    ListKind.CHOSEN: _l("Chosen addresses"),
}
POSTINGS = {
    Posting.MEMBERS: _l("Members only"),
    Posting.AGENCY: _l("The agency"),
    Posting.HOUSE: _l("All agencies of this installation"),
    Posting.EVERYBODY: _l("Everybody, outside too"),
}
FUNCTIONS = {
    Role.CLERK: _l("Records clerks"),
    Role.LEADER: _l("Leaders"),
    Role.OFFICE_HEAD: _l("Heads of office"),
    Role.UNIT_HEAD: _l("Heads of units"),
    Role.OFFICIAL: _l("Officials"),
    Role.HR: _l("Personnel officers"),
    Role.SECURITY: _l("Security officers"),
}
SHOWN = 200


@bp.get("/lists")
def lists() -> str:
    guard()
    return _lists(NOTHING)


def _lists(filled: Filled) -> str:
    rows = keeper.lists_of(g.actor)
    return page(
        "mailkeep/lists.html",
        tabs=tabs("mailkeep.lists"),
        rows=rows,
        addresses=keeper.list_addresses([row.id for row in rows]),
        filled=filled,
        domains=[(str(one.uid), one.shown) for one in queries.domains_of(g.actor.agency_id)],
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "kinds": KINDS,
        "postings": POSTINGS,
        "functions": FUNCTIONS,
        "units": [("", _("The whole agency")), *units_below()],
    }


def units_below() -> list[tuple[str, str]]:
    """The units of the agency, to choose from."""
    known = units.tree().nodes
    ids = units.subtree_ids(g.actor.agency_id)[1:]
    uids = {row.id: row.uid for row in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    return [(str(uids[one]), known[one].name) for one in ids if one in known]


@bp.post("/lists")
def open_list() -> Response:
    guard()

    def act() -> str:
        words = forms.list_words(g.actor)
        row = operations.open_list(chosen_domain(), text("local", longest=64), words, by=g.actor)
        toast(_("The list is open."))
        return url_for(".show_list", uid=row.uid)

    return answer(act, _lists, name="list")


@bp.get("/lists/<uuid:uid>")
def show_list(uid: UUID) -> str:
    guard()
    return _show(keeper.list_by_uid(uid, g.actor), NOTHING)


def _show(row: MailList, filled: Filled) -> str:
    menu.mark_current("mailkeep.list_boxes")
    found = members(row, clock.now(), after=0, most=SHOWN + 1)
    values = filled.of("list").values or Words(_values(row))
    return page(
        "mailkeep/list.html",
        row=row,
        address=keeper.list_addresses([row.id]).get(row.id, ""),
        members=found[:SHOWN],
        has_more=len(found) > SHOWN,
        failing=failures_of_list(row),
        member_addresses=queries.primary_addresses([box.id for box in found]),
        filled=filled,
        values=values,
        **_words(),
    )


def _values(row: MailList) -> dict[str, str]:
    unit = db.session.get(Unit, units.successor_of(row.unit_id)) if row.unit_id else None
    return {
        "name": row.name,
        "kind": row.kind.value,
        "posting": row.posting.value,
        "unit": str(unit.uid) if unit else "",
        "function": row.function.value if row.function else "",
        "chosen": "\n".join(row.chosen),
    }


@bp.post("/lists/<uuid:uid>")
def change_list(uid: UUID) -> Response:
    guard()
    row = keeper.list_by_uid(uid, g.actor)

    def act() -> str:
        operations.change_list(row, forms.list_words(g.actor), by=g.actor)
        toast(_("The list has been changed."))
        return url_for(".show_list", uid=uid)

    return answer(act, partial(_show, row), name="list")


@bp.post("/lists/<uuid:uid>/ending")
def close_list(uid: UUID) -> Response:
    guard()
    row = keeper.list_by_uid(uid, g.actor)

    def act() -> str:
        operations.close_list(row, reason=request.form.get("reason", ""), by=g.actor)
        toast(_("The list is closed; its address stays reserved."))
        return url_for(".lists")

    return answer(act, partial(_show, row), name="ending")
