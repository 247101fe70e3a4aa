"""Official mail: boxes that follow people and desks, what comes in, what leaves."""

from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3 import OpenAPI


def register(app: "OpenAPI") -> None:
    """Put the package into the application; workers load the jobs, pages never do."""
    import mail.queries.figures
    import mail.queries.pressure
    import mail.queries.troubles  # noqa: F401 - all three register what the doctor and monitoring see
    from mail.api import register as register_api
    from mail.subscribers import register as register_subscribers
    from mail.views import register as register_views
    from office.job_modules import done_in

    register_views(app)
    register_api(app)
    register_subscribers()
    for found in iter_modules([str(Path(__file__).parent / "jobs")]):
        done_in(f"mail.jobs.{found.name}")
