"""The clerk's tray: what the scanner left, what was uploaded, mail files; and secret papers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from documents import operations, queries
from documents.forms import tray
from documents.forms.answers import Filled, answer
from documents.forms.choices import day_of
from documents.forms.many import chosen_of
from documents.models import SecretPaper, TrayItem, TrayState
from documents.policy import Can
from documents.queries import tray as trays
from documents.views.blueprint import actor, bp
from documents.views.facts import size_words
from documents.views.files import locked
from office import blobs, clock
from office.config import current_settings
from office.db import db
from office.i18n import _, _l, ngettext
from office.permissions import require
from office.ui import paging
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units

VIEWS: Mapping[str, tuple[object, tuple[TrayState, ...]]] = {
    "waiting": (_l("Waiting"), trays.WAITING),
    "held": (_l("Held back"), trays.HELD),
    "closed": (_l("Done"), trays.CLOSED),
}
KINDS = {TrayState.READY: "ok", TrayState.KEPT: "ask"}
HOW = (("each", _l("Each file is a document")), (tray.ONE, _l("All are one document")))


@bp.get("/incoming/tray")
def show_tray() -> Response:
    require(actor(), Can.REGISTER, actor())
    return _page(Filled({"how": "each"}))


@bp.post("/incoming/tray")
def bring() -> BaseResponse:
    """Keep what was sent; what cannot be kept is named, the rest is there."""
    require(actor(), Can.REGISTER, actor())
    return answer(_bring, _page, request.form)


def _bring() -> BaseResponse:
    sent, how = request.files.getlist("files"), request.form.get("how", "")
    read = tray.brought_of(sent, actor().agency_id or 0, how=how)
    for one in read.brought:
        operations.keep_upload(one, by=actor())
    if read.refused:
        return make_response(_page(Filled({"how": how}), read.refused), 422)
    count = len(read.brought)
    toast(ngettext("%(num)d entry in the tray", "%(num)d entries in the tray", count))
    return redirect(url_for("documents.show_tray"), code=303)


def _page(filled: Filled, refused: Sequence[str] = ()) -> Response:
    name = request.args.get("view", "waiting")
    name = name if name in VIEWS else "waiting"
    page = _read(name)
    text = render_template(
        "documents/tray.html",
        rows=page.rows,
        kinds=KINDS,
        size_words=size_words,
        filled=filled,
        refused=refused,
        how=HOW,
        tabs=_tabs(name),
        is_waiting=name == "waiting",
        is_being_looked_at=any(row.state is TrayState.KEPT for row in page.rows),
        folder=str(current_settings().scan_dir / str(units.clerk_desk(_agency_id()).uid)),
        next_url=url_for("documents.show_tray", view=name, after=page.after) if page.after else "",
        first_url=url_for("documents.show_tray", view=name) if "after" in request.args else "",
    )
    return make_response(text)


def _agency_id() -> int:
    return actor().agency_id or 0


def _read(name: str) -> paging.Page[Any]:
    statement = queries.tray_of(actor(), VIEWS[name][1])
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(TrayItem.id < before[0])
    found = list(db.session.scalars(statement.limit(paging.SIZE + 1)))
    return paging.page_of(found, key=lambda row: (row.id,))


def _tabs(name: str) -> list[Link]:
    return [
        Link(
            str(label),
            url_for("documents.show_tray", view=key),
            queries.count_in_tray(actor(), states) if key != "closed" else None,
            is_current=key == name,
        )
        for key, (label, states) in VIEWS.items()
    ]


# ------------------------------------------------------------------------- several as one


@bp.get("/incoming/tray/joining")
def joining() -> Response:
    """The chosen files with their order, before they are joined."""
    require(actor(), Can.REGISTER, actor())
    chosen = chosen_of(request.args.getlist("chosen"))
    items = tray.in_order(queries.tray_items(chosen, actor()), {})
    return _joining_page(items, Filled({}))


@bp.post("/incoming/tray/joining")
def join() -> BaseResponse:
    require(actor(), Can.REGISTER, actor())
    chosen = chosen_of(request.form.getlist("chosen"))
    items = tray.in_order(queries.tray_items(chosen, actor()), request.form)
    return answer(lambda: _join(items), lambda filled: _joining_page(items, filled), request.form)


def _join(items: list[TrayItem]) -> BaseResponse:
    operations.join_tray(items, by=actor())
    toast(_("The files are being joined; the document appears in a moment."))
    return redirect(url_for("documents.show_tray"), code=303)


def _joining_page(items: list[TrayItem], filled: Filled) -> Response:
    return make_response(render_template("documents/tray_joining.html", items=items, filled=filled))


@bp.post("/incoming/tray/<uuid:uid>/dropping")
def drop(uid: UUID) -> BaseResponse:
    """Lay a file aside."""
    require(actor(), Can.REGISTER, actor())
    operations.drop_from_tray(queries.tray_item(uid, actor()), by=actor())
    toast(_("Laid aside; it stays under “Done”."))
    return redirect(url_for("documents.show_tray"), code=303)


@bp.get("/incoming/tray/<uuid:uid>/picture")
def tray_picture(uid: UUID) -> BaseResponse:
    """The picture of its first page."""
    require(actor(), Can.REGISTER, actor())
    item = queries.tray_item(uid, actor())
    if not item.pages:
        abort(404)
    return locked(Response(blobs.read(item.pages[0]), mimetype="image/webp"))


# -------------------------------------------------------------------------- secret papers


@bp.get("/incoming/secret-papers")
def secret_papers() -> Response:
    """Numbers and days of secret papers that went the paper way."""
    require(actor(), Can.REGISTER, actor())
    return _secret_page(Filled({"arrived_on": clock.today().isoformat()}))


@bp.post("/incoming/secret-papers")
def note_secret_paper() -> BaseResponse:
    require(actor(), Can.REGISTER, actor())
    return answer(_note_secret_paper, _secret_page, request.form)


def _note_secret_paper() -> BaseResponse:
    arrived_on = day_of(request.form.get("arrived_on", ""), field="arrived_on")
    number = request.form.get("number", "")
    operations.note_secret_paper(_agency_id(), number, arrived_on, by=actor())
    toast(_("Noted: it went to the paper register of secret papers."))
    return redirect(url_for("documents.secret_papers"), code=303)


def _secret_page(filled: Filled) -> Response:
    statement = queries.secret_papers_of(actor())
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(SecretPaper.id < before[0])
    found = list(db.session.scalars(statement.limit(paging.SIZE + 1)))
    page = paging.page_of(found, key=lambda row: (row.id,))
    onward = url_for("documents.secret_papers", after=page.after) if page.after else ""
    return make_response(
        render_template(
            "documents/secret_papers.html", rows=page.rows, filled=filled, next_url=onward
        )
    )
