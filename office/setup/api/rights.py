"""Groups of rights and their conflicts for programs of an administrator."""

from datetime import datetime

from flask import Response

from office.api import ByUid, Closed, scope, shown
from office.permissions import Role
from office.setup.api.frame import bp, unit_of
from office.setup.rights import Holding, conflicts_in, holdings_in


class HoldingItem(Closed):
    """That somebody is in a group of rights."""

    name: str
    role: Role
    title: str
    since: datetime
    is_deputy: bool


class ConflictItem(Closed):
    """Two groups in one hand that belong apart."""

    name: str
    roles: list[Role]
    why: str


class Rights(Closed):
    """Who has which rights in an agency, and which of them belong apart."""

    holdings: list[HoldingItem]
    conflicts: list[ConflictItem]


@bp.get("/agencies/<uuid:uid>/rights", responses={200: Rights})
@scope("admin")
def list_rights(path: ByUid) -> Response:
    """The groups of rights of an agency and their conflicts."""
    holdings = holdings_in(unit_of(path.uid).id)
    conflicts = [
        ConflictItem(name=one.name, roles=[row.role for row in one.holdings], why=str(one.why))
        for one in conflicts_in(holdings)
    ]
    return shown(Rights(holdings=[_item(one) for one in holdings], conflicts=conflicts))


def _item(one: Holding) -> HoldingItem:
    return HoldingItem(**{name: getattr(one, name) for name in HoldingItem.model_fields})
