"""Mail that leaves the house: one door to a smarthost, closed until an administrator opens it."""

from flask_openapi3 import OpenAPI


def register(app: OpenAPI) -> None:
    """Put the package into the application."""
    from mail.api import bp
    from mail.subscribers import register as register_subscribers
    from mail.views import register as register_views
    from office.job_modules import done_in

    register_views(app)
    app.register_api(bp)
    register_subscribers()
    done_in("mail.jobs")
