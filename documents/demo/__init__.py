"""The demo of this package: connections, the first matter and three months of work."""

from flask_openapi3.openapi import OpenAPI


def register(_app: OpenAPI) -> None:
    """Put the steps on the list."""
    from documents import play
    from documents.demo import steps

    del play, steps
