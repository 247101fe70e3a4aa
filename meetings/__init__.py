"""Meetings of the agencies: calls, agenda, votes, minutes and the conclusions that become tasks."""

from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3 import OpenAPI


def register(app: "OpenAPI") -> None:
    """Put the package into the application; workers load the jobs, pages never do."""
    import meetings.queries.conference_health  # noqa: F401 - registers what the doctor sees
    from meetings.api import register as register_api
    from meetings.subscribers import register as register_subscribers
    from meetings.views import register as register_views
    from office.job_modules import done_in

    register_views(app)
    register_api(app)
    register_subscribers()
    for found in iter_modules([str(Path(__file__).parent / "jobs")]):
        done_in(f"meetings.jobs.{found.name}")
