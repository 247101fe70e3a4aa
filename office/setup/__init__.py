"""The first day: agency, units, people, rights and calendar as pages, files and commands."""

from flask_openapi3.openapi import OpenAPI

from office import clock
from office.job_modules import done_in


def register(app: OpenAPI) -> None:
    """Put pages, calls, jobs and the calendar into the application."""
    from office.setup import api, calendar, rules, views, wanting

    clock.use_overrides(calendar.own_days)
    rules.declare()
    wanting.declare()
    views.register(app)
    api.register(app)
    done_in("office.setup.jobs")
