"""The first day for programs of an administrator: a token needs the scope `admin`."""

from flask_openapi3.openapi import OpenAPI


def register(app: OpenAPI) -> None:
    """Put the calls under /api/v1."""
    from office.setup.api import days, frame, rights, sheets, units

    del days, rights, sheets, units
    app.register_api(frame.bp)
