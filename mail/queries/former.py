"""Imports from former servers, and which hosts they may reach."""

from ipaddress import ip_address
from uuid import UUID

from sqlalchemy import Select, select

from mail.models import FormerImport, ImportState
from office import fetch
from office.config import current_settings
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

PURPOSE = "mail-import"
PORTS = (993, 143)
UNDER_WAY = (ImportState.LOOKING, ImportState.RUNNING)
OPEN = (ImportState.LOOKING, ImportState.READY, ImportState.RUNNING, ImportState.STOPPED)


@fetch.allows(PURPOSE)
def hosts() -> list[tuple[str, int]]:
    """The servers of the imports that are under way."""
    wanted = select(FormerImport.host, FormerImport.port).where(FormerImport.state.in_(UNDER_WAY))
    return [(host, port) for host, port in db.session.execute(wanted)]


def is_out_of_bounds(host: str, port: int) -> bool:
    """Our own machine, its link and odd ports are reached only if OFFICE_ALLOWED_FETCH says so."""
    listed = current_settings().allowed_fetch
    if {host, f"{host}:{port}", f"[{host}]:{port}"} & set(listed):
        return False
    return port not in PORTS or _is_own(host)


def _is_own(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or "." not in host
    mapped = getattr(address, "ipv4_mapped", None) or address
    odd = mapped.is_unspecified or mapped.is_multicast or mapped.is_reserved
    return mapped.is_loopback or mapped.is_link_local or odd


def former_of(actor: Actor) -> Select[FormerImport]:
    """Those of the actor's agency, the latest first."""
    lineage = units.lineage(actor.agency_id) if actor.agency_id else ()
    mine = select(FormerImport).where(FormerImport.agency_id.in_(lineage))
    return mine.order_by(FormerImport.id.desc())


def former_by_uid(uid: UUID, actor: Actor) -> FormerImport:
    """One of the actor's agency."""
    found = db.session.scalars(former_of(actor).where(FormerImport.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


def last_former_of(box_id: int, host: str, port: int, login: str) -> FormerImport | None:
    """The latest import of a box from that place, whether it ended or not."""
    there = FormerImport.host == host, FormerImport.port == port, FormerImport.login == login
    mine = select(FormerImport).where(FormerImport.mailbox_id == box_id, *there)
    return db.session.scalars(mine.order_by(FormerImport.id.desc())).first()


def open_former_of(box_id: int) -> FormerImport | None:
    """The import of a box that has not come to its end."""
    wanted = FormerImport.mailbox_id == box_id, FormerImport.state.in_(OPEN)
    return db.session.scalars(select(FormerImport).where(*wanted)).first()
