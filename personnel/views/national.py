"""The line to the national database: how it stands, connecting, changing, examining, ending it."""

import json
from functools import partial
from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu
from office.ui.filled import Filled, answer
from office.ui.parts import Bar
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.forms import national as forms
from personnel.models import LinkState, NationalConnection
from personnel.policy.national import CanTell, keeps_dossiers, sees_line
from personnel.queries import exchange
from personnel.queries.national import signer_of
from personnel.rows.national import check_lines
from personnel.views.blueprint import actor, bp
from personnel.views.national_head import national_tabs


def register(app: Flask) -> None:
    """The entry of the navigation."""
    menu.register(
        app,
        menu.Entry(
            "personnel.national",
            _l("National data"),
            "sync",
            menu.Section.ORGANISATION,
            18,
            visible=sees_line,
        ),
    )


@bp.get("/national")
def national() -> str:
    """How the line stands and how many dossiers stand how."""
    require(actor(), CanTell.SEE)
    line = queries.national_connection()
    is_keeper = keeps_dossiers(actor())
    found = exchange.own_standing(actor()) if is_keeper else exchange.whole_standing()
    return render_template(
        "personnel/national.html",
        line=line,
        standing=found,
        bars=_bars(found, with_links=is_keeper),
        checks=check_lines(line) if line else [],
        is_checking=line is not None and _is_checking(line),
        needs_person=line is not None and exchange.needs_person(line),
        may_connect=allowed(actor(), CanTell.CONNECT),
        may_examine=allowed(actor(), CanTell.EXAMINE),
        profiles=dict(forms.profile_options()),
        tabs=national_tabs("personnel.national"),
    )


def _bars(found: exchange.Standing, *, with_links: bool) -> list[Bar]:
    return [
        Bar(
            str(state.label),
            found.counts[state],
            url=url_for("personnel.national_dossiers", state=state.value) if with_links else "",
        )
        for state in LinkState
    ]


def _is_checking(line: NationalConnection) -> bool:
    asked = line.check_asked_at
    return asked is not None and (line.checked_at is None or line.checked_at < asked)


def _line() -> NationalConnection:
    found = queries.national_connection()
    if found is None:
        raise NotFound(_("The register is not connected with the national database."))
    return found


@bp.get("/national/connection")
def national_connection() -> str:
    """The form of the line: new, or to be changed."""
    require(actor(), CanTell.CONNECT)
    return _form(queries.national_connection(), Filled())


@bp.post("/national/connection")
def connect_national() -> Response:
    """Connect, or change the line that is there."""
    require(actor(), CanTell.CONNECT)
    line = queries.national_connection()

    def act() -> str:
        address = forms.address_of(request.form)
        if line is None:
            operations.connect_national(address, by=actor())
            toast(_("The register is connected; check the line now."))
        else:
            operations.change_national(line, address, by=actor())
            toast(_("The connection is changed."))
        return url_for("personnel.national")

    return answer(act, partial(_form, line))


def _form(line: NationalConnection | None, filled: Filled) -> str:
    menu.mark_current("personnel.national")
    values: Any = filled.values
    if not filled.errors and line is not None:
        values = {name: getattr(line, name) for name in forms.FIELDS if name != "secret"}
    return render_template(
        "personnel/national_connection.html",
        line=line,
        values=values,
        errors=filled.errors,
        profiles=forms.profile_options(),
    )


@bp.post("/national/end")
def end_national() -> Response:
    """Send nothing more."""
    operations.end_national(_line(), by=actor())
    toast(_("The connection is ended; what waits is kept."))
    return redirect(url_for("personnel.national"), 303)


@bp.post("/national/check")
def check_national() -> Response:
    """Have the line examined."""
    operations.ask_check(_line(), by=actor())
    toast(_("The line is being checked; the result stands here in a moment."))
    return redirect(url_for("personnel.national"), 303)


@bp.post("/national/send")
def send_national() -> Response:
    """Try at once what waits."""
    operations.send_now(_line(), by=actor())
    toast(_("What waits is being sent."))
    return redirect(url_for("personnel.national"), 303)


@bp.get("/national/key")
def national_key() -> str:
    """The public half of our signing key, for the national side to take."""
    require(actor(), CanTell.SEE)
    menu.mark_current("personnel.national")
    signer = signer_of(_line())
    return render_template(
        "personnel/national_key.html",
        signer=signer,
        jwk=json.dumps(signer.public, indent=2, sort_keys=True),
    )
