"""The documents over HTTP for programs: what pages do, as JSON."""

from flask_openapi3.openapi import OpenAPI


def register(app: OpenAPI) -> None:
    """Add the API of this package."""
    from documents.api import (
        acting,
        books,
        drafting,
        progress,
        reading,
        registering,
        tasks,
        uploading,
        volumes,
    )
    from documents.api.frame import api

    del acting, books, drafting, progress, reading, registering, tasks, uploading, volumes
    app.register_api(api)
