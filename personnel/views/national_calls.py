"""The log of calls to the national database: hashes and results, nothing of any person."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from office.permissions import require
from office.ui import menu, paging
from personnel.models import NationalCall
from personnel.policy.national import CanTell
from personnel.queries import exchange
from personnel.rows.national_calls import call_lines, kind_options
from personnel.views.blueprint import actor, bp
from personnel.views.national_head import national_tabs


@bp.get("/national/calls")
def national_calls() -> str:
    """The calls, newest first; of one kind, or those alone that came to nothing."""
    require(actor(), CanTell.SEE)
    kinds = exchange.kinds_of_calls()
    name = request.args.get("kind", "")
    name = name if name in kinds else ""
    fallen = bool(request.args.get("fallen"))
    wanted = exchange.national_calls(name, fallen=fallen)
    page = paging.latest(wanted, NationalCall.id, request.args.get("after"))
    kept: dict[str, Any] = {"kind": name or None, "fallen": "1" if fallen else None}
    return render_template(
        "personnel/national_calls.html",
        rows=call_lines(page.rows),
        kind=name,
        fallen=fallen,
        kinds=kind_options(kinds),
        tabs=national_tabs("personnel.national_calls"),
        next_url=url_for("personnel.national_calls", after=page.after, **kept)
        if page.after
        else "",
        first_url=url_for("personnel.national_calls", **kept) if request.args.get("after") else "",
    )


@bp.get("/national/calls/<uuid:uid>")
def national_call(uid: UUID) -> str:
    """One call, by the name that both ends give it, with all its tries."""
    require(actor(), CanTell.SEE)
    menu.mark_current("personnel.national")
    tries = exchange.tries_of_call(uid)
    return render_template("personnel/national_call.html", correlation=uid, tries=call_lines(tries))
