"""Groups of rights, who is in them, and rights of one person that belong apart."""

from uuid import UUID

from office.setup.columns import ROLE_WORDS
from office.setup.rights import MAY, conflicts_in, groups_of, holdings_in
from office.setup.views.blueprint import agency_of, bp, shown
from office.units.queries import name_of


@bp.get("/agencies/<uuid:uid>/rights")
def rights(uid: UUID) -> str:
    """The conflicts first, then each group with its holders."""
    agency = agency_of(uid)
    holdings = holdings_in(agency.id)
    return shown(
        "rights",
        agency=agency,
        name=name_of(agency.id),
        conflicts=conflicts_in(holdings),
        groups=groups_of(holdings),
        role_words=ROLE_WORDS,
        may=MAY,
    )
