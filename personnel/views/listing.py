"""The list of dossiers and the way to one's own."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.parts import Link
from office.ui.rows import render_rows
from personnel import queries
from personnel.forms import listing as forms
from personnel.models import Standing
from personnel.policy import Can, lists_by_post
from personnel.queries.listing import MOST_COUNTED
from personnel.rows.listing import dossier_rows
from personnel.views.blueprint import actor, bp

VIEWS: Mapping[str, Standing | None] = {
    "serving": Standing.SERVING,
    "coming": Standing.COMING,
    "suspended": Standing.SUSPENDED,
    "left": Standing.LEFT,
    "all": None,
}


def register(app: Flask) -> None:
    """The entries of the navigation."""
    menu.register(
        app,
        menu.Entry(
            "personnel.listed",
            _l("Personnel"),
            "person",
            menu.Section.ORGANISATION,
            10,
            visible=lists_by_post,
        ),
        menu.Entry("personnel.own", _l("My dossier"), "print-id", menu.Section.ORGANISATION, 12),
    )


@bp.get("/")
def listed() -> str:
    """The dossiers that the reader may read, narrowed by words, unit, category and grade."""
    require(actor(), Can.LIST)
    view = request.args.get("view", "serving")
    view = view if view in VIEWS else "serving"
    asked = forms.asked_of(request.args)
    narrow = forms.narrow_of(asked, VIEWS[view])
    size = paging.size_wanted()
    after = paging.decode(request.args.get("after"), str, int)
    found = queries.listed(actor(), narrow, after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row.folded_name, row.id), size=size)
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    addresses = {one.uid: url_for("personnel.record", uid=one.uid) for one in page.rows}
    return render_template(
        "personnel/list.html",
        rows=render_rows(dossier_rows(page.rows, addresses)),
        asked=asked,
        view=view,
        is_narrowed=bool(kept),
        found=queries.count(actor(), narrow),
        most=MOST_COUNTED,
        units=[("", _("Every unit")), *forms.unit_options(actor())],
        categories=forms.code_options("category", _("Every category")),
        grades=forms.code_options("mangach", _("Every grade")),
        tabs=_tabs(view, kept),
        may_take=allowed(actor(), Can.TAKE_LIST, None),
        take_url=url_for("personnel.list_export", view=view, **kept),
        may_open=allowed(actor(), Can.OPEN_DOSSIER, actor().agency_id),
        next_url=url_for("personnel.listed", view=view, after=page.after, **kept)
        if page.after
        else "",
        first_url=url_for("personnel.listed", view=view, **kept) if after else "",
    )


@bp.get("/own")
def own() -> Response | str:
    """The reader's own dossier; who was only named in the register finds it from here."""
    try:
        found = queries.own_dossier(actor())
    except NotFound:
        return render_template("personnel/none.html", may_list=allowed(actor(), Can.LIST, None))
    return redirect(url_for("personnel.record", uid=found.uid), code=303)


def _tabs(here: str, kept: Mapping[str, Any]) -> list[Link]:
    return [
        Link(
            str(standing.label) if standing else _("All"),
            url_for("personnel.listed", view=name, **kept),
            is_current=name == here,
        )
        for name, standing in VIEWS.items()
    ]
