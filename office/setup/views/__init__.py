"""The pages of the first day, for administrators."""

from flask import Flask

from office.i18n import _l
from office.permissions import allowed
from office.setup.policy import Can
from office.setup.views.blueprint import bp
from office.ui import menu


def register(app: Flask) -> None:
    """Add the pages and their entry in the navigation."""
    from office.setup.views import agencies, authorities, days, guide, sheets, units

    del agencies, authorities, days, guide, sheets, units
    app.register_blueprint(bp)
    menu.register(
        app,
        menu.Entry(
            "setup.guide",
            _l("Set-up"),
            "gear",
            menu.Section.ORGANISATION,
            order=90,
            visible=lambda actor: allowed(actor, Can.SET_UP),
        ),
    )
