"""What a reorganisation of units does to certificates."""

from office import clock
from office.db import db, transaction
from office.units.events import UnitsReorganised
from office.units.models import Unit
from office.units.reorganisation import Rule, declarations
from signing import queries
from signing.models import OwnerKind
from signing.subscribers import close_seals


def test_the_seal_of_a_closed_agency_seals_nothing_more(bureau):
    merged = UnitsReorganised("x", "merge", "2026-11-22", [(bureau.agency.unit.id, 999)])
    with transaction():
        close_seals(merged)
    assert queries.usable_certificate(bureau.clerk, OwnerKind.AGENCY)
    with transaction():
        db.session.get_one(Unit, bureau.agency.unit.id).closed_on = clock.today()
        close_seals(merged)
    assert not queries.usable_certificate(bureau.clerk, OwnerKind.AGENCY)
    assert queries.can_sign(bureau.leader)
    assert bureau.seal.closed_because


def test_nothing_that_was_signed_is_rewritten(bureau):
    named = {one.name for one in declarations(Rule.STAYS)}
    assert {"certificate.agency_id", "signing_request.agency_id", "signature.agency_id"} <= named
