"""Electronic documents: incoming and outgoing, registers, routing, drafting, the national axis."""

from flask_openapi3 import OpenAPI


def register(app: OpenAPI) -> None:
    """Put the package into the application."""
    from documents import api, demo, jobs, subscribers, views

    views.register(app)
    api.register(app)
    jobs.register()
    subscribers.register()
    demo.register()
