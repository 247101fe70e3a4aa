"""The administrator's page of mail on its way in: numbers, what failed and why; no content."""

from flask import Flask, flash, g, redirect, url_for
from flask import render_template as page
from werkzeug.wrappers import Response as BaseResponse

from mail import operations
from mail.policy import Can
from mail.queries.pressure import failed_of, pressure
from mail.views.blueprint import keeping as bp
from office.i18n import _l, ngettext
from office.permissions import allowed, require
from office.ui import menu


def register(app: Flask) -> None:
    """Add the entry."""
    menu.register(
        app,
        menu.Entry(
            "mailkeep.intake",
            _l("Incoming mail"),
            "in",
            menu.Section.OPERATION,
            order=69,
            visible=lambda actor: allowed(actor, Can.KEEP_DOOR),
        ),
    )


@bp.get("/intake")
def intake() -> str:
    require(g.actor, Can.KEEP_DOOR)
    return page("intake/page.html", now=pressure(), rows=failed_of(g.actor))


@bp.post("/intake/retry")
def retry_intake() -> BaseResponse:
    count = operations.try_again(by=g.actor)
    flash(ngettext("%(num)d mail is tried again.", "%(num)d mails are tried again.", count))
    return redirect(url_for(".intake"), code=303)
