"""The one blueprint of the routes of the register, and what they share."""

from uuid import UUID

from flask import g

from office.api import api_blueprint
from office.permissions import Actor
from personnel import queries
from personnel.models import Dossier

bp = api_blueprint("personnel")


def actor() -> Actor:
    """Whose token it is."""
    found: Actor = g.actor
    return found


def visible(uid: UUID) -> Dossier:
    """The dossier of the address, or 404."""
    return queries.visible_dossier(uid, actor())
