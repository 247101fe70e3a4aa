"""Certificates, signatures and verdicts: who signed what, when, and whether it still holds."""

from flask_openapi3 import OpenAPI


def register(app: OpenAPI) -> None:
    """Put the package into the application."""
    from signing import api, jobs, subscribers, views

    views.register(app)
    app.register_api(api.bp)
    jobs.register()
    subscribers.register()
