"""Posts, rights and accounts follow the register at the instant from which a row holds."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from office import audit, clock, outbox
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.db import db, operation
from office.permissions import SYSTEM, Actor, Role, require
from office.units import operations as units
from office.units import queries as unit_queries
from office.units.models import Tenure
from personnel.models import Dossier, DossierPost, RecordRow, Standing
from personnel.operations.rows import hold
from personnel.operations.showing import code_of, show, standing, unit_of
from personnel.policy import Can
from personnel.queries.timeline import timeline
from personnel.record.timeline import PRIMARY, Row, history, state

TAKE_EFFECT = "personnel.take_effect"
TRANSFER = "transfer"
MOVING = frozenset({"assignment", "leave", "exit"})


def foresee(dossier: Dossier, rows: Sequence[RecordRow]) -> None:
    """Have posts and account follow, now and on each day on which the rows change something."""
    today = clock.today()
    days = {day for row in rows if row.group in MOVING for day in (row.valid_from, row.valid_to)}
    for day in sorted({max(day, today) for day in days if day}):
        outbox.enqueue(
            TAKE_EFFECT,
            key=f"dossier:{dossier.uid}:{dossier.row_count}:{day.isoformat()}",
            partition=f"dossier:{dossier.uid}",
            not_before=clock.local_midnight(day) if day > today else None,
            dossier_id=dossier.id,
        )


@operation
def settle_posts(dossier: Dossier, *, by: Actor) -> None:
    """Make posts and account what the register says they are now; safe to run again."""
    require(by, Can.RECORD, dossier)
    hold(dossier)
    show(dossier)
    rows = timeline(dossier, MOVING)
    _follow_transfer(dossier, rows)
    _claim(dossier, rows)
    found = state(rows, clock.today())
    wanted = {row.slot: row for row in found.get("assignment", []) if unit_of(row.values["unit"])}
    if standing(found) is Standing.LEFT:
        wanted = {}
    for held in posts_held(dossier):
        row = wanted.get(held.slot)
        if row is None or row.uid != held.row_uid:
            _leave(held, row.valid_from if row else clock.today())
    taken = {held.slot for held in posts_held(dossier)}
    for slot, row in wanted.items():
        if slot not in taken:
            _take(dossier, row)
    _settle_account(dossier)


def posts_held(dossier: Dossier) -> list[DossierPost]:
    """The posts of the house that came of the record."""
    mine = select(DossierPost).where(
        DossierPost.dossier_id == dossier.id, DossierPost.ended_at.is_(None)
    )
    return list(db.session.scalars(mine))


def _claim(dossier: Dossier, rows: Sequence[Row]) -> None:
    """A post that was given by hand is the one that its row tells of: it ends with the row."""
    taken = {post.slot for post in posts_held(dossier)}
    for row in reversed(history(rows, "assignment")):
        if row.slot in taken or row.ends or row.valid_from > clock.today():
            continue
        tenure = _own_tenure(dossier, row)
        if tenure is not None:
            _hold_post(dossier, row, tenure)
            taken.add(row.slot)


def _follow_transfer(dossier: Dossier, rows: Sequence[Row]) -> None:
    """The dossier goes with a transfer (điều động) to another body; rotated it stays at home."""
    posts = [row for row in history(rows, "assignment") if row.slot == PRIMARY and not row.ends]
    begun = [row for row in posts if row.valid_from <= clock.today()]
    moved = [row for row in begun if code_of(row.values.get("kind")) == TRANSFER]
    was_moved = any(code_of(row.values.get("kind")) == TRANSFER for row in rows)
    home = moved[-1] if moved else begun[-1] if begun and was_moved else None
    unit = unit_of(home.values.get("unit")) if home else None
    if unit is None:
        return
    keeper = unit_queries.successor_of(unit.agency_id or unit.id)
    if keeper != dossier.agency_id:
        dossier.agency_id = keeper
        body = unit_queries.organ_id(keeper)
        audit.record("dossier.transfer", dossier, by=SYSTEM, agency=body)


def _leave(held: DossierPost, on: date) -> None:
    tenure = db.session.get_one(Tenure, held.tenure_id)
    if tenure.valid_to is None:
        units.unseat(tenure, by=SYSTEM, at=_instant(on))
    held.ended_at = clock.now()
    db.session.flush()


def _take(dossier: Dossier, row: Row) -> None:
    person = db.session.get_one(Person, dossier.person_id)
    tenure = _own_tenure(dossier, row) or _appointed(person, row)
    _hold_post(dossier, row, tenure)


def _hold_post(dossier: Dossier, row: Row, tenure: Tenure) -> None:
    db.session.add(
        DossierPost(dossier_id=dossier.id, slot=row.slot, row_uid=row.uid, tenure_id=tenure.id)
    )
    db.session.flush()
    audit.record("dossier.post", dossier, by=SYSTEM, slot=row.slot, tenure=tenure.uid)


def _appointed(person: Person, row: Row) -> Tenure:
    unit = unit_of(row.values["unit"])
    assert unit is not None  # noqa: S101 - asked by the caller
    return units.appoint(
        person,
        unit,
        function=role_of(row),
        title=str(row.values.get("title", "")),
        by=SYSTEM,
        at=_instant(row.valid_from),
    )


def _own_tenure(dossier: Dossier, row: Row) -> Tenure | None:
    """A post that was given by hand before the register kept it is taken as it is."""
    unit = unit_of(row.values["unit"])
    claimed = select(DossierPost.tenure_id).where(DossierPost.ended_at.is_(None))
    mine = select(Tenure).where(
        Tenure.person_id == dossier.person_id,
        Tenure.unit_id == (unit.id if unit else None),
        Tenure.function == role_of(row),
        Tenure.valid_to.is_(None),
        Tenure.id.not_in(claimed),
    )
    return db.session.scalars(mine.order_by(Tenure.id)).first()


def role_of(row: Row) -> Role:
    """What the post makes its holder in the house; an official where nothing is said."""
    code = code_of(row.values.get("function"))
    return Role(code) if code in set(Role) else Role.OFFICIAL


def _instant(on: date) -> datetime:
    return min(clock.local_midnight(on), clock.now())


def _settle_account(dossier: Dossier) -> None:
    """Who left or is suspended does not sign in; the register opens only what it has closed."""
    account = db.session.scalars(
        select(Account).where(Account.person_id == dossier.person_id)
    ).first()
    if account is None:
        return
    is_shut = dossier.standing in (Standing.LEFT, Standing.SUSPENDED)
    if is_shut and account.disabled_at is None:
        accounts.close_account(account, by=SYSTEM)
        dossier.account_closed_at = clock.now()
    elif not is_shut and dossier.account_closed_at is not None:
        accounts.reopen_account(account, by=SYSTEM)
        dossier.account_closed_at = None
