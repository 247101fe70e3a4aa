"""What comes in the next months: raises, retirements, terms, contracts, secondments."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import notices
from office.db import db
from office.i18n import _, _l, ngettext
from office.permissions import allowed, require
from office.ui import menu, paging
from personnel import operations, queries
from personnel.law.ahead import SEALED
from personnel.law.of_record import NEEDED
from personnel.policy import Can, lists_by_post
from personnel.queries import looking
from personnel.queries.preparing import preparable, progress_of
from personnel.rows.coming import line_of, told_line
from personnel.views.blueprint import actor, bp
from personnel.views.planning import planning_tabs

MONTHS = (1, 3, 6, 12)
USUAL = 6


def register(app: Flask) -> None:
    """The entry of the navigation, and the names of officials in notices."""
    entry = menu.Entry(
        "personnel.coming",
        _l("Staff planning"),
        "columns",
        menu.Section.ORGANISATION,
        30,
        visible=lists_by_post,
    )
    menu.register(app, entry)
    notices.name_things("personnel", queries.names_of)


def _asked() -> queries.Wanted:
    """What cannot be read narrows nothing."""
    months = request.args.get("months", type=int) or USUAL
    try:
        unit = UUID(request.args.get("unit", ""))
    except ValueError:
        unit = None
    family = request.args.get("kind", "")
    return queries.Wanted(
        months=months if months in MONTHS else USUAL,
        family=family if family in queries.FAMILIES else "",
        unit=unit,
    )


@bp.get("/coming")
def coming() -> str:
    """What comes for the officials whom the reader sees, by day."""
    require(actor(), Can.LIST, None)
    wanted, size = _asked(), paging.size_wanted()
    found = queries.coming(actor(), wanted)
    place = paging.decode(request.args.get("after"), date, int)
    if place:
        found = found.where(queries.after_place(place))
    rows = db.session.execute(found.limit(size + 1)).all()
    page = paging.page_of(rows, key=lambda row: (row[0].due_on, row[0].id), size=size)
    shown = {dossier.id for _found, dossier in page.rows}
    progress, keeps = progress_of(shown), preparable(actor(), shown)
    kept = _kept(wanted)
    run = queries.last_run(actor().agency_id)
    return render_template(
        "personnel/coming.html",
        tabs=planning_tabs("personnel.coming"),
        rows=[line_of(*row, progress, keeps=row[1].id in keeps) for row in page.rows],
        may_prepare=allowed(actor(), Can.PREPARE, None),
        wanted=wanted,
        months=[(str(one), ngettext("%(num)s month", "%(num)s months", one)) for one in MONTHS],
        kinds=[("", _("Everything")), *((key, one[0]) for key, one in queries.FAMILIES.items())],
        units=[
            ("", _("All units")),
            *((str(uid), name) for uid, name in queries.units_seen(actor())),
        ],
        run=run,
        seconds=_seconds(run),
        is_old=queries.is_old(run),
        is_running=queries.running(actor().agency_id) is not None,
        may_ask=allowed(actor(), Can.FORESEE, actor()),
        next_url=url_for("personnel.coming", after=page.after, **kept) if page.after else "",
        first_url=url_for("personnel.coming", **kept) if place else "",
    )


def _kept(wanted: queries.Wanted) -> Mapping[str, Any]:
    found = {"months": wanted.months, "kind": wanted.family, "unit": wanted.unit}
    return {name: value for name, value in found.items() if value}


def _seconds(run: Any) -> int:
    return round((run.ended_at - run.started_at).total_seconds()) if run else 0


@bp.post("/coming")
def ask_forecast() -> Response:
    """Reckon the officials of one's own body anew."""
    operations.ask_forecast(by=actor())
    flash(_("The forecast is being reckoned."))
    return redirect(url_for("personnel.coming"), 303)


@bp.get("/<uuid:uid>/coming")
def coming_of(uid: UUID) -> str:
    """What comes for one official, and by which rules; he reads his own."""
    dossier = queries.visible_dossier(uid, actor())
    read = NEEDED & queries.readable_groups(actor(), dossier)
    operations.note_access(dossier, looking.READ, sorted(read), by=actor())
    menu.mark_current("personnel.coming")
    progress = progress_of([dossier.id])
    keeps = bool(preparable(actor(), [dossier.id]))
    told = queries.told_of(dossier, actor())
    return render_template(
        "personnel/coming_of.html",
        dossier=dossier,
        lines=[told_line(one, dossier, progress, keeps=keeps) for one in told],
        lists=allowed(actor(), Can.LIST, None),
        opens=queries.may_open_groups(actor(), dossier) >= SEALED,
    )
