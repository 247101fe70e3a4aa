"""What the register learns is told to the national database: events, in the same transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import exists, select

from office import clock, outbox
from office.db import db, new_uid
from personnel.models import (
    STUCK,
    Dossier,
    EventState,
    LinkState,
    NationalEvent,
    NationalLink,
    PersonnelDecision,
    RecordRow,
)
from personnel.national.codes import CORRECTED, REGISTERED
from personnel.queries.national import NATIONAL, connection, links_of
from personnel.queries.quality import blocked_from_national
from personnel.record.decisions import kind

PUSH: Final = "national.push"
LOAD: Final = "national.load"
EXCHANGE: Final = "national.exchange"
PIECE: Final = 500
FIRST = "identity"
QUALITY: Final = "quality"
"""The problem of a dossier that waits because of its own faults."""
Learned = Sequence[tuple[Dossier, Sequence[RecordRow]]]


def tell(dossier: Dossier, rows: Sequence[RecordRow], decision: PersonnelDecision | None) -> None:
    """Ask for the groups that these rows touch to be told; part of every act that adds rows."""
    tell_many([(dossier, rows)], decision)


def tell_many(learned: Learned, decision: PersonnelDecision | None = None) -> None:
    """The same for many dossiers, with few statements; part of acts that open or load them.

    A dossier of which nothing was told yet is told whole.
    """
    told = [(one, rows) for one, rows in learned if _first_of_groups(rows)]
    if not told or connection() is None:
        return
    ids = [dossier.id for dossier, _own in told]
    links, asked = links_of(ids), _asked(ids)
    whole = _rows(
        [one.id for one, rows in told if one.id not in links and len(rows) < one.row_count]
    )
    for dossier, rows in told:
        link = links.get(dossier.id) or _new_link(dossier)
        is_known = bool(link.sequence) or dossier.id in asked
        own = {row.group: decision for row in rows}
        first = _first_of_groups([*rows, *whole.get(dossier.id, ())])
        db.session.add_all(
            _event(dossier, row, own.get(row.group), is_known=is_known) for row in first
        )
        if link.state not in (*STUCK, LinkState.WAITING):
            link.state, link.changed_at = LinkState.WAITING, clock.now()
    db.session.flush()
    push_soon()


def tell_whole(dossier: Dossier) -> None:
    """Ask for everything national of a dossier to be told anew; part of other acts."""
    tell_many([(dossier, _rows([dossier.id])[dossier.id])])


def push_soon() -> None:
    """Have the worker send what waits."""
    outbox.repeat(PUSH, key=PUSH, lane=outbox.Lane.OUT)


def push_at_once() -> None:
    """Have the worker try now, however long it would have waited after the last failure."""
    push_soon()
    own = select(outbox.OutboxMessage).where(outbox.OutboxMessage.key == PUSH)
    outbox.revive(db.session.scalars(own).one())


def ask_load() -> None:
    """Have the worker tell all dossiers of which nothing was told: one job, however many came."""
    outbox.repeat(LOAD, key=LOAD, lane=outbox.Lane.BULK)


def let_go(dossiers: Iterable[Dossier]) -> None:
    """What waited because of faults goes once they are mended; part of each look at dossiers."""
    held = select(NationalLink).where(
        NationalLink.dossier_id.in_([one.id for one in dossiers]),
        NationalLink.state == LinkState.NOT_SENT,
        NationalLink.problem == QUALITY,
    )
    links = {link.dossier_id: link for link in db.session.scalars(held)}
    free = links.keys() - blocked_from_national(set(links)) if links else set()
    for number in free:
        link = links[number]
        link.state, link.problem, link.changed_at = LinkState.WAITING, "", clock.now()
    if free:
        push_soon()


def load_next(after: int) -> int:
    """Tell the next dossiers of which the national database knows nothing; says where it came to.

    The register that is connected for the first time tells everything in pieces (nạp ban đầu).
    """
    untold = ~exists().where(NationalLink.dossier_id == Dossier.id)
    following = select(Dossier).where(Dossier.id > after, untold).order_by(Dossier.id)
    found = db.session.scalars(following.limit(PIECE)).all()
    rows = _rows([one.id for one in found])
    tell_many([(one, rows[one.id]) for one in found])
    return found[-1].id if found else after


def _rows(dossier_ids: Sequence[int]) -> dict[int, list[RecordRow]]:
    own = select(RecordRow).where(RecordRow.dossier_id.in_(dossier_ids))
    found: dict[int, list[RecordRow]] = {one: [] for one in dossier_ids}
    for row in db.session.scalars(own.order_by(RecordRow.dossier_id, RecordRow.number)):
        found[row.dossier_id].append(row)
    return found


def _first_of_groups(rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Of each national group the first row, who somebody is before all else."""
    first: dict[str, RecordRow] = {}
    for row in rows:
        if row.group in NATIONAL:
            first.setdefault(row.group, row)
    return sorted(first.values(), key=lambda row: row.group != FIRST)


def _new_link(dossier: Dossier) -> NationalLink:
    link = NationalLink(
        dossier_id=dossier.id, state=LinkState.NOT_SENT, changed_at=clock.now(), errors={}
    )
    db.session.add(link)
    return link


def _asked(dossier_ids: Collection[int]) -> set[int]:
    """The dossiers of which something was asked to be told already."""
    asked = select(NationalEvent.dossier_id).where(
        NationalEvent.dossier_id.in_(dossier_ids), NationalEvent.state != EventState.SUPERSEDED
    )
    return set(db.session.scalars(asked.distinct()))


def _event(
    dossier: Dossier, row: RecordRow, decision: PersonnelDecision | None, *, is_known: bool
) -> NationalEvent:
    registers = row.group == FIRST and not is_known
    return NationalEvent(
        uid=new_uid(),
        dossier_id=dossier.id,
        group=row.group,
        type=REGISTERED if registers else event_type(row.group, decision),
        up_to=dossier.row_count,
        effective_from=row.valid_from,
        recorded_at=row.recorded_at,
        decision_id=decision.id if decision else None,
        state=EventState.NEW,
    )


def event_type(group: str, decision: PersonnelDecision | None) -> str:
    """What happened, in the words of the contract: the kind's own for the group it is about."""
    if decision is None:
        return CORRECTED
    found = kind(decision.kind)
    return f"personnel.{found.event}" if found.groups[0] == group else CORRECTED


# ------------------------------------------------------------------------- both directions


def tell_group(dossier: Dossier, link: NationalLink, group: str) -> None:
    """Ask for one group to be told anew as it stands, also when nothing is left in it."""
    own = select(RecordRow).where(RecordRow.dossier_id == dossier.id, RecordRow.group == group)
    last = db.session.scalars(own.order_by(RecordRow.number.desc()).limit(1)).first()
    db.session.add(
        NationalEvent(
            uid=new_uid(),
            dossier_id=dossier.id,
            group=group,
            type=CORRECTED,
            up_to=dossier.row_count,
            effective_from=last.valid_from if last else clock.today(),
            recorded_at=last.recorded_at if last else clock.now(),
            state=EventState.NEW,
        )
    )
    db.session.flush()
    if link.state not in STUCK:
        link.state = LinkState.WAITING
    push_soon()


def exchange_soon() -> None:
    """Have the worker hear what is new and send the answers that people gave."""
    outbox.repeat(EXCHANGE, key=EXCHANGE, lane=outbox.Lane.OUT)
