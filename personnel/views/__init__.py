"""The pages of the register: every module of this folder is one group of them."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages; a module that has entries for the navigation adds them in its `register`."""
    from personnel.views import blueprint

    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        if hasattr(module, "register"):
            module.register(app)
    app.register_blueprint(blueprint.bp)
