"""The pages of the first day, for administrators."""

from flask import Flask

from office import missing
from office.i18n import _l
from office.permissions import Actor, allowed
from office.setup.policy import Can
from office.setup.views.blueprint import bp
from office.ui import menu


def register(app: Flask) -> None:
    """Add the pages and their entry in the navigation."""
    from office.setup.views import (
        agencies,
        authorities,
        beginning,
        days,
        guide,
        rights,
        sheets,
        units,
    )

    del agencies, authorities, days, guide, rights, sheets, units
    app.register_blueprint(bp)
    app.register_blueprint(beginning.bp)
    menu.use_counts(app, numbers)
    menu.register(
        app,
        menu.Entry(
            "setup.guide",
            _l("Set-up"),
            "gear",
            menu.Section.ORGANISATION,
            order=90,
            count="setup",
            waits=True,
            visible=lambda actor: allowed(actor, Can.SET_UP),
        ),
    )


def numbers(actor: Actor) -> dict[str, int]:
    """What the acting agency still lacks, for administrators; looked up a little while ago."""
    if actor.agency_id is None or not allowed(actor, Can.SET_UP):
        return {}
    return {"setup": missing.count_lately(actor.agency_id)}
