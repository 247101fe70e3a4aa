"""Holds on mail, and the certificates of what was purged."""

from uuid import UUID

from flask import Flask, g, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations
from mail.forms import keeping as forms
from mail.policy import Can
from mail.queries import keeper, keeping
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import tabs
from office.accounts.forms import text
from office.db import db
from office.i18n import _, _l, ngettext
from office.permissions import Role, allowed, require
from office.ui import menu
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

SHOWN = 100
LONGEST = {"address": 254, "message": 998, "person": 254, "search": 500}


def register(app: Flask) -> None:
    """The security officer has an entry of his own; the administrator finds holds among boxes."""
    menu.register(
        app,
        menu.Entry(
            "mailkeep.holds",
            _l("Holds on mail"),
            "lock",
            menu.Section.OPERATION,
            order=61,
            visible=lambda actor: (
                allowed(actor, Can.HOLD, actor.agency_id) and not actor.holds(Role.ADMIN)
            ),
        ),
    )


def _guard() -> None:
    require(g.actor, Can.HOLD, g.actor.agency_id)
    if g.actor.holds(Role.ADMIN):
        menu.mark_current("mailkeep.list_boxes")


@bp.get("/holds")
def holds() -> str:
    _guard()
    return _holds(NOTHING)


def _holds(filled: Filled) -> str:
    rows = db.session.scalars(keeping.holds(g.actor).limit(SHOWN)).all()
    proofs = db.session.scalars(keeping.certificates(g.actor).limit(SHOWN)).all()
    ids = {row.mailbox_id for row in rows if row.mailbox_id} | {row.mailbox_id for row in proofs}
    boxes = {box.id: box for box in db.session.scalars(keeper.by_ids(ids))}
    return page(
        "mailkeep/holds.html",
        tabs=tabs("mailkeep.holds"),
        rows=rows,
        proofs=proofs,
        boxes=boxes,
        people=keeper.names_of([row.person_id for row in rows if row.person_id]),
        filled=filled,
    )


@bp.post("/holds")
def place_hold() -> Response:
    _guard()

    def act() -> str:
        facts = {"reason": text("reason"), "decision": text("decision", longest=100)}
        toast(_place(facts))
        return url_for(".holds")

    return answer(act, _holds, name="hold")


def _place(facts: dict[str, str]) -> str:
    """Place a hold by the one field that was filled in; says what it covers."""
    given = {name: text(name, longest=most) for name, most in LONGEST.items()}
    field, typed = forms.only_given(given)
    if field == "search":
        _hold, count = operations.hold_found(typed, **facts, by=g.actor)
        return ngettext(
            "%(num)d message is held; nothing of it is purged.",
            "%(num)d messages are held; nothing of them is purged.",
            count,
        )
    if field == "message":
        operations.hold_thread(keeper.item_of(typed, g.actor), **facts, by=g.actor)
    elif field == "person":
        operations.hold_person(keeper.box_of_person(typed, g.actor), **facts, by=g.actor)
    else:
        operations.place_hold(keeper.box_at(typed, g.actor), **facts, by=g.actor)
    return _("The hold is in force; nothing of it is purged.")


@bp.post("/holds/<uuid:uid>/release")
def release_hold(uid: UUID) -> Response:
    _guard()
    hold = keeping.hold_by_uid(uid, g.actor)

    def act() -> str:
        operations.release_hold(hold, reason=request.form.get("reason", ""), by=g.actor)
        toast(_("The hold was released."))
        return url_for(".holds")

    return answer(act, _holds, name="release")
