"""What the register learns is told to the national database: events, in the same transaction."""

from collections.abc import Iterable, Sequence
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
from personnel.queries.national import NATIONAL, connection, link_of
from personnel.record.decisions import kind

PUSH: Final = "national.push"
LOAD: Final = "national.load"
PIECE: Final = 500
FIRST = "identity"


def tell(dossier: Dossier, rows: Sequence[RecordRow], decision: PersonnelDecision | None) -> None:
    """Ask for the groups that these rows touch to be told; part of every act that adds rows."""
    touched = [row for row in rows if row.group in NATIONAL]
    if not touched or connection() is None:
        return
    link = link_of(dossier) or _new_link(dossier)
    groups = dict.fromkeys(row.group for row in touched)
    for group in _identity_first(groups):
        row = next(one for one in touched if one.group == group)
        _ask(dossier, link, group, row, decision)
    if link.state not in STUCK:
        link.state = LinkState.WAITING
    push_soon()


def tell_whole(dossier: Dossier) -> None:
    """Ask for everything national of a dossier to be told anew; part of other acts."""
    rows = db.session.scalars(
        select(RecordRow).where(RecordRow.dossier_id == dossier.id).order_by(RecordRow.number)
    ).all()
    tell(dossier, rows, None)


def push_soon() -> None:
    """Have the worker send what waits."""
    outbox.repeat(PUSH, key=PUSH, lane=outbox.Lane.OUT)


def load_next(after: int) -> int:
    """Tell the next dossiers of which the national database knows nothing; says where it came to.

    The register that is connected for the first time tells everything in pieces (nạp ban đầu).
    """
    untold = ~exists().where(NationalLink.dossier_id == Dossier.id)
    following = select(Dossier).where(Dossier.id > after, untold).order_by(Dossier.id)
    for dossier in db.session.scalars(following.limit(PIECE)).all():
        tell_whole(dossier)
        after = dossier.id
    return after


def _identity_first(groups: Iterable[str]) -> list[str]:
    return sorted(groups, key=lambda name: name != FIRST)


def _new_link(dossier: Dossier) -> NationalLink:
    link = NationalLink(
        dossier_id=dossier.id, state=LinkState.NOT_SENT, changed_at=clock.now(), errors={}
    )
    db.session.add(link)
    db.session.flush()
    return link


def _ask(
    dossier: Dossier,
    link: NationalLink,
    group: str,
    row: RecordRow,
    decision: PersonnelDecision | None,
) -> None:
    is_first = group == FIRST and not link.sequence and not _was_asked(dossier)
    db.session.add(
        NationalEvent(
            uid=new_uid(),
            dossier_id=dossier.id,
            group=group,
            type=REGISTERED if is_first else event_type(group, decision),
            up_to=dossier.row_count,
            effective_from=row.valid_from,
            recorded_at=row.recorded_at,
            decision_id=decision.id if decision else None,
            state=EventState.NEW,
        )
    )
    db.session.flush()


def _was_asked(dossier: Dossier) -> bool:
    superseded = NationalEvent.state == EventState.SUPERSEDED
    asked = exists().where(NationalEvent.dossier_id == dossier.id, ~superseded)
    return bool(db.session.scalar(select(asked)))


def event_type(group: str, decision: PersonnelDecision | None) -> str:
    """What happened, in the words of the contract: the kind's own for the group it is about."""
    if decision is None:
        return CORRECTED
    found = kind(decision.kind)
    return f"personnel.{found.event}" if found.groups[0] == group else CORRECTED
