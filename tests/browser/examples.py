"""What a row of the table of pages is: an address, its reader, the example that is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import exists, select

from documents.models.routing import Routing, RoutingState
from office.accounts.models import Account, AuthLevel
from office.db import db
from office.permissions import Role
from office.units.models import Tenure


@dataclass(frozen=True)
class Found:
    """An example: the account that may see it, in which post, and what the address needs."""

    account_id: int
    values: dict
    tenure_id: int | None = None


Need = Callable[[], Found | None]


@dataclass(frozen=True)
class Screen:
    """One page; `name` tells examples apart, `is_stale`: the reader's last proof is old."""

    endpoint: str
    need: Need
    name: str = ""
    level: AuthLevel = AuthLevel.SECOND_FACTOR
    is_stale: bool = False

    @property
    def title(self):
        return self.name or self.endpoint.split(".")[1].replace("_", "-")


AT_WORK = (Role.CLERK, Role.LEADER, Role.OFFICE_HEAD, Role.UNIT_HEAD, Role.OFFICIAL)


def role(wanted, **values):
    """Somebody in a post with this function."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .where(Tenure.function == wanted, Tenure.valid_to.is_(None))
            .order_by(_work_at(Tenure.desk_id).desc(), Account.id)
        ).first()
        return Found(row[0], values, row[1]) if row else None

    return find


def _work_at(desk):
    return exists().where(Routing.desk_id == desk, Routing.state == RoutingState.OPEN)


def nobody():
    """Before signing in."""
    return Found(0, {})
