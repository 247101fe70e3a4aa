"""What stands above the papers of a unit."""

from office import clock
from office.permissions import SYSTEM
from office.units import operations
from office.units.headings import heading_of
from office.units.operations.tree import Naming


def test_the_heading_is_what_was_given_or_the_plain_names(province):
    agency = province.agency.id
    assert heading_of(agency) == ("", "Sở Nội vụ")
    naming = Naming(name="Sở Nội vụ", heading="UBND TỈNH LAM GIANG\nSỞ NỘI VỤ")
    operations.rename(province.agency, naming, on=clock.today(), by=SYSTEM)
    assert heading_of(agency) == ("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ")
    operations.move(
        province.agency, under=province.open_agency("UBND tỉnh", "H99"), on=clock.today(), by=SYSTEM
    )
    assert heading_of(agency) == ("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ")
