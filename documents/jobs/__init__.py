"""Work done outside requests: the axis, composing, page images and verdicts."""

from flask_openapi3.openapi import OpenAPI


def register(_app: OpenAPI) -> None:
    """Load the functions that deliver this package's topics."""
    from documents.jobs import axis, composing, counting, local, looking

    del axis, composing, counting, local, looking
