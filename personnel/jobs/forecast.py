"""Each night everybody is reckoned anew, in pieces; a run that was cut off goes on where it was."""

from typing import Any

from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM
from personnel import operations
from personnel.models import ForecastRun
from personnel.operations.foreseeing import FORECAST


@every(name="personnel.forecast", cron="20 0 * * *")
def begin(_body: dict[str, Any]) -> None:
    """Ask for the run of the night."""
    operations.forget_runs(by=SYSTEM)
    operations.begin_forecast(by=SYSTEM)


@delivers(FORECAST)
def reckon(body: dict[str, Any]) -> None:
    """One piece after the other, each kept at once; no more than a piece is held in memory."""
    while operations.reckon_piece(db.session.get_one(ForecastRun, body["run_id"]), by=SYSTEM):
        db.session.expunge_all()
