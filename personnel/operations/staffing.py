"""Entering the posts that a decision allots to a unit."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from office import audit, clock
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import Unit
from personnel.models import Allotment
from personnel.policy import Can
from personnel.record import codes

MOST = 100_000
LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Allotted:
    """What a decision allots: posts of a category, and deputies where it limits them."""

    category: str
    posts: int
    decision_no: str
    valid_from: date
    deputies: int | None = None


@operation
def allot(unit: Unit, wish: Allotted, *, by: Actor) -> Allotment:
    """Enter what a unit is allotted from a day on; `Invalid` names what cannot be."""
    require(by, Can.ALLOT, unit.id)
    wrong = _wrong(wish)
    if wrong:
        raise Invalid(_("The allotment cannot be entered as it is."), fields=wrong)
    made = Allotment(
        uid=new_uid(),
        unit_id=unit.id,
        category=wish.category,
        year=wish.valid_from.year,
        posts=wish.posts,
        deputies=wish.deputies,
        valid_from=wish.valid_from,
        decision_no=wish.decision_no.strip(),
        created_at=clock.now(),
        created_by=by.name,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "allotment.enter",
        made,
        by=by,
        unit=unit.uid,
        category=wish.category,
        posts=wish.posts,
        decision=made.decision_no,
    )
    return made


def _wrong(wish: Allotted) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {row.code for row in codes.codes_of("category", wish.valid_from)}
    if wish.category not in known:
        found["category"] = _("Choose one of the categories.")
    if not 0 <= wish.posts <= MOST:
        found["posts"] = _("A number from 0 to %(most)s.", most=MOST)
    if wish.deputies is not None and not 0 <= wish.deputies <= max(wish.posts, 0):
        found["deputies"] = _("At most as many as there are posts.")
    if not 1 <= len(wish.decision_no.strip()) <= LONGEST:
        found["decision_no"] = _("Enter the number of the decision.")
    return found


@operation
def withdraw_allotment(allotment: Allotment, *, by: Actor) -> None:
    """Take back what was entered by mistake; the line stays, the former allotment holds again."""
    require(by, Can.ALLOT, allotment.unit_id)
    own = select(Allotment).where(Allotment.id == allotment.id).with_for_update()
    held = db.session.scalars(own.execution_options(populate_existing=True)).one()
    if held.ended_at is not None:
        raise Refusal(
            _("This allotment was withdrawn already."), fix=_("Enter the right one instead.")
        )
    held.ended_at = clock.now()
    audit.record("allotment.withdraw", held, by=by)
