"""What waits for a second person in an agency, and what became of it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, not_, select
from sqlalchemy.orm import aliased

from mail.models import Mailbox, MailDomain, MailWish, WishState
from mail.models.wishes import LASTS
from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

SHOWN = 100


@dataclass(frozen=True)
class Line:
    """A wish with the name of what it is about, and of who is to receive a box."""

    wish: MailWish
    about: str
    receiver: str

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be decided."""
        is_fresh = self.wish.asked_at + LASTS > clock.now()
        return self.wish.state is WishState.ASKED and is_fresh

    @property
    def state(self) -> object:
        """The word shown for where it stands."""
        return _("lapsed") if self.is_lapsed else self.wish.state.label

    @property
    def is_lapsed(self) -> bool:
        """Whether nobody decided it in time."""
        return self.wish.state is WishState.ASKED and not self.is_waiting


def _of(actor: Actor) -> Select[MailWish]:
    mine = MailWish.agency_id.in_(units.lineage(actor.agency_id) if actor.agency_id else ())
    return select(MailWish).where(mine)


def wishes(actor: Actor) -> list[Line]:
    """The wishes of the actor's agency, those that wait first."""
    receiver = aliased(Person)
    waits = and_(MailWish.state == WishState.ASKED, MailWish.asked_at > clock.now() - LASTS)
    rows = (
        _of(actor)
        .add_columns(Mailbox.name, MailDomain.shown, receiver.full_name)
        .outerjoin(Mailbox, Mailbox.id == MailWish.mailbox_id)
        .outerjoin(MailDomain, MailDomain.id == MailWish.domain_id)
        .outerjoin(receiver, receiver.id == MailWish.person_id)
        .order_by(not_(waits), MailWish.id.desc())
        .limit(SHOWN)
    )
    found = db.session.execute(rows).all()
    return [Line(wish, box or domain or "", person or "") for wish, box, domain, person in found]


def wish_by_uid(uid: UUID, actor: Actor) -> MailWish:
    """One wish of the actor's agency."""
    found = db.session.scalars(_of(actor).where(MailWish.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such confirmation."))
    return found
