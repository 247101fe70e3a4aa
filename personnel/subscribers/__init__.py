"""What happens elsewhere and concerns the register: every module here listens to something."""

from importlib import import_module
from pkgutil import iter_modules


def register() -> None:
    """Let each module say its rules and subscriptions."""
    for found in iter_modules(__path__):
        import_module(f"{__name__}.{found.name}").declare()
