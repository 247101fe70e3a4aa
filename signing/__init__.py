"""Certificates, signatures and verdicts: who signed what, when, and whether it still holds."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3 import OpenAPI


def register(app: "OpenAPI") -> None:
    """Put the package into the application."""
    from office.job_modules import done_in
    from signing.api import bp
    from signing.subscribers import register as register_subscribers
    from signing.views import register as register_views

    register_views(app)
    app.register_api(bp)
    done_in("signing.jobs")
    register_subscribers()
