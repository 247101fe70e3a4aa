"""How dossiers stand with the national database: a list, one dossier, sending again."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _, ngettext
from office.permissions import allowed, require
from office.ui import paging
from office.ui.parts import Act
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.forms import national as forms
from personnel.forms.listing import unit_options
from personnel.models import LinkState
from personnel.policy.national import CanTell
from personnel.queries import exchange, hearing
from personnel.queries.national import events_of, link_of
from personnel.rows.national import event_lines, told_lines
from personnel.views.blueprint import actor, bp
from personnel.views.head import head
from personnel.views.national_head import national_tabs


@bp.get("/national/dossiers")
def national_dossiers() -> str:
    """The dossiers that the reader sees with how they stand, narrowed by state and unit."""
    require(actor(), CanTell.SEE)
    asked = forms.asked_of(request.args)
    size = paging.size_wanted()
    after = paging.decode(request.args.get("after"), str, int)
    found = exchange.told_dossiers(actor(), forms.narrow_of(asked), after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row[0].folded_name, row[0].id), size=size)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    lines = told_lines(page.rows)
    return render_template(
        "personnel/national_dossiers.html",
        rows=lines,
        asked=asked,
        is_narrowed=bool(kept),
        acts=_acts() if any(line.can_go_again for line in lines) else [],
        states=[("", _("Every state")), *((one.value, one.label) for one in LinkState)],
        units=[("", _("Every unit")), *unit_options(actor())],
        tabs=national_tabs("personnel.national_dossiers"),
        next_url=url_for("personnel.national_dossiers", after=page.after, **kept)
        if page.after
        else "",
        first_url=url_for("personnel.national_dossiers", **kept) if after else "",
    )


def _acts() -> list[Act]:
    return [Act(_("Send again"), url_for("personnel.tell_many_again"), "go-on", "send")]


@bp.post("/national/dossiers/again")
def tell_many_again() -> Response:
    """Send those that were ticked once more."""
    chosen = exchange.chosen_dossiers(forms.chosen_of(request.form.getlist("chosen")), actor())
    done = operations.tell_many_again(chosen, by=actor())
    kept = len(chosen) - done
    words = ngettext("%(num)d dossier is sent again.", "%(num)d dossiers are sent again.", done)
    if kept:
        words += " " + ngettext(
            "%(num)d waits for its errors to be mended.",
            "%(num)d wait for their errors to be mended.",
            kept,
        )
    toast(words)
    return redirect(url_for("personnel.national_dossiers"), 303)


@bp.get("/<uuid:uid>/national")
def national_of(uid: UUID) -> str:
    """What of one dossier was told, how far it came, what is wrong and how it is mended."""
    found = queries.visible_dossier(uid, actor())
    require(actor(), CanTell.SETTLE, found)
    (line,) = told_lines([(found, link_of(found))])
    events = event_lines(events_of(found))
    return render_template(
        "personnel/national_of.html",
        **head(found, "national"),
        line=line,
        events=events[:MOST],
        left_out=max(0, len(events) - MOST),
        question=hearing.question_of(found),
        leaving=hearing.leaving_day(found),
        is_connected=queries.national_connection() is not None,
        may_settle=allowed(actor(), CanTell.SETTLE, found),
    )


MOST = 100


@bp.post("/<uuid:uid>/national")
def tell_again(uid: UUID) -> Response:
    """Send the whole dossier once more."""
    operations.tell_again(queries.visible_dossier(uid, actor()), by=actor())
    toast(_("The dossier is being sent again."))
    return redirect(url_for("personnel.national_of", uid=uid), 303)
