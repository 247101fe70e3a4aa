"""The clerk's tray and the notes about secret papers, as those of the agency see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from documents.models import SecretPaper, TrayItem, TrayState
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units

WAITING = (TrayState.KEPT, TrayState.READY)
HELD = (TrayState.BROKEN, TrayState.QUARANTINED)
CLOSED = (TrayState.TAKEN, TrayState.JOINED, TrayState.DROPPED)
MOST = 99


def tray_of(actor: Actor, states: Sequence[TrayState]) -> Select[TrayItem]:
    """What lies in the tray of the actor's agency, the newest first; only clerks have one."""
    return (
        select(TrayItem)
        .where(TrayItem.agency_id.in_(_agencies(actor)), TrayItem.state.in_(states))
        .order_by(TrayItem.id.desc())
    )


def tray_items(uids: Sequence[UUID], actor: Actor) -> list[TrayItem]:
    """The named items that wait for him, in the order of the names."""
    everything = (*WAITING, *HELD, *CLOSED)
    found = db.session.scalars(tray_of(actor, everything).where(TrayItem.uid.in_(uids)))
    return sorted(found, key=lambda item: uids.index(item.uid))


def tray_item(uid: UUID, actor: Actor) -> TrayItem:
    """One item, or 404 for whoever has no such tray."""
    found = tray_items([uid], actor)
    if not found:
        raise NotFound(_("There is no such file in your tray."))
    return found[0]


def count_in_tray(actor: Actor, states: Sequence[TrayState]) -> int:
    """How many lie there, counted no further than a hundred."""
    some = tray_of(actor, states).with_only_columns(TrayItem.id).order_by(None).limit(MOST + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def secret_papers_of(actor: Actor) -> Select[SecretPaper]:
    """The notes about secret papers of the actor's agency, the newest first."""
    return (
        select(SecretPaper)
        .where(SecretPaper.agency_id.in_(_agencies(actor)))
        .order_by(SecretPaper.id.desc())
    )


def _agencies(actor: Actor) -> list[int]:
    if not actor.holds(Role.CLERK) or actor.agency_id is None:
        return []
    return units.lineage(actor.agency_id)
