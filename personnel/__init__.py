"""The register of officials: dossiers, decisions, history (hồ sơ cán bộ, công chức, viên chức)."""

from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3 import OpenAPI


def register(app: "OpenAPI") -> None:
    """Put the package into the application; workers load the jobs, pages never do."""
    from office.job_modules import done_in
    from personnel.api import register as register_api
    from personnel.scim import register as register_scim
    from personnel.subscribers import register as register_subscribers
    from personnel.views import register as register_views

    register_views(app)
    register_api(app)
    register_subscribers()
    register_scim(app)
    for found in iter_modules([str(Path(__file__).parent / "jobs")]):
        done_in(f"personnel.jobs.{found.name}")
