"""What the calls of the first day share."""

from uuid import UUID

from flask import g
from pydantic import Field

from office.api import Closed, Day, api_blueprint
from office.permissions import require
from office.setup.policy import Can
from office.units.models import Unit
from office.units.queries import unit_by_uid

bp = api_blueprint("setup")
Name = Field(min_length=1, max_length=200)


class Made(Closed):
    """The record that came into being."""

    uid: UUID


class FromDay(Closed):
    """The day from which something holds or ends."""

    on: Day


def unit_of(uid: UUID) -> Unit:
    """The unit of an address, for an administrator."""
    require(g.actor, Can.SET_UP)
    return unit_by_uid(uid)
