"""Finding posts, spreadsheets and authorities for the pages of the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, or_, select

from office import clock
from office.accounts.models import Account, Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.setup.models import CalendarDay, StaffSheet
from office.units.models import Desk, SigningAuthority, Tenure, Unit

Found = TypeVar("Found")
PAST = timedelta(days=3650)
MOST_POSTS = 2_000
MOST_AUTHORITIES = 300


@dataclass(frozen=True)
class PostRow:
    """Who holds which desk of a unit."""

    tenure: Tenure
    desk: Desk
    name: str
    login: str
    account_uid: UUID | None


def posts_in(unit_ids: Sequence[int], past: timedelta = timedelta()) -> dict[int, list[PostRow]]:
    """The posts of units by unit: those held now or later, and those that ended not long ago."""
    since = clock.now() - past
    rows = db.session.execute(
        select(Tenure, Desk, Person.full_name, Account.login, Account.uid)
        .join(Desk, Desk.id == Tenure.desk_id)
        .join(Person, Person.id == Tenure.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Tenure.unit_id.in_(unit_ids), _holds_after(since))
        .order_by(Tenure.valid_to.is_not(None), Desk.id, Tenure.valid_from)
        .limit(MOST_POSTS)
    )
    found: dict[int, list[PostRow]] = {unit_id: [] for unit_id in unit_ids}
    for tenure, desk, name, login, uid in rows:
        found[tenure.unit_id].append(PostRow(tenure, desk, name, login or "", uid))
    return found


def _holds_after(since: Any) -> Any:
    return or_(Tenure.valid_to.is_(None), Tenure.valid_to > since)


def post_by_uid(uid: UUID) -> Tenure:
    """A post by its public name."""
    held = Tenure.uid == uid, Tenure.person_id.is_not(None)
    return _there(db.session.scalar(select(Tenure).where(*held)))


def sheet_by_uid(uid: UUID) -> StaffSheet:
    """A spreadsheet by its public name."""
    return _there(db.session.scalar(select(StaffSheet).where(StaffSheet.uid == uid)))


def day_by_uid(uid: UUID) -> CalendarDay:
    """A day of the own calendar by its public name."""
    return _there(db.session.scalar(select(CalendarDay).where(CalendarDay.uid == uid)))


def authority_by_uid(uid: UUID) -> SigningAuthority:
    """A right to sign by its public name."""
    return _there(db.session.scalar(select(SigningAuthority).where(SigningAuthority.uid == uid)))


def _there(found: Found | None) -> Found:
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


def sheets_of(agency_id: int) -> Select[StaffSheet]:
    """The spreadsheets of an agency, the latest first."""
    mine = select(StaffSheet).where(StaffSheet.agency_id == agency_id)
    return mine.order_by(StaffSheet.id.desc())


def authorities_of(agency_id: int) -> list[Any]:
    """Every right to sign with its desk and who holds it now; those in force first."""
    now = clock.now()
    held = (
        select(Person.full_name, Tenure.desk_id, Tenure.title)
        .join(Tenure, Tenure.person_id == Person.id)
        .where(Tenure.valid_from <= now, or_(Tenure.valid_to.is_(None), Tenure.valid_to > now))
        .subquery()
    )
    return list(
        db.session.execute(
            select(SigningAuthority, Desk.label, held.c.full_name, held.c.title)
            .join(Desk, Desk.id == SigningAuthority.desk_id)
            .outerjoin(held, held.c.desk_id == SigningAuthority.desk_id)
            .where(SigningAuthority.agency_id == agency_id)
            .order_by(SigningAuthority.valid_to.is_not(None), SigningAuthority.id.desc())
            .limit(MOST_AUTHORITIES)
        )
    )


def signing_desks(agency_id: int) -> list[tuple[Desk, str, str]]:
    """The desks of an agency at which somebody sits, with his name and title."""
    now = clock.now()
    rows = db.session.execute(
        select(Desk, Person.full_name, Tenure.title)
        .join(Tenure, Tenure.desk_id == Desk.id)
        .join(Person, Person.id == Tenure.person_id)
        .where(
            Desk.agency_id == agency_id,
            Tenure.valid_from <= now,
            or_(Tenure.valid_to.is_(None), Tenure.valid_to > now),
        )
        .order_by(Person.folded_name, Desk.id)
        .limit(MOST_POSTS)
    )
    return [(desk, name, title) for desk, name, title in rows]


def unit_of(unit_id: int) -> Unit:
    """A unit that is known to be there."""
    return db.session.get_one(Unit, unit_id)
