"""The room of a meeting: one page made of panels, told what changed, and its view for the hall.

Another module of the views adds a panel with `@panel(...)` and a template of its own.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(_app: Flask) -> None:
    """Add the pages, the acts and the panels."""
    for found in iter_modules(__path__):
        import_module(f"{__name__}.{found.name}")
