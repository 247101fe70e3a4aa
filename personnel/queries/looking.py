"""What of a dossier lies open to somebody now, and who has looked into it."""

from datetime import timedelta

from sqlalchemy import Select, select

from office import clock
from office.db import db
from office.permissions import Actor, allowed
from personnel.models import Dossier, DossierAccess
from personnel.policy import Can, is_own
from personnel.queries.dossiers import readable_groups
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.record.shapes import Access

READ, LOOKED, PRINTED, FILE = "read", "looked", "printed", "file"
OPEN_FOR = timedelta(minutes=15)


def may_open_groups(actor: Actor, dossier: Dossier) -> frozenset[str]:
    """The groups whose sensitive fields this actor may ask for."""
    own = is_own(actor, dossier)
    sees_private = own or allowed(actor, Can.READ_SENSITIVE, dossier)
    sees_restricted = own or allowed(actor, Can.READ_RESTRICTED, dossier)
    return frozenset(
        name
        for name in readable_groups(actor, dossier)
        if sensitive_fields(name)
        and (sees_restricted if GROUPS[name].access is Access.RESTRICTED else sees_private)
    )


def opened_groups(actor: Actor, dossier: Dossier) -> frozenset[str]:
    """The groups whose sensitive fields lie open: to the official always, to others for a while."""
    may_open = may_open_groups(actor, dossier)
    if is_own(actor, dossier) or not may_open:
        return may_open
    recent = select(DossierAccess.groups).where(
        DossierAccess.dossier_id == dossier.id,
        DossierAccess.person_id == actor.person_id,
        DossierAccess.what == LOOKED,
        DossierAccess.at > clock.now() - OPEN_FOR,
    )
    asked = {group for groups in db.session.scalars(recent) for group in groups}
    return may_open & asked


def accesses_of(dossier: Dossier) -> Select[DossierAccess]:
    """Who has looked into it, latest first."""
    mine = select(DossierAccess).where(DossierAccess.dossier_id == dossier.id)
    return mine.order_by(DossierAccess.id.desc())
