"""The address book while somebody types, and as a page for browsers without a script."""

from uuid import UUID

from flask import g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.operations import Words
from mail.policy import Can
from mail.queries import book
from mail.queries.recipients import LINES
from mail.views.blueprint import webmail as bp
from office.permissions import require

ON_PAGE = 50


@bp.get("/recipients")
def recipients() -> Response:
    """Up to ten people, desks, lists and contacts that have the typed words."""
    require(g.actor, Can.HAVE_BOX)
    found = book.suggestions(request.args.get("search", "")[:100], g.actor)
    rows = [
        {"name": one.name, "address": one.address, "hint": one.hint, "line": one.line}
        for one in found
    ]
    return make_response(jsonify(found=rows))


@bp.get("/drafts/<uuid:uid>/recipients")
def recipients_page(uid: UUID) -> Response:
    """The same as a page: search, tick, choose the line."""
    found = queries.draft_by_uid(uid, g.actor)
    words = request.args.get("search", "")[:100]
    entries = book.suggestions(words, g.actor, most=ON_PAGE)
    return make_response(
        render_template("compose/recipients.html", draft=found, entries=entries, words=words)
    )


@bp.post("/drafts/<uuid:uid>/recipients")
def add_recipients(uid: UUID) -> Response:
    """Put the ticked ones into a line of the draft."""
    found = queries.draft_by_uid(uid, g.actor)
    line = request.form.get("line", "to")
    lines = {name: getattr(found, name) for name in LINES}
    if line in lines:
        lines[line] = ", ".join(filter(None, [lines[line], *request.form.getlist("chosen")]))
    words = Words(**lines, subject=found.subject, text=found.text, options=found.options)
    operations.save_draft(found, words, version=found.version, by=g.actor)
    return redirect(url_for("webmail.draft", uid=uid), code=303)
