"""Accounts and units for identity systems: SCIM 2.0 (RFC 7643, RFC 7644, cursors RFC 9865).

Everything but `models`, `operations` and `views` needs the optional extra `[scim]` and is loaded
with the first request.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3 import OpenAPI

LARGEST_BODY = 1 << 20


def is_installed() -> bool:
    """Whether the extra `[scim]` is there."""
    return find_spec("scim2_server") is not None


def register(app: "OpenAPI") -> None:
    """Put the address of identity systems into the application."""
    import personnel.scim.health
    import personnel.scim.models  # noqa: F401  # both register themselves
    from personnel.scim.views import bp

    app.register_blueprint(bp)
