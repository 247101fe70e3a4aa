"""The documents over HTTP for programs: what pages do, as JSON."""

from flask_openapi3.openapi import OpenAPI


def register(app: OpenAPI) -> None:
    """Add the API of this package."""
    from documents.api import acting, drafting, progress, reading, uploading
    from documents.api.frame import api

    del acting, drafting, progress, reading, uploading
    from documents.api import acting, books, drafting, reading, uploading

    del acting, books, drafting, reading, uploading
    from documents.api import acting, books, drafting, reading, uploading, volumes

    del acting, books, drafting, reading, uploading, volumes
    from documents.api import acting, drafting, reading, registering, uploading

    del acting, drafting, reading, registering, uploading
    app.register_api(api)
