"""Boxes that are filled from a former server: asked for, begun, watched, stopped, gone on with."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import g, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import FormerImport, Mailbox
from mail.operations import INFECTED, FormerBox
from mail.operations.former import BAD_LOGIN, FULL, GIVEN_UP, GONE, TOO_LARGE
from mail.operations.importing import NO_LETTER, SECRET, UNREADABLE
from mail.queries import former, keeper
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import guard, tabs
from office.accounts.forms import text
from office.db import db
from office.i18n import _, _l
from office.ui import menu
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

SHOWN = 100
TARGETS = {
    "inbox": _l("Inbox"),
    "sent": _l("Sent mail"),
    "archive": _l("Archived mail"),
    "junk": _l("Junk"),
    "label": _l("Archived mail, under a label of its name"),
    "": _l("Leave out"),
}
REASONS = {
    TOO_LARGE: _l("It is larger than 100 MiB."),
    GONE: _l("It was gone or empty there."),
    NO_LETTER: _l("It is no letter: there is neither a sender nor a date nor a subject."),
    UNREADABLE: _l("It could not be read."),
    SECRET: _l("It bears a secrecy mark."),
    INFECTED: _l("A virus was found in it."),
}
PROBLEMS = {
    FULL: _l("The mailbox is full: give it a larger quota, then go on."),
    BAD_LOGIN: _l("The server does not take this login and password."),
    GIVEN_UP: _l("The program tried many times and could not go on; what came stays."),
}


@bp.get("/imports")
def list_former() -> str:
    guard()
    return _list(NOTHING)


def _list(filled: Filled) -> str:
    rows = db.session.scalars(former.former_of(g.actor).limit(SHOWN)).all()
    boxes = {one.id: one for one in db.session.scalars(keeper.by_ids({r.mailbox_id for r in rows}))}
    return page(
        "former/list.html",
        tabs=tabs("mailkeep.list_former"),
        rows=rows,
        boxes=boxes,
        filled=filled,
        ports=former.PORTS,
    )


@bp.post("/imports")
def ask_former() -> Response:
    guard()

    def act() -> str:
        box: Mailbox = keeper.box_at(text("address", longest=254), g.actor)
        there = FormerBox(
            host=text("host", longest=253),
            port=_port(),
            login=text("login", longest=254),
            secret=request.form.get("secret", "")[:500],
        )
        row = operations.ask_former(box, there, by=g.actor)
        toast(_("The folders there are being looked at; reload the page in a moment."))
        return url_for(".show_former", uid=row.uid)

    return answer(act, _list, name="host")


def _port() -> int:
    typed = request.form.get("port", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


@bp.get("/imports/<uuid:uid>")
def show_former(uid: UUID) -> str:
    guard()
    return _show(former.former_by_uid(uid, g.actor), NOTHING)


def _show(row: FormerImport, filled: Filled) -> str:
    menu.mark_current("mailkeep.list_boxes")
    box = db.session.get_one(Mailbox, row.mailbox_id)
    return page(
        "former/show.html",
        row=row,
        box=box,
        address=queries.address_of(box),
        targets=TARGETS,
        reasons=REASONS,
        problem=PROBLEMS.get(row.problem, row.problem),
        filled=filled,
    )


def _doing(uid: UUID, act: Callable[[FormerImport], None], told: str, name: str = "") -> Response:
    """Do something with an import and show it again; the form of this name shows what is wrong."""
    guard()
    row = former.former_by_uid(uid, g.actor)

    def done() -> str:
        act(row)
        toast(told)
        return url_for(".show_former", uid=row.uid)

    return answer(done, lambda filled: _show(row, filled), name=name)


@bp.post("/imports/<uuid:uid>/start")
def start_former(uid: UUID) -> Response:
    def act(row: FormerImport) -> None:
        typed = {
            one["name"]: request.form.get(f"target-{number}", one["target"])
            for number, one in enumerate(row.places)
        }
        operations.start_former(row, typed, by=g.actor)

    return _doing(uid, act, _("The letters are being brought."), "targets")


@bp.post("/imports/<uuid:uid>/stop")
def stop_former(uid: UUID) -> Response:
    stop = partial(operations.stop_former, by=g.actor)
    return _doing(uid, stop, _("The import was stopped; what came stays."))


@bp.post("/imports/<uuid:uid>/resume")
def resume_former(uid: UUID) -> Response:
    secret = request.form.get("secret", "")[:500]
    resume = partial(operations.resume_former, secret=secret, by=g.actor)
    return _doing(uid, resume, _("The import goes on."), "secret")


@bp.post("/imports/<uuid:uid>/ending")
def end_former(uid: UUID) -> Response:
    end = partial(operations.end_former, by=g.actor)
    return _doing(uid, end, _("The import has ended; its password was forgotten."))
