"""The API of accounts: who I am, my desk's notices, delegation, tokens, and administration."""

from flask_openapi3.openapi import OpenAPI


def register(app: OpenAPI) -> None:
    """Put the calls under /api/v1."""
    from office.accounts.api import admin, desk, own

    for module in (own, desk, admin):
        app.register_api(module.bp)
