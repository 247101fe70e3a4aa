"""Electronic documents: incoming and outgoing, registers, routing, drafting, the national axis."""

from importlib import import_module
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from flask_openapi3.openapi import OpenAPI

PARTS = ("views", "api", "jobs", "subscribers", "demo")


def register(app: "OpenAPI") -> None:
    """Put the package into the application."""
    for part in PARTS:
        try:
            module = import_module(f"documents.{part}")
            module.register(app)
        except (ImportError, AttributeError):
            continue
