"""What the administrator's calls about mail share: their gate and his agency."""

from uuid import UUID

from flask import g

from mail.policy import Can
from office.api import Closed
from office.db import db
from office.permissions import require
from office.units.models import Unit


class ByBoth(Closed):
    """A record below another."""

    uid: UUID
    item_uid: UUID


def guard() -> None:
    """Boxes, domains and lists are kept by an administrator."""
    require(g.actor, Can.KEEP_BOXES, g.actor.agency_id)


def agency() -> Unit:
    """The agency in which somebody acts."""
    return db.session.get_one(Unit, g.actor.agency_id)
