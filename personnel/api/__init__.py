"""The register for programs: every module of this folder adds its routes to one blueprint."""

from importlib import import_module
from pkgutil import iter_modules

from flask_openapi3 import OpenAPI


def register(app: OpenAPI) -> None:
    """Add the routes."""
    from personnel.api.blueprint import bp

    for found in iter_modules(__path__):
        import_module(f"{__name__}.{found.name}")
    app.register_api(bp)
