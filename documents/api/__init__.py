"""The documents over HTTP for programs: what pages do, as JSON."""

from importlib import import_module

from flask_openapi3.openapi import OpenAPI

PARTS = (
    "access",
    "acting",
    "archive",
    "books",
    "connections",
    "copying",
    "directing",
    "dispatching",
    "drafting",
    "drafting_together",
    "draft_templates",
    "finding",
    "formats",
    "from_mail",
    "keeping",
    "many",
    "old_books",
    "phrases",
    "progress",
    "reading",
    "recalling",
    "registering",
    "reviewing",
    "relations",
    "rounds",
    "running",
    "seeing",
    "tasks",
    "tray",
    "uploading",
    "volumes",
    "workfiles",
)


def register(app: OpenAPI) -> None:
    """Add the API of this package: importing a part adds its calls."""
    from documents.api.frame import api

    for part in PARTS:
        import_module(f"documents.api.{part}")
    app.register_api(api)
