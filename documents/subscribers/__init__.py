"""What happens in other packages and moves our records: signatures made, units reorganised."""

from flask_openapi3.openapi import OpenAPI


def register(_app: OpenAPI) -> None:
    """Listen, and declare what a reorganisation does to our rows."""
    from documents.subscribers import mailing, reorganisation, signatures, tasks, volumes

    del mailing, signatures, tasks, volumes
    reorganisation.declare()
