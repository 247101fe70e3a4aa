"""Which modules do the jobs: whoever works loads them, a web process never does."""

from importlib import import_module
from threading import RLock

_not_loaded: list[str] = []
_loading = RLock()


def done_in(module: str) -> None:
    """Name a module; importing it registers its topics and its clockwork."""
    _not_loaded.append(module)


def load() -> None:
    """Load every named module; a second thread waits until the first is through."""
    with _loading:
        while _not_loaded:
            import_module(_not_loaded[0])
            del _not_loaded[0]
