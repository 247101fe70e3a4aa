"""From whom no mail is taken: the entries of administrators, ready to be asked many times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from mail.models import MailRefusal, SenderKind
from mail.wire import names
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units


@dataclass(frozen=True)
class Entry:
    """One entry, free of the session."""

    agency_id: int
    is_allowed: bool
    valid_to: datetime | None


Key = tuple[str, ...]


@dataclass(frozen=True)
class Refusals:
    """All entries in force, found by what they name; networks by their length."""

    entries: dict[Key, list[Entry]] = field(default_factory=dict)
    lengths: frozenset[tuple[int, int]] = frozenset()
    has_other_allowed: bool = False

    def refusing(self, peer: str, sender: str) -> set[int]:
        """The agencies that take nothing from this peer or sender; who is let in goes before."""
        refused, allowed = self._agencies(peer, sender)
        return refused - allowed

    def allowing(self, peer: str, sender: str) -> set[int]:
        """The agencies that let this peer or sender in whatever others say."""
        return self._agencies(peer, sender)[1]

    def refusing_peer(self, peer: str) -> set[int]:
        """Those that need not hear the sender; none while some sender may be let in."""
        return set() if self.has_other_allowed else self.refusing(peer, "")

    def _agencies(self, peer: str, sender: str) -> tuple[set[int], set[int]]:
        refused: set[int] = set()
        allowed: set[int] = set()
        now = clock.now()
        for key in (*self._networks(peer), *_senders(sender)):
            for one in self.entries.get(key, ()):
                if one.valid_to is None or one.valid_to > now:
                    (allowed if one.is_allowed else refused).add(one.agency_id)
        return refused, allowed

    def _networks(self, peer: str) -> Iterator[Key]:
        address = plain_address(peer)
        if address is None:
            return
        for version, length in self.lengths:
            if version == address.version:
                net = ip_network(f"{address}/{length}", strict=False)
                yield (SenderKind.NETWORK, str(net))


def plain_address(peer: str) -> IPv4Address | IPv6Address | None:
    """The address of a peer; an IPv4 one that came over IPv6 is itself."""
    try:
        address = ip_address(peer)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _senders(sender: str) -> Iterator[Key]:
    """The address, its domain, and every domain above it."""
    try:
        folded = names.folded(sender)
    except names.BadName:
        return
    yield (SenderKind.ADDRESS, folded)
    labels = names.split(folded)[1].split(".")
    for start in range(len(labels)):
        yield (SenderKind.DOMAIN, ".".join(labels[start:]))


def refusals() -> Refusals:
    """As they stand now; an agency that went on in another has its entries there."""
    rows = db.session.scalars(_live(select(MailRefusal))).all()
    successors = {one: units.successor_of(one) for one in {row.agency_id for row in rows}}
    entries: dict[Key, list[Entry]] = {}
    for row in rows:
        made = Entry(successors[row.agency_id], row.is_allowed, row.valid_to)
        entries.setdefault((row.kind, row.sender), []).append(made)
    nets = [ip_network(row.sender) for row in rows if row.kind is SenderKind.NETWORK]
    return Refusals(
        entries,
        frozenset((net.version, net.prefixlen) for net in nets),
        any(row.is_allowed and row.kind is not SenderKind.NETWORK for row in rows),
    )


def mark_of_refusals() -> tuple[object, ...]:
    """Changes whenever an entry is made or ended: cheap to ask, often."""
    rows = select(func.count(), func.max(MailRefusal.id), func.max(MailRefusal.ended_at))
    return tuple(db.session.execute(rows).one())


def _live(rows: Select[MailRefusal]) -> Select[MailRefusal]:
    in_force = or_(MailRefusal.valid_to.is_(None), MailRefusal.valid_to > clock.now())
    return rows.where(MailRefusal.ended_at.is_(None), in_force)


def refusals_of(actor: Actor, *, words: str = "", is_over: bool) -> Select[MailRefusal]:
    """The entries of the actor's agency, the latest first; those in force or the others."""
    lineage = units.lineage(actor.agency_id) if actor.agency_id else ()
    found = select(MailRefusal).where(MailRefusal.agency_id.in_(lineage))
    if is_over:
        over = or_(MailRefusal.ended_at.is_not(None), MailRefusal.valid_to <= clock.now())
        found = found.where(over)
    else:
        found = _live(found)
    if plain := words.strip():
        found = found.where(MailRefusal.sender.icontains(plain, autoescape=True))
    return found.order_by(MailRefusal.id.desc())


def refusal_by_uid(uid: UUID, actor: Actor) -> MailRefusal:
    """One entry of the actor's agency."""
    lineage = units.lineage(actor.agency_id) if actor.agency_id else ()
    mine = select(MailRefusal).where(MailRefusal.agency_id.in_(lineage), MailRefusal.uid == uid)
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound(_("There is no such entry."))
    return found


def standing_entry(agency_ids: Iterable[int], kind: SenderKind, sender: str) -> MailRefusal | None:
    """The entry in force for a sender."""
    wanted = _live(select(MailRefusal)).where(
        MailRefusal.agency_id.in_(tuple(agency_ids)),
        MailRefusal.kind == kind,
        MailRefusal.sender == sender,
    )
    rows: Sequence[MailRefusal] = db.session.scalars(wanted).all()
    return rows[0] if rows else None
