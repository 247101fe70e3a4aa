"""What the server of an armed web process loads: the application with its points in place."""

from tests.long.armed import arm
from wsgi import app

arm("web")

__all__ = ["app"]
