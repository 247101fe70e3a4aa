"""What the register says of a coming day has its effect when the day comes."""

from typing import Any

from sqlalchemy import select

from mail import operations as mail
from office import clock
from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM
from personnel import operations
from personnel.models import Dossier
from personnel.operations.effects import TAKE_EFFECT

PIECE = 1_000


@delivers(TAKE_EFFECT)
def take_effect(body: dict[str, Any]) -> None:
    """Posts, account and mailbox of one official become what the register says."""
    operations.settle_posts(db.session.get_one(Dossier, body["dossier_id"]), by=SYSTEM)
    mail.provide_soon(by=SYSTEM)


@every(name="personnel.day", cron="1 0 * * *")
def begin_day(_body: dict[str, Any]) -> None:
    """Lists show what holds since midnight."""
    due = select(Dossier).where(Dossier.changes_on <= clock.today()).order_by(Dossier.id)
    while found := db.session.scalars(due.limit(PIECE)).all():
        for dossier in found:
            operations.let_days_pass(dossier, by=SYSTEM)
        db.session.expunge_all()
