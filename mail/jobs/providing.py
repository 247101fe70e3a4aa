"""Boxes follow people and desks: every few minutes, and after every reorganisation."""

from typing import Any

from mail import operations, queries
from mail.operations.provisioning import PROVIDE
from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM
from office.units.models import Unit

SECONDS = 180.0


@every(name=PROVIDE, seconds=SECONDS)
def provide_now(_body: dict[str, Any]) -> None:
    """Give every agency with a domain the boxes it lacks, one agency a transaction."""
    for agency_id in queries.agencies_with_mail():
        operations.provide(db.session.get_one(Unit, agency_id), by=SYSTEM)
    operations.hand_over_leavers(by=SYSTEM)
    operations.end_strangers_rights(by=SYSTEM)


@delivers(PROVIDE)
def provide_soon(body: dict[str, Any]) -> None:
    """The same, asked for by an act."""
    provide_now(body)
