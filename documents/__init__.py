"""Electronic documents: incoming and outgoing, registers, routing, drafting, the national axis."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3.openapi import OpenAPI


def register(app: "OpenAPI") -> None:
    """Put the package into the application."""
    from documents.api import register as register_api
    from documents.subscribers import register as register_subscribers
    from documents.views import register as register_views
    from office.job_modules import done_in

    for part in (register_views, register_api, register_subscribers):
        part(app)
    for name in (
        "attachments",
        "axis",
        "books",
        "composing",
        "copying",
        "counting",
        "file_packages",
        "formats",
        "local",
        "looking",
        "reminders",
        "requesting",
        "scans",
        "sending",
        "submission_sheets",
        "tray",
        "urging",
        "versions",
        "warnings",
    ):
        done_in(f"documents.jobs.{name}")
