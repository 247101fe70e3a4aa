"""Looking at dossiers when rows came, and at all of them each night in pieces."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import select

from office import clock, outbox
from office.db import db, transaction
from office.errors import Refusal
from office.outbox import Lane, delivers, every
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import Dossier
from personnel.operations.quality_asking import CHECK

log = structlog.get_logger(__name__)
PIECE_OF_ALL = "personnel.check_quality_piece"
CLOSE_DAY = "personnel.close_quality_day"
PIECE = 200


@delivers(CHECK)
def check_quality(body: dict[str, Any]) -> None:
    """The findings of the dossiers of an act, as soon as it is done."""
    look_at(body["dossier_ids"])


@every(name="personnel.quality", cron="30 1 * * *")
def begin_night(_body: dict[str, Any]) -> None:
    """Begin at the first dossier; days bring findings without anybody's act."""
    _ask_piece(0)


@delivers(PIECE_OF_ALL)
def check_piece(body: dict[str, Any]) -> None:
    """The next dossiers in the order of their numbers; each piece asks for the one after it."""
    wanted = select(Dossier.id).where(Dossier.id > body["after"]).order_by(Dossier.id)
    ids = db.session.scalars(wanted.limit(PIECE)).all()
    look_at(ids)
    db.session.expunge_all()
    if len(ids) == PIECE:
        _ask_piece(ids[-1])
    else:
        today = clock.today().isoformat()
        with transaction():
            outbox.enqueue(CLOSE_DAY, key=f"quality:{today}:close", lane=Lane.BULK)


@delivers(CLOSE_DAY)
def close_day(_body: dict[str, Any]) -> None:
    """Findings of units, the points of each body, and reminders of what is due."""
    for unit_id, agency_id in queries.units_to_check():
        operations.check_unit_quality(unit_id, agency_id, by=SYSTEM)
    for agency_id in db.session.scalars(select(Dossier.agency_id).distinct()).all():
        operations.note_day(agency_id, by=SYSTEM)
    operations.remind_of_findings(by=SYSTEM)


def _ask_piece(after: int) -> None:
    today = clock.today().isoformat()
    key = f"quality:{today}:after:{after}"
    with transaction():
        outbox.enqueue(PIECE_OF_ALL, key=key, lane=Lane.BULK, after=after)


def look_at(numbers: Sequence[int]) -> None:
    """All in one act; where sealed values do not open, each alone and the administrator is told."""
    try:
        operations.check_quality(_dossiers(numbers), by=SYSTEM)
    except Refusal as refusal:
        if len(numbers) == 1:
            reason = str(refusal.message)
            log.warning("quality.unreadable", dossier=numbers[0], reason=reason)
            return
        for number in numbers:
            look_at([number])


def _dossiers(numbers: Sequence[int]) -> Sequence[Dossier]:
    wanted = select(Dossier).where(Dossier.id.in_(numbers)).order_by(Dossier.id)
    return db.session.scalars(wanted).all()
