"""People, accounts, sessions, second factor, delegation, absence, notices and API tokens."""

from importlib import import_module

from flask_openapi3.openapi import OpenAPI


def register(app: OpenAPI) -> None:
    """Add the pages, the gates, the API and the jobs of the accounts."""
    from office.accounts import api, gates, views

    views.register(app)
    gates.register(app)
    api.register(app)
    import_module("office.accounts.jobs")
